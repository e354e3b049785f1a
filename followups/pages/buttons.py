"""What can be done about a row of a work list: the likeliest steps as buttons, the others in its menu."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import TeamRole
from followups.actions.handing_over import HANDED_OVER
from followups.models import FollowUp
from followups.models.follow_ups import OF_PLAN, OF_TRANSITION
from workflow.actor import Actor
from workflow.addresses import page_name
from workflow.steps import REGISTRY, offer

Kind = FollowUp.Kind
STAND_IN = UUID(int=0)
# These close by themselves when what they ask for is done; saying “done” by hand would hide that it is not.
DONE_BY_HAND = frozenset({Kind.OWN, Kind.SAFETY_FLAG, Kind.ASSESS, Kind.TWO_NUMBERS})
MENU = ("assign", "complete", "reschedule", "hand_over", "hold", "end_hold", "nudge", "take_back", "drop")

# Most rows rule these out at sight; asking each of two hundred rows costs more than all else about it.
SELDOM: dict[str, Callable[[Actor, Any], bool]] = {
    "assign": lambda actor, row: actor.has(TeamRole.SUPERVISOR), "complete": lambda actor, row: row.kind in DONE_BY_HAND,
    "hand_over": lambda actor, row: row.kind in HANDED_OVER, "end_hold": lambda actor, row: row.hold_until is not None,
    "hold": lambda actor, row: not row.waits, "nudge": lambda actor, row: row.waits, "take_back": lambda actor, row: row.offered_to_id is not None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """A link to a step's page or to where the work is done; with a version, a step that needs no input and is taken at once."""

    label: str
    url: str
    look: str = "secondary"
    version: int | None = None
    leads_to: str = ""
    # Its form can open inside the row.
    in_place: bool = False


def buttons_of(actor: Actor, row: Any, back: str) -> list[Button]:
    """The one or two likeliest, first."""
    if row.offered_to_id and row.offered_to_id in actor.acts_for and row.owner_id not in actor.acts_for - {row.offered_to_id}:
        return [_at_once("accept", row, back, "primary"), _step("decline", row, back)]
    return BY_KIND.get(row.kind, _own)(actor, row, back)


def verbs_for(actor: Actor, row: Any) -> list[str]:
    """The steps on the follow-up itself that are open to this actor now; those its fields rule out are not even asked."""
    likely = [verb for verb in MENU if verb not in SELDOM or SELDOM[verb](actor, row)]
    return [verb for verb in likely if offer(REGISTRY[f"follow_up.{verb}"].step, actor, row).allowed]


def menu_of(verbs: list[str], row: Any, back: str, shown: list[Button]) -> list[Button]:
    """What stands as a button is not said twice."""
    taken = {button.url for button in shown}
    return [button for button in (_of_menu(verb, row, back) for verb in verbs) if button.url not in taken]


def _of_menu(verb: str, row: Any, back: str) -> Button:
    return (
        _at_once(verb, row, back)
        if verb in ("end_hold", "take_back")
        else _step(verb, row, back, "danger" if verb == "drop" else "secondary")
    )


def can_be_moved(verbs: list[str]) -> bool:
    """Whether ticking it for moving many at once makes sense."""
    return "reschedule" in verbs or "hand_over" in verbs


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[STAND_IN])


def _url(name: str, pk: Any) -> str:
    """Reversing a thousand addresses costs more than all else on a page."""
    return _pattern(name).replace(str(STAND_IN), str(pk))


def _back(url: str, back: str) -> str:
    return f"{url}?next={quote(back)}" if back else url


def _step(verb: str, row: Any, back: str, look: str = "secondary") -> Button:
    step = REGISTRY[f"follow_up.{verb}"].step
    return Button(str(step.label), _back(_url(page_name(step), row.pk), back), look, in_place=True)


def _at_once(verb: str, row: Any, back: str, look: str = "secondary") -> Button:
    step = REGISTRY[f"follow_up.{verb}"].step
    return Button(str(step.label), _url(page_name(step), row.pk), look, version=row.version, leads_to=back)


def acknowledge_button(row: Any, back: str) -> Button:
    return _at_once("acknowledge", row, back, "danger")


def _own(actor: Actor, row: Any, back: str) -> list[Button]:
    return [_step("nudge" if row.waits else "complete", row, back)]


def _answer(actor: Actor, row: Any, back: str) -> list[Button]:
    if row.owner_id not in actor.acts_for:
        return []
    accept = Button(_("Accept"), _url("step-case.accept_assignment", row.case_id), "primary", row.case.version, back)
    return [accept, Button(_("Decline"), _back(_url("step-case.decline_assignment", row.case_id), back))]


def _contact(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Log contact"), _back(_url("step-contact.log", row.client_id), back))]


def _note(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Write note"), row.note_url)] if row.owner_id in actor.acts_for else []


def _screen(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Screen"), _back(_url("step-case.open", row.case_id), back))]


def _assign(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Assign"), _back(_url("step-case.assign", row.case_id), back))]


def _plan(actor: Actor, row: Any, back: str) -> list[Button]:
    open_it = Button(_("Open the plan"), _url("client_plan", row.client_id))
    nudge = row.waits and offer(REGISTRY["follow_up.nudge"].step, actor, row).allowed
    return [_step("nudge", row, back), open_it] if nudge else [open_it]


def _flag(actor: Actor, row: Any, back: str) -> list[Button]:
    where = reverse("client_assessment", args=[row.client_id, row.object_id])
    first = _at_once("acknowledge", row, where, "danger") if row.wants_acknowledging else _step("complete", row, back)
    return [first, Button(_("Open"), where)]


def _assess(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Assess"), _url("client_assessments", row.client_id))]


def _transition(actor: Actor, row: Any, back: str) -> list[Button]:
    open_it = Button(_("Open the transition"), _url("client_transitions", row.client_id))
    return [*_contact(actor, row, back), open_it] if row.kind == Kind.TRANSITION_CONTACT else [open_it]


def _compare(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Compare"), f"{_url('client', row.client_id)}#proposal-title")]


def _consents(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Open the consents"), _url("client_consents", row.client_id))]


def _review_access(actor: Actor, row: Any, back: str) -> list[Button]:
    return [Button(_("Review"), _back(_url("step-emergency_access.review", row.object_id), back))]


BY_KIND: dict[str, Callable[[Actor, Any, str], list[Button]]] = {
    Kind.ANSWER: _answer, Kind.FIRST_CONTACT: _contact, Kind.NOTE: _note, Kind.SCREEN: _screen, Kind.ASSIGN: _assign,
    Kind.SAFETY_FLAG: _flag, Kind.ASSESS: _assess, Kind.CONSENT_ENDS: _consents, Kind.COMPARE: _compare, Kind.TWO_NUMBERS: _own,
    Kind.REVIEW_ACCESS: _review_access, **dict.fromkeys(OF_PLAN, _plan),
    **dict.fromkeys(OF_TRANSITION, _transition),
}  # fmt: skip
