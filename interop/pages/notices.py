"""/adt/: hospital notices that wait for somebody to say whom they are about, and all the others."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import TeamRole
from accounts.queries.agency import the_agency
from clients.models import Client
from clients.queries.matching import Match, possible_matches
from interop.actions.matching import sought
from interop.forms.hl7_notices import MERGE, Notice
from interop.forms.hl7_received import read, read_head
from interop.models import AdtMessage
from interop.queries.notices import listed
from interop.queries.proposals import open_proposals
from workflow.actor import Actor
from workflow.hooks import note_reading
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.refusals import NotFound
from workflow.steps import offered

S = AdtMessage.Status
# Of the proposed changes, on the first page: they are decided one by one.
MOST = 20
# What is no button at the head: matching has one at each record, and only a merge is about linking two.
ELSEWHERE = {True: ("adt_message.match",), False: ("adt_message.match", "adt_message.link")}


class NoticeFilters(forms.Form):
    status = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *S.choices], initial=S.WAITING)
    control_id = forms.CharField(label="Control id", required=False, max_length=200)


def _filters(request: HttpRequest) -> tuple[NoticeFilters, dict[str, Any]]:
    """What waits for a decision comes first, unless something else is asked for."""
    filters = NoticeFilters(request.GET if set(NoticeFilters.base_fields) & set(request.GET) else {"status": S.WAITING})
    return filters, filters.cleaned_data if filters.is_valid() else {}


@transaction.atomic
def notices(request: HttpRequest) -> HttpResponse:
    """The queue of intake and supervisors; without either role there is nothing to decide here."""
    actor = page_actor(request)
    if not (actor.has(TeamRole.INTAKE) or actor.has(TeamRole.SUPERVISOR)):
        raise Http404(str(NotFound()))
    filters, chosen = _filters(request)
    page = page_of(listed(actor, **chosen), ("-id",), request.GET.get("at", ""))
    note_reading(actor, page.rows, "hospital notices")
    zone = the_agency().zone
    rows = [(message, read(message, zone)) for message in page.rows]
    first = not request.GET.get("at")
    proposed = open_proposals(actor, MOST) if first else []
    note_reading(actor, proposed, "proposed changes")
    context = {"filters": filters, "rows": rows, "chosen": chosen, "told": proposed, **page_links(request, page)}
    return render(request, "interop/notices.html", context)


def _found(actor: Actor, pk: Any) -> AdtMessage:
    message = AdtMessage.objects.visible_to(actor).select_related("client", "prior_client").filter(pk=pk).first()
    if message is None:
        raise Http404(str(NotFound()))
    return message


@transaction.atomic
def notice(request: HttpRequest, pk: Any) -> HttpResponse:
    actor = page_actor(request)
    message = _found(actor, pk)
    note_reading(actor, [message], "hospital notice")
    offers = [found for found in offered(actor, message) if found.permitted]
    said = read(message)
    context = {
        "message": message, "notice": said, "lines": _lines(message), "matches": _matches(actor, message, said),
        "prior_seen": _sees_prior(actor, message),
        "offers": [found for found in offers if found.step.name not in ELSEWHERE[message.event_code == MERGE]],
    }  # fmt: skip
    return render(request, "interop/notice.html", context)


def _matches(actor: Actor, message: AdtMessage, said: Notice | None) -> list[Match]:
    """While it waits for somebody to say whom it is about: the records that are like the patient, as intake sees them."""
    if said is None or message.status != S.WAITING or message.client_id is not None:
        return []
    matches = possible_matches(actor, sought(said.person))
    note_reading(actor, [match.client for match in matches], "matching a hospital notice")
    return matches


def _sees_prior(actor: Actor, message: AdtMessage) -> bool:
    """The other record of a merge may be another team's."""
    prior = message.prior_client
    if prior is None or not Client.objects.visible_to(actor).filter(pk=prior.pk).exists():
        return False
    note_reading(actor, [prior], "hospital notice")
    return True


def _lines(message: AdtMessage) -> list[str]:
    """The raw message, a segment a line."""
    return read_head(message.content)[0].replace("\r\n", "\n").replace("\r", "\n").split("\n")
