"""/me/hours/, /me/time-off/ and /team/time-off/: when one works and is away, who covers, and what happened meanwhile."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.forms.hours import DAYS
from accounts.models import TeamRole, TimeOff, User
from accounts.pages.frame import permitted
from accounts.policy import returning
from accounts.queries.absence import UNFINISHED, covers_of, own_time_off, team_time_off, with_covers
from accounts.queries.hours import hours_for
from accounts.queries.people import people_in
from accounts.queries.returning import clients_in, told
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.steps import offer, steps_on

ORDER = ("-starts_at", "-id")


def _step(actor: Actor, obj: Any, name: str) -> Any:
    return offer(next(step for step in steps_on(type(obj)) if step.name == name), actor, obj)


def my_hours(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    person = User.objects.get(pk=actor.id)
    hours, now = hours_for(person), timezone.now()
    week: list[tuple[str, list[Any]]] = [(day.capitalize(), []) for day in DAYS]
    for weekday, starts, ends in sorted(hours.weekly):
        week[weekday][1].append((starts, ends))
    context = {
        "person": person, "week": week, "own": person.working_hours.exists(), "working": hours.is_working(now),
        "next": hours.next_working_moment(now), "change": _step(actor, person, "person.set_hours"),
    }  # fmt: skip
    return render(request, "accounts/hours.html", context)


def my_time_off(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    person = User.objects.get(pk=actor.id)
    page = page_of(own_time_off(actor), ORDER, request.GET.get("at", ""))
    context = {
        "plan": _step(actor, person, "time_off.plan"),
        "rows": [_row(actor, off) for off in page.rows],
        "covers": [(cover, permitted(actor, cover)) for cover in covers_of(actor)],
        **page_links(request, page),
    }
    return render(request, "accounts/time_off_list.html", context)


def _row(actor: Actor, off: TimeOff) -> dict[str, Any]:
    covers = list(off.covers.all())
    ahead = off.status in (TimeOff.Status.PLANNED, TimeOff.Status.BEGUN)
    covered = ahead and any(c.status in UNFINISHED for c in covers)
    return {
        "off": off,
        "offers": _offers(actor, off),
        "covers": [(c, permitted(actor, c)) for c in covers],
        "covered": covered,
        "alone": ahead and not covered,
    }


def _offers(actor: Actor, off: TimeOff) -> list[Any]:
    """Reading the summary has its place on the summary itself."""
    return [found for found in permitted(actor, off) if found.allowed and found.step.name != "time_off.read_summary"]


@transaction.atomic
def time_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = page_actor(request)
    off = get_object_or_404(with_covers(actor, TimeOff.objects.visible_to(actor)), pk=pk)
    own = off.user_id == actor.id
    context: dict[str, Any] = {"row": _row(actor, off), "off": off, "own": own, "back": _back(actor, off)}
    if own and off.status == TimeOff.Status.ENDED:
        context["summary"] = told(off, returning.names(actor, clients_in(off)))
        context["read"] = _step(actor, off, "time_off.read_summary")
    return render(request, "accounts/time_off.html", context)


def _back(actor: Actor, off: TimeOff) -> tuple[str, str]:
    """To one's own list, to the team's, or (for an administrator) to the person."""
    if off.user_id == actor.id:
        return reverse("my_time_off"), "Time off"
    if actor.has(TeamRole.SUPERVISOR):
        return reverse("team_time_off"), "Who is away"
    return off.user.get_absolute_url(), off.user.name


def team_absences(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    if not actor.has(TeamRole.SUPERVISOR):
        raise PermissionDenied("Only a supervisor sees who of a team is away.")
    page = page_of(team_time_off(actor), ("starts_at", "id"), request.GET.get("at", ""))
    context = {
        "rows": [_row(actor, off) for off in page.rows],
        "people": people_in(actor.teams(TeamRole.SUPERVISOR)),
        **page_links(request, page),
    }
    return render(request, "accounts/team_time_off.html", context)
