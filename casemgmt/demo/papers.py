"""The demo's documents: consent forms, letters, one Part 2 record, one from the hospital, one withdrawn."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import ApiClient
from accounts.queries import api_client_actor
from casemgmt.demo.clock import at
from casemgmt.demo.pdf import one_page
from casemgmt.demo.stories import Teller
from clients.actions.consents import record_consent
from clients.actions.documents import add_document, withdraw_document
from clients.models import Case, Client, Document
from workflow.actor import Actor

WHY = "the demo looks for clients whose papers it shows"
FORM = (
    "I agree that Harbor Care Partners plans and coordinates my care with me.",
    "I may take this back at any time. My services do not depend on it.",
    "",
    "Signed in the presence of my case manager.",
)
LETTER = (
    "Admitted after a fall at home. Hip fracture, repaired the next day.",
    "Home with a walker and home therapy three times a week.",
    "Please arrange the follow-up visit within 14 days.",
)
SUMMARY = ("Twelve weeks of outpatient treatment, completed.", "Recovery group on Tuesdays, 18:00.")
NOTE = "Landlord, 3 May: the mold in the bathroom will be treated by the end of the month.\nAsk again on the first.\n"


def tell_of_papers(teller: Teller) -> None:
    """For a few of Maria's and Devon's clients; the first of Maria's has most of them."""
    clients = _clients_of(teller, "maria")[:6]
    for client in [*clients, *_clients_of(teller, "devon")[:3]]:
        _add(teller, client, 9, "Consent to services", "consent", "consent.pdf", one_page("Consent to services", FORM))
    if clients:
        _many_papers(teller, clients[0])


def _clients_of(teller: Teller, who: str) -> list[Client]:
    before = timezone.now() - timedelta(days=20)
    cases = Case.objects.unscoped(WHY).filter(case_manager=teller.people[who], status=Case.Status.OPEN, accepted_at__lt=before)
    return [
        case.client for case in cases.filter(client__restricted=False).select_related("client").order_by("client__family_name")
    ]


def _many_papers(teller: Teller, client: Client) -> None:
    _add(teller, client, 8, "Landlord's answer about the mold", "letter", "landlord.txt", NOTE.encode())
    summary = one_page("Treatment summary", SUMMARY)
    _add(teller, client, 7, "Treatment summary, Lynn Recovery", "other", "summary.pdf", summary, substance_use=True)
    _from_the_hospital(teller, client)
    wrong = _add(teller, client, 3, "Lease", "legal", "lease.pdf", one_page("Lease", ("12 Maple Street, second floor.",)))
    with at(teller.moment(2)):
        withdraw_document(wrong.pk, actor=_worker(teller, client), version=1, reason="Belongs to a neighbour of the same name.")


def _from_the_hospital(teller: Teller, client: Client) -> None:
    """With a consent the hospital reads the documents too, all but the Part 2 record."""
    hospital = ApiClient.objects.filter(application__client_id="demo-hospital").first()
    if hospital is None:
        return
    with at(teller.moment(6)):
        record_consent(
            client.pk, actor=_worker(teller, client), kind="share", grantee_client=hospital.pk, grantee=hospital.name,
            scope=["demographics", "cases", "documents"], purpose="Care after the hospital stay", method="paper",
            signed_on=timezone.localdate(), told_of_rights=True,
        )  # fmt: skip
    letter = one_page("Discharge summary", LETTER)
    _add(
        teller, client, 5, "Discharge summary", "discharge", "discharge-summary.pdf", letter,
        actor=api_client_actor(hospital, hospital.scopes),
    )  # fmt: skip


def _worker(teller: Teller, client: Client) -> Actor:
    case = Case.objects.unscoped(WHY).filter(client=client, status=Case.Status.OPEN).select_related("case_manager").get()
    return next(teller.actor(who) for who, person in teller.people.items() if person == case.case_manager)


def _add(
    teller: Teller,
    client: Client,
    days: int,
    title: str,
    kind: str,
    name: str,
    content: bytes,
    actor: Actor | None = None,
    **more: Any,
) -> Document:
    with at(teller.moment(days)):
        added: Document = add_document(
            client.pk,
            actor=actor or _worker(teller, client),
            title=title,
            kind=kind,
            file=SimpleUploadedFile(name, content),
            **more,
        )
    return added
