"""Who may add, see and withdraw a client's documents."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from clients.models import Client, Consent, Document, EmergencyAccess
from clients.policy.cases import is_staff, stands_in_for_staff
from clients.policy.sight import consented, consented_to, of_visible_client
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if

SHARE, SUD = Consent.Kind.SHARE, Consent.Kind.SUD


def may_add_document(actor: Actor, client: Any) -> Verdict:
    """Whoever works with the client; a partner adds what it brings along, such as discharge papers."""
    return allowed_if(
        is_staff(actor) or actor.is_api_client, "Only people and partners who work with this client can add a document."
    )


def may_withdraw_document(actor: Actor, document: Document) -> Verdict:
    own = actor.id is not None and actor.id == document.added_by_client_id
    permitted = is_staff(actor) or stands_in_for_staff(actor) or own
    return allowed_if(permitted, "Only staff who work with this client, or the partner that added it, can withdraw a document.")


def document_visibility(actor: Actor) -> Q:
    """With the client; a partner sees its own, and the rest only while the client consents to it."""
    seen = of_visible_client(actor)
    if actor.is_api_client and not stands_in_for_staff(actor):
        return seen & (Q(added_by_client_id=actor.id) | _let_out_to(actor))
    return seen & _open_in_emergency(actor) if actor.opened else seen


def _let_out_to(partner: Actor) -> Q:
    """Part 2 records need a consent for them (42 CFR 2.31) besides the one that covers documents.

    A withdrawn one leaves no more: it may have been another client's.
    """
    covering = consented_to(partner, Consent.Scope.DOCUMENTS)
    ordinary = Q(substance_use=False, client_id__in=covering.filter(kind=SHARE))
    part_2 = Q(substance_use=True) & Q(client_id__in=consented(partner).filter(kind=SUD))
    part_2 &= Q(client_id__in=covering.filter(kind__in=(SHARE, SUD)))
    return Q(status=Document.Status.KEPT) & (ordinary | part_2)


def _open_in_emergency(actor: Actor) -> Q:
    """Emergency access opens a Part 2 record only in a medical emergency (42 CFR 2.51)."""
    medical = EmergencyAccess.objects.unscoped("which emergency opened the record").filter(
        user_id=actor.own_id, reason_code=EmergencyAccess.ReasonCode.MEDICAL, expires_at__gt=timezone.now()
    )
    without_emergency = Client.objects.visible_to(replace(actor, opened=frozenset()))
    return Q(substance_use=False) | Q(client_id__in=without_emergency.values("pk")) | Q(client_id__in=medical.values("client_id"))
