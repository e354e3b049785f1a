"""The demo's present day: what Maria finds on Today and Sam on Team, by the same steps as real ones."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actions.people import add_person, deactivate_person
from accounts.models import User
from accounts.queries import actor_for
from casemgmt.demo.clock import at
from casemgmt.demo.stories import Teller
from clients.actions.cases import accept_assignment, assign_case_manager
from clients.actions.contacts import log_contact
from clients.actions.notes import start_note
from clients.models import Case
from followups.actions.handing_over import decline_follow_up, hand_over
from followups.actions.moving import hold_follow_up, nudge, reschedule_follow_up
from followups.actions.own import add_follow_up
from followups.actions.saved_filters import save_filter
from followups.models import FollowUp
from workflow.actor import Actor

WHY = "the demo looks for clients whose stories fit"


def tell_of_the_day(teller: Teller) -> None:
    """Told when all clients are there; a demo of a few clients has a part of it."""
    maria = _cases_of(teller, "maria")
    for tell in (_due_today, _notes_to_write, _waiting, _moved_and_repeated, _declined):
        if case := next(maria, None):
            tell(teller, case)
    if case := next(_cases_of(teller, "devon"), None):
        _handed_to_maria(teller, case)
    _somebody_left(teller)
    for place, name, query in (
        ("today", "Calls", "group=contacts"),
        ("follow-ups", "Late promises", "bucket=late-others&kind=commitment"),
    ):
        save_filter(actor=teller.actor("maria"), place=place, name=name, query=query)


def _cases_of(teller: Teller, who: str) -> Any:
    """The case manager's open cases, the newest of those that are a few days old first; nobody's restricted record."""
    before = timezone.now() - timedelta(days=4)
    cases = Case.objects.unscoped(WHY).filter(case_manager=teller.people[who], status=Case.Status.OPEN, accepted_at__lt=before)
    return iter(cases.filter(client__restricted=False).select_related("client").order_by("-accepted_at"))


def _day(ahead: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def _add(case: Case, actor: Actor, title: str, ahead: int = 0, **more: Any) -> FollowUp:
    made: FollowUp = add_follow_up(case.client_id, actor=actor, title=title, due_on=_day(ahead), **more)
    return made


def _due_today(teller: Teller, case: Case) -> None:
    """A visit with its hour where the day still has one, and two things to be done by the evening."""
    maria, later = teller.actor("maria"), timezone.localtime() + timedelta(hours=2)
    hour: dict[str, Any] = {"due_time": later.strftime("%H:%M")} if later.date() == timezone.localdate() else {}
    _add(case, maria, "Home visit: the stairs and the bathroom", why="She asked to go through the rooms together", **hour)
    _add(case, maria, "Call the pharmacy about the blister packs", why="The new dose starts tomorrow morning", urgency="urgent")
    _add(case, maria, "Send the transport form", why="The clinic wants it the day before")


def _notes_to_write(teller: Teller, case: Case) -> None:
    """Two conversations without their note: one from this week, one that is late with its draft begun."""
    maria = teller.actor("maria")
    for days, summary in ((1, "Talked about the week at home"), (4, "Her sister came along; the bills are a worry")):
        with at(teller.moment(days)):
            contact = log_contact(case.client_id, actor=maria, result="reached", channel="phone", minutes=25, summary=summary)
            if days > 1:
                start_note(case.client_id, actor=maria, contact=contact.pk, body="She is worried about the bills since")


def _waiting(teller: Teller, case: Case) -> None:
    maria = teller.actor("maria")
    with at(timezone.now() - timedelta(days=6)):
        asked = _add(case, maria, "Get the discharge letter", ahead=2, why="The medicines in it differ from what she takes")
        held = hold_follow_up(
            asked.pk, actor=maria, version=1, waiting_on="Harbor General Hospital", hold_until=_day(9), reason="They send it when the doctor is back"
        )  # fmt: skip
    with at(timezone.now() - timedelta(days=2)):
        nudge(asked.pk, actor=maria, version=held.version, channel="phone", words="The ward clerk asks the doctor again")


def _moved_and_repeated(teller: Teller, case: Case) -> None:
    maria = teller.actor("maria")
    with at(timezone.now() - timedelta(days=5)):
        first = _add(case, maria, "Ask how the meal service works out", ahead=3, why="First week of the meals")
    reschedule_follow_up(first.pk, actor=maria, version=1, due_on=_day(1), reason="She was at her daughter's until yesterday")
    _add(
        case, maria, "Weekly call", ahead=2, why="Agreed with her until spring", repeat_every="1", repeat_unit="week", repeat_until=_day(120)
    )  # fmt: skip


def _declined(teller: Teller, case: Case) -> None:
    maria, devon = teller.actor("maria"), teller.people["devon"]
    asked = _add(case, maria, "Go along to the housing office", ahead=4, why="He does not want to go alone")
    given = hand_over(asked.pk, actor=maria, version=1, to=devon.pk, note="I am at the team day; could you go with him?")
    decline_follow_up(asked.pk, actor=actor_for(devon, "web"), version=given.version, reason="Two first visits that morning")


def _handed_to_maria(teller: Teller, case: Case) -> None:
    devon = teller.actor("devon")
    asked = _add(case, devon, "Bring the walker by", ahead=1, why="It stands at the office since Monday")
    note = "You pass her street on your way home. She likes to be called first."
    hand_over(asked.pk, actor=devon, version=1, to=teller.people["maria"].pk, note=note)


def _somebody_left(teller: Teller) -> None:
    """Nora worked here for a few weeks; what she had waits for Sam to give it to somebody."""
    waiting = Case.objects.unscoped(WHY).filter(team=teller.teams["Harbor"], status=Case.Status.OPEN, case_manager__isnull=True)
    cases = list(waiting.order_by("opened_at")[:2])
    if not cases:
        return
    admin = replace(teller.actor("admin"), confirmed=True)
    with at(timezone.now() - timedelta(days=1)):
        nora: User = add_person(
            actor=admin, name="Nora Quinn", email="nora@demo.example", job_title="Social worker", role="case_manager", team=teller.teams["Harbor"].pk
        )  # fmt: skip
    for case in cases:
        offered = assign_case_manager(case.pk, actor=teller.actor("sam"), version=case.version, case_manager=nora.pk)
        accept_assignment(case.pk, actor=actor_for(nora, "web"), version=offered.version)
    _add(cases[0], actor_for(nora, "web"), "Ask about the rent arrears", ahead=1, why="The landlord calls on Friday")
    nora.refresh_from_db()
    deactivate_person(nora.pk, actor=admin, version=nora.version, reason="Moved away")
