"""The demo's closed doors: one restricted client with the people assigned, two emergency accesses, one still to review."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import ApiClient
from accounts.queries import api_client_actor
from casemgmt.demo.clock import at
from casemgmt.demo.stories import Teller
from clients.actions.emergency import end_emergency_access, open_emergency_access, review_emergency_access
from clients.actions.restriction import restrict_client
from clients.models import Case, Client, Consent, EmergencyAccess
from clients.queries.disclosures import note_reading
from workflow.chain import take_checkpoint

WHY = "the demo looks for clients whose stories fit"


def tell_of_access(teller: Teller) -> None:
    """Told last, about clients who are in the middle of their stories; a demo of a few clients may have none that fit."""
    if (private := _client_of(teller, "maria")) is not None:
        _restrict(teller, private)
    if (unconscious := _client_of(teller, "devon")) is not None:
        _look(teller, unconscious, hours_ago=50, reviewed=True)
    if private is not None:
        _look(teller, private, hours_ago=3, reviewed=False)
    _let_the_hospital_read()
    take_checkpoint()


def _client_of(teller: Teller, who: str) -> Client | None:
    """The case manager's newest client whose case is open, accepted and older than a few days."""
    before = timezone.now() - timedelta(days=5)
    cases = Case.objects.unscoped(WHY).filter(case_manager=teller.people[who], status=Case.Status.OPEN, accepted_at__lt=before)
    case = cases.select_related("client").order_by("-accepted_at").first()
    return case.client if case else None


def _restrict(teller: Teller, client: Client) -> None:
    reason = "A former partner's sister works at our front desk. The client asked that only the two of us can open this."
    with at(timezone.now() - timedelta(days=2)):
        restrict_client(
            client.pk, actor=teller.actor("maria"), version=client.version, reason=reason, people=[teller.people["devon"].pk]
        )


def _look(teller: Teller, client: Client, *, hours_ago: int, reviewed: bool) -> None:
    """Tomás, of the other team, opens the record for half an hour."""
    tomas = replace(teller.actor("tomas"), confirmed=True)
    said = (
        "The emergency room called about a collapse and asked for medicines and whom to call. Nobody assigned could be reached."
    )
    moment = timezone.now() - timedelta(hours=hours_ago)
    with at(moment):
        access: EmergencyAccess = open_emergency_access(actor=tomas, client=client.pk, reason_code="medical", explanation=said)
    inside = replace(tomas, opened=frozenset({client.pk}))
    for minutes, page in ((1, "overview"), (3, "contacts"), (9, "support")):
        with at(moment + timedelta(minutes=minutes)):
            note_reading(inside, [client], page)
    with at(moment + timedelta(minutes=25)):
        end_emergency_access(access.pk, actor=tomas, version=access.version)
    if reviewed:
        _review(teller, access)


def _let_the_hospital_read() -> None:
    """What the partner's system read of those who consented: it stands in their accounting of disclosures."""
    hospital = ApiClient.objects.filter(application__client_id="demo-hospital").first()
    if hospital is None:
        return
    agreed = Consent.objects.unscoped(WHY).filter(grantee_client_id=hospital.pk, status=Consent.Status.ACTIVE)
    for consent in agreed.select_related("client"):
        for hours_ago, what in ((4, "clients"), (4, "cases"), (2, "cases")):
            with at(timezone.now() - timedelta(hours=hours_ago)):
                note_reading(api_client_actor(hospital, hospital.scopes), [consent.client], f"api:{what}")


def _review(teller: Teller, access: Any) -> None:
    with at(timezone.now() - timedelta(hours=20)):
        review_emergency_access(
            access.pk, actor=teller.actor("sam"), version=2, finding="justified",
            review_note="Only the medicines and the emergency contact were opened; Devon was told the same evening.",
        )  # fmt: skip
