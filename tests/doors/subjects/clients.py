"""Subjects of the doors: clients, their cases and what is written of them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import ApiClient
from clients.models import (
    CapacityFinding,
    Case,
    Client,
    Consent,
    Contact,
    Document,
    EmergencyAccess,
    Note,
    RecordLink,
    RestrictedAccess,
    SupportPerson,
)
from tests.doors.cast import SYSTEM, Cast
from tests.doors.subjects.sight import AFTERWARDS, ASSIGNED, CONSENTED, IN_WORK, SIGHT_OF_CASE, Subject, Subjects
from tests.factories.clients import make_case, make_client, make_contact, make_note


def known_client(cast: Cast, case: str = "open", **fields: Any) -> Client:
    """A client with a case in this state, and a consent for each partner but the foreign one."""
    client = make_client(**fields)
    for role in sorted(CONSENTED):
        consent_for(client, cast.partners[role])
    if case:
        case_of(cast, client, case)
    return client


def consent_for(client: Client, partner: ApiClient) -> Consent:
    today = timezone.localdate()
    return Consent.objects.create(
        client=client, kind="share", grantee=partner.name, grantee_client_id=partner.pk, scope=Consent.Scope.values,
        purpose="Care together", starts_on=today, signed_on=today, method="paper",
    )  # fmt: skip


def case_of(cast: Cast, client: Client, state: str, **fields: Any) -> Case:
    """As the steps leave it: a team and a case manager once open, neither before or when declined."""
    now = timezone.now()
    if state in ("open", "closed"):
        fields = {"closed_at": now if state == "closed" else None, **fields}
        return make_case(client, cast.harbor, cast.user("case_manager"), status=state, **fields)
    return make_case(client, status=state, opened_at=None, **fields)


def _client(cast: Cast, state: str) -> Client:
    return known_client(cast, status=state)


def _restricted_client(cast: Cast, state: str) -> Client:
    """Seen by its case manager and by the one person named beside them."""
    client = known_client(cast, status=state, restricted=True)
    RestrictedAccess.objects.create(client=client, user=cast.user("other_case_manager"))
    return client


def _emergency_access(cast: Cast, state: str) -> EmergencyAccess:
    """Running, used by somebody of the team who does not see the client otherwise."""
    access: EmergencyAccess = EmergencyAccess.objects.create(
        client=known_client(cast), user=cast.user("other_case_manager"), status=state, reason_code="danger",
        explanation="A neighbour heard a fall", expires_at=timezone.now() + timedelta(minutes=60),
    )  # fmt: skip
    return access


def _client_between_cases(cast: Cast, state: str) -> Client:
    return known_client(cast, "closed", status=state)


def _case(cast: Cast, state: str) -> Case:
    return case_of(cast, known_client(cast, ""), state)


def _offered_case(cast: Cast, state: str) -> Case:
    return case_of(cast, known_client(cast, ""), state, accepted_at=None)


def _contact(cast: Cast, state: str) -> Contact:
    return make_contact(known_client(cast), cast.user("case_manager"), status=state)


def _note(cast: Cast, state: str) -> Note:
    return make_note(known_client(cast), cast.user("case_manager"), status=state)


def _support_person(cast: Cast, state: str) -> SupportPerson:
    person: SupportPerson = SupportPerson.objects.create(
        client=known_client(cast), status=state, name="Paul Hill", relationship="Brother"
    )
    return person


def _capacity(cast: Cast, state: str) -> CapacityFinding:
    finding: CapacityFinding = CapacityFinding.objects.create(
        client=known_client(cast), status=state, decision="Where to live", outcome="has_capacity", judged_on=timezone.localdate(),
        judged_by="Dr Lake",
    )  # fmt: skip
    return finding


def _consent(cast: Cast, state: str) -> Consent:
    today = timezone.localdate()
    consent: Consent = Consent.objects.create(
        client=known_client(cast), status=state, kind="services", starts_on=today, signed_on=today, method="paper"
    )
    return consent


def _document(cast: Cast, state: str) -> Document:
    document: Document = Document.objects.create(
        client=known_client(cast), status=state, title="Discharge letter", kind="discharge", file_name="letter.pdf",
        media_type="application/pdf", size=3, sha256="00" * 32, storage_key=uuid4().hex * 2, added_by_name="Case Manager",
    )  # fmt: skip
    return document


def _record_link(cast: Cast, state: str) -> RecordLink:
    link: RecordLink = RecordLink.objects.create(
        client=known_client(cast), duplicate=known_client(cast), status=state, why="Same Medicaid number"
    )
    return link


SUBJECTS: Subjects = {
    Client: Subject(_client, IN_WORK),
    Case: Subject(_case, SIGHT_OF_CASE),
    Contact: Subject(_contact, IN_WORK),
    Note: Subject(_note, IN_WORK),
    SupportPerson: Subject(_support_person, IN_WORK),
    CapacityFinding: Subject(_capacity, IN_WORK),
    Consent: Subject(_consent, IN_WORK),
    # A withdrawn document may have been another client's: no partner sees it any more, but the one that added it.
    Document: Subject(_document, {"kept": IN_WORK, "withdrawn": IN_WORK - {"partner", "partner_without_scope"}}),
    # Why two records are one person is written for staff; partners see no links.
    RecordLink: Subject(_record_link, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    EmergencyAccess: Subject(_emergency_access, frozenset({"other_case_manager", "supervisor", "privacy_officer", SYSTEM})),
    # A client with a running case takes no second referral.
    "case.refer": Subject(_client_between_cases, AFTERWARDS),
    "client.assign_person": Subject(_restricted_client, ASSIGNED),
    "client.lift_restriction": Subject(_restricted_client, ASSIGNED),
    "client.unassign_person": Subject(_restricted_client, ASSIGNED),
    "case.accept_assignment": Subject(_offered_case, SIGHT_OF_CASE),
    "case.decline_assignment": Subject(_offered_case, SIGHT_OF_CASE),
}
