"""A team at work, for the walk through every page: one client with something of everything, and cases waiting at every stage."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import Agency, TimeOff, User
from assessments.actions.assessments import record_assessment, start_assessment
from assessments.actions.shipped import load_shipped_instruments
from assessments.models import Assessment
from careplans.actions.links import issue_link
from clients.actions.contacts import log_contact
from clients.actions.emergency import open_emergency_access
from clients.actions.links import link_records
from clients.actions.notes import add_addendum, sign_note, start_note
from clients.actions.people import set_safe_contact, update_client
from clients.models import Client, Contact, EmergencyAccess, Note
from followups.models import DeadLetter, Delivery, FollowUp, Notification
from interop.models import AdtMessage
from tests.assessments.stories import phq9
from tests.doors.cast import Cast, make_cast
from tests.doors.inputs import input_of
from tests.doors.subjects import Subject, known_client
from tests.factories.absence import make_cover, make_hours, make_shift, make_time_off
from tests.factories.accounts import PASSWORD, give_second_factor, make_team, make_user
from tests.factories.careplans import make_active_plan
from tests.factories.clients import make_case, make_client
from tests.factories.notices import make_notice
from tests.factories.transitions import make_transition
from transitions.actions.confirmations import record_confirmation
from transitions.actions.medicines import add_medicine, complete_worksheet, correct_medicine, start_worksheet
from transitions.actions.protocols import load_shipped_protocols
from transitions.actions.summaries import make_summary
from transitions.actions.teach_backs import record_teach_back
from transitions.models import Transition
from workflow.actor import Actor
from workflow.steps import REGISTRY

# Steps on a client, taken with the input of tests/doors, that leave something on every page of the record.
FILLING = (
    "client.add_phone", "client.add_address", "client.add_identifier", "client.add_former_name", "support_person.add",
    "capacity.record", "consent.record", "document.add",
)  # fmt: skip
LONG = "Calls before noon only, never on Thursdays; a long agreement that has to find its place on a small screen as well. "


@dataclass
class World:
    """A team at work: one client with something of everything, cases waiting at every stage, and somebody new."""

    cast: Cast
    client: Client
    # A client nothing was recorded about yet: what the same pages say when they are empty.
    bare: Client
    contact: Contact
    note: Note
    draft: Note
    access: EmergencyAccess
    newcomer: User
    holder: User
    passkey: Authenticator
    invited: User
    private_link: str
    returned: TimeOff
    assessed: Assessment
    begun: Assessment
    notice: AdtMessage
    subjects: dict[Any, Any] = field(default_factory=dict)

    def user(self, role: str) -> User:
        return self.cast.user(role)

    def subject(self, subject: Subject, state: str) -> Any:
        """The record of a step page, made once for each state and named apart, for here nothing is undone in between."""
        if (subject.make, state) not in self.subjects:
            obj = self.subjects[subject.make, state] = subject.make(self.cast, state)
            if "name" in {field.name for field in obj._meta.concrete_fields} and not isinstance(obj, Agency):
                type(obj)._base_manager.filter(pk=obj.pk).update(name=f"{obj.name}, {state or 'new'}")
        return self.subjects[subject.make, state]


def make_world() -> World:
    cast = make_cast()
    client = known_client(cast, preferred_name="Rosalind-Josephine", pronouns="she/her", interpreter_needed=True, language="es")
    worker = cast.actor("case_manager")
    _fill(cast, client)
    log_contact(client.pk, actor=worker, result="no_answer", channel="phone", summary=LONG)
    contact = log_contact(client.pk, actor=worker, result="reached", channel="office_visit", minutes=40, summary=LONG)
    note = start_note(client.pk, actor=worker, contact=contact.pk, body=LONG * 3)
    note = sign_note(note.pk, actor=worker, version=note.version, body=LONG * 3)
    add_addendum(note.pk, actor=worker, version=note.version, body=LONG)
    other = log_contact(client.pk, actor=worker, result="reached", channel="phone")
    draft = start_note(client.pk, actor=worker, contact=other.pk, body="She said")
    start_note(client.pk, actor=worker, body="A call with the clinic")
    plan, _, _ = make_active_plan(client, worker)
    link = issue_link(plan.pk, actor=worker, purpose="agree", channel="office_visit").shown_once["link"]
    load_shipped_instruments()
    told = {"instrument": "phq-9", "mode": "client", "answers": {**phq9(*[2] * 9), "difficulty": "LA6573-5"}}
    record_assessment(client.pk, actor=worker, **told)
    assessed = record_assessment(client.pk, actor=worker, **told)
    begun = start_assessment(client.pk, actor=worker, instrument="phq-9")
    load_shipped_protocols()
    moved = make_transition(client, worker, "2026-01-16 16:50", "2026-01-12 08:00", told=LONG[:300])
    make_summary(moved.pk, actor=worker, recipient="Bay Hospital", purpose="treatment")
    record_confirmation(moved.pk, actor=worker, party="receiver", confirmed=False, why_not=LONG[:300])
    _medicines(moved, worker)
    missing = {"topic": "equipment", "arranged": "no", "understood": "not_yet", "client_words": LONG[:300], "missing": LONG[:200]}
    record_teach_back(moved.pk, actor=worker, remedy="promise", due_on="2031-01-05", **missing)
    record_teach_back(moved.pk, actor=worker, topic="help", arranged="yes", understood="not_checked", why_not=LONG[:300])
    _waiting_work(cast)
    bare = make_client(birth_date=None)
    make_case(bare, cast.harbor, cast.user("case_manager"))
    holder = make_user("case_manager", cast.harbor, name="Holder of a second factor", password=PASSWORD)
    give_second_factor(holder)
    passkey_owner = make_user("case_manager", cast.harbor, name="Owner of a passkey", password=PASSWORD)
    return World(
        cast=cast, client=client, bare=bare, assessed=assessed, begun=begun, contact=contact, note=note, draft=draft, access=_emergency(cast),
        newcomer=make_user("case_manager", make_team("A team without work"), name="Newcomer"), holder=holder, returned=_absences(cast, client),
        notice=make_notice("waiting_for_match", {"more": f"DG1|1||I50.9^{LONG}"}),
        private_link=link[link.index("/p/") :], passkey=_passkey(passkey_owner), invited=make_user("case_manager", cast.harbor),
    )  # fmt: skip


def _fill(cast: Cast, client: Client) -> None:
    worker = cast.actor("case_manager")
    for name in FILLING:
        step = REGISTRY[name]
        version = None if step.step.creates else Client.objects.visible_to(worker).get(pk=client.pk).version
        step(client.pk, actor=worker, version=version, **input_of(step.step, cast, client))
    now = Client.objects.visible_to(worker).get(pk=client.pk)
    careful = {"may_phone": True, "safe_from": "09:00", "safe_until": "12:00", "safe_contact_note": LONG, "code_word": "harbor"}
    set_safe_contact(client.pk, actor=worker, version=now.version, **careful)
    update_client(client.pk, actor=worker, version=now.version + 1, **_known_of(now))
    duplicate = known_client(cast, "closed", given_name=client.given_name, family_name=client.family_name)
    link_records(client.pk, actor=cast.actor("supervisor"), version=now.version + 2, duplicate=duplicate.pk, why="Same person")


def _known_of(client: Client) -> dict[str, Any]:
    names = ("given_name", "family_name", "preferred_name", "pronouns", "language", "interpreter_needed")
    return {**{name: getattr(client, name) for name in names}, "birth_date": date(1959, 3, 14), "disability": "Uses a walker"}


def _waiting_work(cast: Cast) -> None:
    """For Today, Team and Intake: an unanswered offer, a case nobody has, a referral, lost touch, an urgent one."""
    long_ago = timezone.now() - timedelta(days=90)
    worker = cast.user("case_manager")
    make_case(team=cast.harbor, urgency="urgent", need=LONG)
    make_case(team=cast.harbor, case_manager=worker, opened_at=long_ago, tier=4)
    make_case(team=cast.harbor, case_manager=worker, accepted_at=None, need=LONG, tier=3)
    for hours, urgency in ((-30, "routine"), (1, "urgent"), (300, "routine")):
        FollowUp.objects.create(
            client=known_client(cast, safe_contact_note=LONG), kind="first_contact", title="First contact", why=LONG, owner=worker,
            team=cast.harbor, urgency=urgency, due_at=timezone.now() + timedelta(hours=hours), source_key=str(hours), object_id=uuid4(),
        )  # fmt: skip
        _told_of(cast, hours)
    make_case(make_client(preferred_name="Bo"), status="referred", opened_at=None, source_name=LONG[:90], need=LONG)


def _told_of(cast: Cast, hours: int) -> None:
    """Told, held for the morning, and failed for good."""
    due = FollowUp.objects.unscoped("a test made it").get(source_key=str(hours))
    Notification.objects.create(key=f"told {hours}", user=cast.user("case_manager"), follow_up=due, rung="due")
    later = timezone.now() + timedelta(hours=10)
    planned = {"rung": "due", "lane": "default", "due_at": later, "wakes_at": later, "recipient": cast.user("case_manager")}
    Delivery.objects.create(
        key=f"held {hours}", follow_up=due, to="owner", channel="in_app", deferred_until=later, held_because="Outside the hours.",
        **planned,
    )  # fmt: skip
    failed = Delivery.objects.create(key=f"failed {hours}", follow_up=due, to="owner", channel="email", state="dead", **planned)
    DeadLetter.objects.create(delivery=failed, why="The mail server does not know this address.", attempts=12)


def _absences(cast: Cast, client: Client) -> TimeOff:
    """Somebody back with a summary, somebody away and covered by them, one planned, a rota with gaps."""
    worker, colleague, now = cast.user("case_manager"), cast.user("other_case_manager"), timezone.now()
    make_hours(
        worker, *((weekday, starts, ends) for weekday in range(5) for starts, ends in (("08:00", "12:30"), ("13:00", "16:00")))
    )
    make_cover(colleague, worker, note=LONG)
    soon = make_time_off(worker, now + timedelta(days=7), now + timedelta(days=12))
    make_cover(
        worker,
        make_user("case_manager", cast.harbor, name="Colleague of a long name-and-name"),
        soon,
        status="proposed",
        note=LONG,
    )
    make_shift(colleague, cast.harbor)
    make_shift(worker)
    line = {"at": now.isoformat(), "event": "contact.logged", "by": "Devon Clark"}
    lines = [{**line, "client": str(client.pk)}, {**line, "client": str(uuid4())}]
    told = {"clients": 2, "counts": [["contact.logged", 2], ["note.signed", 1]], "lines": lines}
    ago = now - timedelta(days=20)
    return make_time_off(worker, ago, ago + timedelta(days=9), status="ended", summary=told)


def _emergency(cast: Cast) -> EmergencyAccess:
    hidden = make_client(restricted=True)
    make_case(hidden, cast.harbor, cast.user("case_manager"))
    access: EmergencyAccess = open_emergency_access(
        actor=cast.actor("other_case_manager"), client=hidden.pk, reason_code="danger", explanation=LONG
    )
    return access


def _passkey(owner: User) -> Authenticator:
    data = {"name": "Key on the key ring", "credential": {}}
    return Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=data)


def _medicines(moved: Transition, worker: Actor) -> None:
    """A completed list with one medicine of each outcome, one of them still asked about."""
    sheet = start_worksheet(moved.pk, actor=worker)
    taken = {"before": "20 mg, one in the morning", "at_discharge": "40 mg", "now": "40 mg", "comment": LONG[:300]}
    asked = {"question": "Go on with it?", "ask_whom": "Dr Lake"}
    for outcome in ("kept", "changed", "unclear"):
        add_medicine(sheet.pk, actor=worker, medicine=f"Furosemide {outcome}", outcome=outcome, **taken, **asked)
    add_medicine(sheet.pk, actor=worker, medicine="Ibuprofen", before="400 mg", outcome="stopped")
    done = complete_worksheet(
        sheet.pk, actor=worker, version=sheet.version, profession="nurse", reconciled_with="client", sources=LONG[:300],
        unclear_stays=True,
    )  # fmt: skip
    line = done.lines.unscoped("an example").filter(medicine="Furosemide kept").get()
    correct_medicine(
        line.pk, actor=worker, version=line.version, medicine=line.medicine, outcome="kept", now="40 mg", reason=LONG[:300]
    )
