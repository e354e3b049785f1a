"""A client's accounting of disclosures (45 CFR 164.528): what left the agency, to whom, when, what for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min
from django.utils import timezone

from clients.models import Case, Consent, Disclosure
from clients.queries.disclosures import HANDED_OUT_PROTECTED, RECIPIENT
from workflow.actor import Actor

WHY = "the basis of a disclosure in the client's accounting"
# 164.528(a)(1): the six years before the request.
LOOK_BACK = timedelta(days=6 * 366)
OUTSIDE = ("api_client", "guest", RECIPIENT)

# Brief descriptions of what each collection of the API holds (164.528(b)(2)(iii)).
WHAT = {
    "clients": "Name, birth date, contact details and identifiers", "matching": "That somebody of this name may be known here",
    "cases": "Cases and referrals", "contacts": "Contacts", "notes": "Notes", "support-people": "People around the client",
    "capacity-findings": "Capacity findings", "consents": "Consents", "documents": "Documents", "follow-ups": "What is due",
    "assessments": "Assessments and screening results", "events": "What was done and when", "timeline": "What was done and when",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A series of disclosures to one recipient for one purpose: the first in full, their number, the last (164.528(b)(3))."""

    first: datetime
    last: datetime
    times: int
    recipient: str
    what: str
    purpose: str
    basis: str
    accountable: bool


def accounting(actor: Actor, client: UUID) -> list[Line]:
    """Everything that left the agency in six years, with what is exempt marked and why.

    Readings inside the agency are uses, not disclosures; they stand in the audit. All that left is
    listed; a line is accountable unless a consent covered it or the recipient is the referrer (treatment).
    """
    since = timezone.now() - LOOK_BACK
    rows = Disclosure.objects.visible_to(actor).filter(clients__contains=[client], actor_kind__in=OUTSIDE, at__gte=since)
    series = rows.values("actor_kind", "actor_id", "actor_name", "view", "reason").order_by()
    grouped = series.annotate(first=Min("at"), last=Max("at"), times=Count("pk")).order_by("first")
    consents = list(Consent.objects.unscoped(WHY).filter(client_id=client, grantee_client_id__isnull=False))
    referrers = set(Case.objects.unscoped(WHY).filter(client_id=client).values_list("referred_by_client_id", flat=True))
    return [_line(row, consents, referrers) for row in grouped]


def _line(row: Mapping[str, Any], consents: Iterable[Consent], referrers: set[UUID | None]) -> Line:
    covering = next((consent for consent in consents if _covers(consent, row)), None)
    basis, accountable = _basis(row, covering, referrers)
    return Line(
        first=row["first"], last=row["last"], times=row["times"], recipient=row["actor_name"], what=what_was_seen(row["view"]),
        purpose=row["reason"] or (covering.purpose if covering else "") or "Care coordination", basis=basis, accountable=accountable,
    )  # fmt: skip


def _basis(row: Mapping[str, Any], covering: Consent | None, referrers: set[UUID | None]) -> tuple[str, bool]:
    if row["actor_kind"] == "guest":
        return "To the client or to somebody involved in their care: 164.528(a)(1)(ii), (v)", False
    if row["actor_kind"] == RECIPIENT:
        # Protected records are accounted for although consented (42 CFR 2.25); the ground itself stands in the purpose.
        return "On the ground named with it: 164.528(a)(1)", row["view"] == HANDED_OUT_PROTECTED
    if covering:
        return f"Under the client's consent of {covering.signed_on:%Y-%m-%d}: 164.528(a)(1)(iv)", False
    if row["actor_id"] in referrers:
        return "For treatment, to whoever referred the client: 164.528(a)(1)(i)", False
    return "No consent or referral on file", True


def _covers(consent: Consent, row: Mapping[str, Any]) -> bool:
    """In force from the first to the last disclosure of the series."""
    first, last = timezone.localdate(row["first"]), timezone.localdate(row["last"])
    begun = consent.grantee_client_id == row["actor_id"] and consent.starts_on <= first
    not_over = consent.ends_on is None or last <= consent.ends_on
    return begun and not_over and (consent.revoked_at is None or row["last"] <= consent.revoked_at)


def what_was_seen(view: str) -> str:
    what = view.rpartition(":")[2]
    return WHAT.get(what) or what.replace("-", " ").capitalize()
