"""Reads of the support system and of consents, for their pages and the API."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from clients.models import CapacityFinding, Client, Consent, SupportPerson
from workflow.actor import Actor

SOON = timedelta(days=30)


def support_people(actor: Actor, client: Client) -> "QuerySet[SupportPerson]":
    rows: QuerySet[SupportPerson] = SupportPerson.objects.visible_to(actor).filter(client=client)
    return rows.order_by("status", "-emergency_contact", "-caregiver", "name")


def capacity_findings(actor: Actor, client: Client) -> "QuerySet[CapacityFinding]":
    rows: QuerySet[CapacityFinding] = CapacityFinding.objects.visible_to(actor).filter(client=client)
    return rows.order_by("-judged_on", "-id")


def consents(actor: Actor, client: Client) -> "QuerySet[Consent]":
    rows: QuerySet[Consent] = Consent.objects.visible_to(actor).filter(client=client).select_related("signed_by")
    return rows.order_by("status", "-signed_on", "-id")


def consent_state(consent: Consent) -> tuple[str, str]:
    """A consent's standing today in words, with its tone."""
    today = timezone.localdate()
    if consent.status == Consent.Status.REVOKED:
        return "Revoked", "overdue"
    if consent.starts_on > today:
        return "Not yet in force", "waiting"
    if consent.ends_on and consent.ends_on < today:
        return "Expired", "overdue"
    if consent.ends_on and consent.ends_on - today <= SOON:
        return f"Ends in {(consent.ends_on - today).days} days", "waiting"
    return "In force", "done"
