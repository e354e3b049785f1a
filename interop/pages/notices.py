"""/adt/: hospital notices that wait for somebody to say whom they are about, and all the others."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import TeamRole
from accounts.queries.agency import the_agency
from clients.actions.people import REGISTER
from clients.models import Case, Client
from clients.models.codes import IdentifierKind
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
from workflow.steps import Offer, offered, permission

S = AdtMessage.Status
# Of the proposed changes, on the first page: they are decided one by one.
MOST = 20
# What is no button at the head: matching has one at each record, and only a merge is about linking two.
ELSEWHERE = {True: ("adt_message.match",), False: ("adt_message.match", "adt_message.link")}


LINK = "adt_message.link"
# HL7 v2 table 0203 to the kinds of our own; a number without a kind is the hospital's own.
KIND_OF_NUMBER = {"": "MR", **{kind: kind for kind in IdentifierKind.values}}


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
    said = read(message)
    matches = _matches(actor, message, said)
    offers = _offers(actor, message)
    context = {
        "message": message, "notice": said, "lines": _lines(message), "matches": matches,
        "surest": _surest(matches), "match_key": str(uuid4()), "newcomer": _newcomer(actor, message, said),
        "prior_seen": _sees_prior(actor, message),
        "offers": offers, "quiet": not any(found.allowed and found.step.name == LINK for found in offers),
    }  # fmt: skip
    return render(request, "interop/notice.html", context)


def _matches(actor: Actor, message: AdtMessage, said: Notice | None) -> list[Match]:
    """While it waits for somebody to say whom it is about: the records that are like the patient, as intake sees them."""
    if said is None or message.status != S.WAITING or message.client_id is not None:
        return []
    matches = possible_matches(actor, sought(said.person))
    note_reading(actor, [match.client for match in matches], "matching a hospital notice")
    return matches


def _offers(actor: Actor, message: AdtMessage) -> list[Offer]:
    """What makes no sense in this state stays off the page; what still needs something says what."""
    elsewhere = ELSEWHERE[message.event_code == MERGE]
    shown = [found for found in offered(actor, message) if found.step.name not in elsewhere]
    told = [found for found in shown if found.allowed or found.status == 422]
    # What the hospital proposes is what there is to decide; setting it aside comes after.
    return sorted(told, key=lambda found: found.step.name != LINK)


def _surest(matches: list[Match]) -> Match | None:
    """The one that is the same by a number, or by name and birth date; where two are, neither is."""
    exact = [match for match in matches if match.exact]
    return exact[0] if len(exact) == 1 and exact[0].visible else None


def _newcomer(actor: Actor, message: AdtMessage, said: Notice | None) -> dict[str, Any]:
    """What intake would have to type again to take in somebody who is not known here yet; empty where that is not for this actor."""
    if said is None or message.status != S.WAITING or message.event_code == MERGE or not permission(REGISTER, actor, None):
        return {}
    told, number = said.person, next(iter(said.person.numbers), None)
    known = {
        "given_name": told.given_name, "family_name": told.family_name, "phone": told.phone,
        "birth_date": told.birth_date.isoformat() if told.birth_date else "",
        "identifier_kind": KIND_OF_NUMBER.get(number.kind, "U") if number else "",
        "identifier_issuer": number.issuer if number else "", "identifier_value": number.value if number else "",
        "source": Case.Source.HOSPITAL, "source_name": said.facility, "next": message.get_absolute_url(),
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


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
