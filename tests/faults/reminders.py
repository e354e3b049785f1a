"""Reminders for the fault tests: a follow-up of Maria's, as many deliveries of it as a test wants, and what became of them."""

import json
import textwrap
from dataclasses import dataclass
from itertools import count
from typing import Any

from followups.actions.emails import message_id
from tests.faults.site import Site

_numbers = count(1)

# Everybody works at all hours, in a country that celebrates nothing these days: what is held is not what is tested here.
SET_UP = """
import json
from datetime import timedelta
import holidays
from django.utils import timezone
from accounts.models import Agency, User, WorkingHours
from clients.models import Case
from clients.actions.consents import record_consent
from clients.actions.people import register_client
from followups.actions.due import WORKER, open_once
from followups.models import FollowUp
agency = Agency.objects.get()
days = [timezone.localdate() + timedelta(days=n) for n in range(-2, 3)]
quiet = next(code for code in ("US", "DE", "JP", "BR", "IN") if not any(day in holidays.country_holidays(code) for day in days))
Agency.objects.update(country=quiet, subdivision="")
WorkingHours.objects.all().delete()
for user in User.objects.all():
    for weekday in range(7):
        WorkingHours.objects.create(user=user, weekday=weekday, starts="00:00", ends="00:00")
maria = User.objects.get(email="maria@demo.example")
def due(n, **more):
    client = register_client(actor=WORKER, given_name=f"Due{n}", family_name="Fault", duplicates_checked=True, phone="617 555 0142", phone_kind="mobile")
    now = timezone.now()
    times = {"referred_on": now.date(), "opened_at": now, "assigned_at": now, "accepted_at": now}
    Case.objects.create(client=client, status="open", source="hospital", need="Help", case_manager=maria, **times)
    record_consent(client.pk, actor=WORKER, kind="messages", signed_on=timezone.localdate(), method="paper")
    open_once(f"fault:{n}", FollowUp.Kind.ASSESS, client, about=client, why="Due", due_at=timezone.now() + timedelta(days=40), owner=maria, **more)
    made = FollowUp.objects.unscoped("fault tests").get(source_key=f"fault:{n}")
    return {"follow_up": str(made.pk), "client": str(client.pk)}
print(json.dumps({"maria": str(maria.pk), "due": [due(n) for n in range(5)]}))
"""

ROW = """
    INSERT INTO followups_delivery (id, key, follow_up_id, rung, turn, "to", channel, recipient_id, lane, words, url, due_at, wakes_at, expires_at,
        held_because, attempts, state, because, last_error)
    SELECT gen_random_uuid(), %s || ':' || n, %s, %s, 0, %s, %s, %s, %s, '', '', now() + %s::interval, now() + %s::interval,
        now() + %s::interval, '', 0, 'waiting', '', ''
    FROM generate_series(1, %s) n
"""


@dataclass
class Reminders:
    """What is due in the site, and the deliveries that tests make of it."""

    site: Site
    maria: str
    due: list[dict[str, str]]

    def plan(self, how_many: int, channel: str = "in_app", after: str = "0", expires: str | None = None, which: int = 0) -> str:
        """So many deliveries of one follow-up, all due then; answers what their keys begin with."""
        key = f"fault-{next(_numbers)}"
        to_client = channel.startswith("client")
        rung, to, lane = (
            ("client_day", "client", "bulk") if to_client else ("due", "owner", "default" if channel == "in_app" else "bulk")
        )
        who = None if to_client else self.maria
        self.site.sql(ROW, key, self.due[which]["follow_up"], rung, to, channel, who, lane, after, after, expires, how_many)
        return key

    def states(self, key: str) -> dict[str, int]:
        told = self.site.sql(
            "SELECT json_object_agg(state, n) FROM (SELECT state, count(*) n FROM followups_delivery WHERE key LIKE %s GROUP BY state) t",
            f"{key}:%",
        )
        return told or {}

    def attempts(self, key: str) -> int:
        """How often a process wrote down that it was about to send one of them."""
        return int(self.site.sql("SELECT sum(attempts) FROM followups_delivery WHERE key LIKE %s", f"{key}:%"))

    def because(self, key: str) -> str:
        return str(
            self.site.sql("SELECT string_agg(DISTINCT because, ' | ') FROM followups_delivery WHERE key LIKE %s", f"{key}:%")
        )

    def shown(self, key: str) -> int:
        """How many lines stand on Maria's page."""
        return int(self.site.sql("SELECT count(*) FROM followups_notification WHERE key LIKE %s", f"{key}:%"))

    def mailed(self, key: str, how_many: int) -> tuple[int, int]:
        """How many different messages reached the mail server, and how often any of them did."""
        ours = {message_id(f"{key}:{n}:{self.maria}") for n in range(1, how_many + 1)}
        arrived = [line for line in self._lines("mails") if line in ours]
        return len(set(arrived)), len(arrived)

    def messages(self, key: str) -> list[str]:
        return [line for line in self._lines("messages") if line.startswith(f"{key}:")]

    def _lines(self, name: str) -> list[str]:
        file = self.site.home / name
        return file.read_text().splitlines() if file.exists() else []

    def dispatch(self, lane: str, clock: float = 0) -> dict[str, int]:
        """One more dispatcher, in a process of its own whose clock may be wrong by so many seconds."""
        code = f"import json; from followups.actions.dispatch import dispatch; print(json.dumps(dict(dispatch({lane!r}))))"
        return json.loads(self.site.manage("shell", "--no-imports", "-c", code, FAULTS_CLOCK=str(clock)))  # type: ignore[no-any-return]  # printed above


def make_reminders(site: Site) -> Reminders:
    told: dict[str, Any] = json.loads(site.manage("shell", "--no-imports", "-c", textwrap.dedent(SET_UP)).splitlines()[-1])
    return Reminders(site, **told)
