"""/clients/emergency/ and /emergency-accesses/: opening a closed record, and the queue of those to review."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AgencyRole
from clients.models import EmergencyAccess
from clients.pages.audit import tabs
from clients.pages.frame import offers_by_name
from clients.policy.emergency import may_open
from clients.policy.sight import works_with_clients
from clients.queries.disclosures import note_reading
from clients.queries.emergency import accesses, use_of, with_names_shown
from clients.queries.matching import Match
from workflow.keyset import page_links, page_of
from workflow.pages import Frame, StepPage, page_actor
from workflow.sealed import seal, unseal

SOUGHT = "sought_in_emergency"
NAMES = ("identifier", "given_name", "family_name", "birth_date")


class EmergencyPage(StepPage):
    """The step's own page; whoever may take it proves first who they are, and nothing on it tells who is known here."""

    def get(self, request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
        actor = page_actor(request)
        if may_open(actor, None) and not actor.confirmed:
            raise ReauthenticationRequired()
        return super().get(request, pk)

    def initial(self, request: HttpRequest, subject: Any) -> dict[str, Any]:
        sought = request.session.pop(SOUGHT, "")
        return json.loads(unseal(sought)) if sought else {}


@require_POST
def sought(request: HttpRequest) -> HttpResponse:
    """Bring what was typed on another form along, sealed in the session, so that no name stands in an address."""
    typed = {name: request.POST.get(name, "")[:200] for name in NAMES}
    request.session[SOUGHT] = seal(json.dumps(typed))
    return redirect("step-emergency_access.open")


def way_in(matches: list[Match], data: Mapping[str, Any]) -> dict[str, Any]:
    """For a list of matches: whether one is closed to this reader and named exactly, and what named it."""
    closed = any(match.exact and not match.visible for match in matches)
    typed = {**data, "identifier": data.get("identifier_value")}
    return {"closed_exactly": closed, "sought": [(name, typed.get(name) or "") for name in NAMES] if closed else []}


STATES = (("given", "To review"), ("reviewed", "Reviewed"), ("", "All"))


@transaction.atomic
def emergency_accesses(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    if not (works_with_clients(actor) or actor.has(AgencyRole.PRIVACY_OFFICER)):
        raise PermissionDenied("Emergency accesses are reviewed by supervisors and the privacy officer.")
    status = request.GET.get("status", "given")
    status = status if status in dict(STATES) else "given"
    page = page_of(accesses(actor, status), ("-id",), request.GET.get("at", ""))
    note_reading(actor, page.rows, "emergency-accesses")
    context = {
        "rows": with_names_shown(actor, page.rows),
        "states": [(value, label, value == status) for value, label in STATES],
        **page_links(request, page),
        "tabs": tabs("emergency_accesses") if actor.has(AgencyRole.PRIVACY_OFFICER) else [],
        "now": timezone.now(),
    }
    return render(request, "clients/emergency_accesses.html", context)


@transaction.atomic
def emergency_access(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To whoever has the record open, the record itself; to the reviewer, what it was used for."""
    actor = page_actor(request)
    access = accesses(actor).filter(pk=pk).first()
    if access is None:
        raise Http404("There is no such emergency access, or it is not yours to see.")
    if access.user_id == actor.id and access.client_id in actor.opened:
        return redirect(access.client.get_absolute_url())
    return render(request, "clients/emergency_access.html", access_context(request, access))


def access_context(request: HttpRequest, access: EmergencyAccess) -> dict[str, Any]:
    """What the access's own page and the pages of its steps show; reading it is logged like a record."""
    actor = page_actor(request)
    with_names_shown(actor, [access])
    note_reading(actor, [access], "emergency-access")
    own = access.user_id == actor.id
    return {
        "access": access,
        "use": None if own else use_of(access),
        "offers": list(offers_by_name(actor, access).values()),
        "is_open": access.is_open_at(timezone.now()),
        "now": timezone.now(),
    }


FRAME = Frame(context=access_context)
