"""/notifications/: what one was told, with its badge in the shell."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clients.queries.disclosures import note_reading
from followups.actions.notifications import mark_read
from followups.models import FollowUp, Notification, Rung
from followups.pages.buttons import Button, acknowledge_button, buttons_of
from followups.queries.notifications import Badge, held_for, told, unread_of, with_clients_shown
from workflow.actor import Actor
from workflow.kernel import one_cause
from workflow.keyset import page_links, page_of
from workflow.pages import next_url, page_actor

# What one press marks as read; whoever has more presses again.
AT_ONCE = 200


@require_safe
@transaction.atomic
def notifications(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    page = page_of(told(actor), ("-id",), request.GET.get("at", ""))
    held = held_for(actor) if not request.GET.get("at") else []
    rows = with_clients_shown(actor, [*page.rows, *held])
    note_reading(actor, [row.follow_up for row in rows if row.client_shown], "notifications")
    for row in page.rows:
        row.buttons = _buttons(actor, row, request.get_full_path()) if _can_be_answered(row) else []
    any_unread = any(row.status == Notification.Status.UNREAD for row in page.rows)
    context = {"page": page, "held": held, "any_unread": any_unread, **page_links(request, page)}
    return render(request, "followups/notifications.html", context)


def _can_be_answered(row: Any) -> bool:
    return row.client_shown and row.follow_up.status == FollowUp.Status.OPEN


def _buttons(actor: Actor, row: Any, back: str) -> list[Button]:
    """Whoever was called can say at once that they have it; what follows is as on Today."""
    follow_up = row.follow_up
    if row.rung == Rung.URGENT and follow_up.can_be_acknowledged and not follow_up.wants_acknowledging:
        return [acknowledge_button(follow_up, back)]
    return buttons_of(actor, follow_up, back)


@require_safe
def badge(request: HttpRequest) -> HttpResponse:
    """Asked now and then by a page that is looked at; unchanged, the answer is empty."""
    actor = page_actor(request)
    found = Badge(len(unread_of(actor.id))) if actor.id else Badge(0)
    if request.GET.get("known") == str(found.count):
        return HttpResponse(status=204)
    return render(request, "followups/_badge.html", {"badge": found})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Each by its own step; one that was read meanwhile needs no more."""
    actor = page_actor(request)
    with transaction.atomic(), one_cause():
        unread = Notification.objects.visible_to(actor).filter(status=Notification.Status.UNREAD).order_by("-id")
        for pk, version in list(unread.select_for_update().values_list("pk", "version")[:AT_ONCE]):
            mark_read(pk, actor=actor, version=version)
    return redirect(next_url(request) or "notifications")
