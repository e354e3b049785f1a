"""What most tests of assessments start from: a client in Maria's care, and the shipped instruments in use."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Team, User
from assessments.actions.assessments import answer_assessment, complete_assessment, start_assessment
from assessments.actions.instruments import import_instrument, publish_instrument, switch_on_instrument
from assessments.models import Assessment, Instrument
from clients.actions.cases import record_change
from clients.models import Case, Client
from followups.models import FollowUp
from tests.assessments.shipped import definition
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor, system_actor

LIKERT = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
YES, NO = "LA33-6", "LA32-8"


def use(*keys: str) -> None:
    """Take in shipped instruments and switch them on."""
    set_up = system_actor("set-up", "administrator")
    for key in keys:
        draft = import_instrument(actor=set_up, definition=definition(key))
        live = publish_instrument(draft.pk, actor=set_up, version=draft.version)
        switch_on_instrument(live.pk, actor=set_up, version=live.version, **({"terms_read": True} if live.release_gate else {}))


def phq9(*scores: int) -> dict[str, str]:
    return {f"q{place}": LIKERT[one] for place, one in enumerate(scores, start=1)}


@dataclass
class Care:
    """A client with an open case, their case manager, the supervisor and the team."""

    team: Team
    maria: User
    client: Client
    case: Case
    actor: Actor
    supervisor: Actor

    def start(self, key: str, **fields: Any) -> Assessment:
        return start_assessment(self.client.pk, actor=self.actor, instrument=key, **fields)  # type: ignore[no-any-return]  # a step returns its model

    def answer(self, assessment: Assessment, **answers: Any) -> Assessment:
        saved: Assessment = answer_assessment(assessment.pk, actor=self.actor, version=assessment.version, answers=answers)
        return saved

    def complete(self, assessment: Assessment) -> Assessment:
        done: Assessment = complete_assessment(assessment.pk, actor=self.actor, version=assessment.version)
        return done

    def record_change(self, change: str, **fields: Any) -> None:
        self.case.refresh_from_db()
        record_change(self.case.pk, actor=self.actor, version=self.case.version, change=change, **fields)

    def take(self, key: str, **answers: Any) -> Assessment:
        return self.complete(self.start(key, answers=answers))


def in_care(**client: Any) -> Care:
    make_agency()
    team = make_team()
    maria = make_user("case_manager", team, name="Maria")
    case = make_case(make_client(**client), team, maria)
    return Care(team, maria, case.client, case, make_actor(maria), make_actor("supervisor", team))


def due(client: Client, kind: str = "safety_flag", status: str = "open") -> list[FollowUp]:
    rows = FollowUp.objects.unscoped("a test looks at what is due")
    return list(rows.filter(client=client, kind=kind, status=status).order_by("due_at", "id"))


def instrument(key: str) -> Instrument:
    return Instrument.objects.get(key=key, status="published")
