"""/clients/<id>/transitions/: every move of the client, and one with its clocks, attempts and confirmations."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from clients.models import Client
from clients.pages.frame import client_page, offers_of, render_client
from transitions.models import Clock, Transition
from transitions.queries.medicines import medicines_standing
from transitions.queries.page import TransitionPage, one_transition, transitions_of
from transitions.queries.risk_scores import TITLES, newest_scores
from transitions.queries.teach_backs import teach_back_standing
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.steps import Offer

STEPS = (
    "transition.settle", "confirmation.record", "transition.admit", "transition.discharge", "transition.readmit", "transition.correct",
    "transition.take_back_discharge", "transition.reinstate", "transition.end_clocks", "transition.cancel",
)  # fmt: skip
CLOCK_STEPS = ("clock.meet", "clock.not_needed", "clock.miss", "clock.reopen")
BOOKING = ("clock.book",), ("clock.book", "clock.unbook")


@client_page("transitions")
def transitions(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    page = page_of(transitions_of(actor, client.pk), ("-id",), request.GET.get("at", ""))
    add = offers_of(actor, client, "transition.open")
    context = {"page": page, "add": next(iter(add), None), **page_links(request, page)}
    return render_client(request, client, "transitions", "transitions/list.html", context)


@client_page("transition")
def transition(request: HttpRequest, actor: Actor, client: Client, transition_id: UUID) -> HttpResponse:
    found = one_transition(actor, client, transition_id)
    if found is None:
        raise Http404("There is no such transition, or not one you may see.")
    offers = open_now(found.transition, actor, STEPS)
    context: dict[str, Any] = {
        "found": found,
        "medicines": medicines_standing(actor, found.transition),
        "teach_back": teach_back_standing(actor, found.transition),
        "transition": found.transition,
        "scores": _scores(actor, found),
        "offers": offers,
        "quiet": not _leads(found.transition, offers),
        "groups": [(protocol, [(row, _clock_offers(row.clock, actor)) for row in rows]) for protocol, rows in found.groups],
        "confirmations": [(one, offers_of(actor, one, "confirmation.mark_error")) for one in found.confirmations],
    }
    return render_client(request, client, "transitions", "transitions/transition.html", context)


def _scores(actor: Actor, found: TransitionPage) -> list[tuple[str, Any]]:
    """The newest of each rule that was taken for this stay, and not for one that came after it."""
    later = [one.admitted_at for one in found.following if one.admitted_at]
    scores = newest_scores(actor, found.transition, min(later, default=None))
    return [(title, scores[key]) for key, title in TITLES.items() if key in scores]


def _leads(transition: Any, offers: list[Offer]) -> bool:
    """Whether a step of the transition itself is what to do next: after the discharge it is a clock, until everybody has answered."""
    if transition.status == Transition.Status.DISCHARGED:
        settles = any(found.allowed and found.step.name == "transition.settle" for found in offers)
        return settles or not transition.owes
    return transition.status in (Transition.Status.ANTICIPATED, Transition.Status.ADMITTED)


def _clock_offers(clock: Clock, actor: Actor) -> list[Offer]:
    """Where none is possible, as after a readmission, none is named at each of a dozen clocks."""
    offers = open_now(clock, actor, _clock_steps(clock))
    return offers if any(found.allowed for found in offers) else []


def _clock_steps(clock: Clock) -> tuple[str, ...]:
    meet, *others = CLOCK_STEPS
    booking = BOOKING[clock.booked_for is not None] if clock.evidence_asked == Clock.Evidence.VISIT else ()
    return (meet, *booking, *others) if clock.booked_for else (*booking, meet, *others)


def open_now(record: Any, actor: Actor, names: tuple[str, ...]) -> list[Offer]:
    """Steps that make no sense in this state stay off the page; what still needs something says what."""
    return [found for found in offers_of(actor, record, *names) if found.allowed or found.status == 422]
