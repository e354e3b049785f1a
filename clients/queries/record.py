"""The client's own record: the banner that stands above every page, and the overview."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from clients.models import Case, Client, Consent
from clients.models.codes import BirthPrecision, Language
from clients.policy.sight import RUNNING
from clients.queries.links import with_links
from workflow.actor import Actor

WITH_CLIENT = "shown with the client, who was found through visible_to"


@dataclass(frozen=True)
class Banner:
    """Who this is, always in the same place: a wrong record is a care error."""

    name: str
    preferred_name: str
    pronouns: str
    age: int | None
    birth_date: date | None
    birth_date_note: str
    reference: str
    language: str
    interpreter: bool
    safe_contact: str
    unsafe: bool
    consent: str
    consent_ok: bool
    tier: int | None
    case_manager: str
    restricted: bool
    url: str


def visible_client(actor: Actor, pk: UUID) -> Client | None:
    """The client with what the banner needs, if this actor may see them."""
    return with_banner(actor, Client.objects.visible_to(actor)).filter(pk=pk).first()


def with_banner(actor: Actor, clients: "QuerySet[Client]") -> "QuerySet[Client]":
    """Three queries for any number of clients: current case, consents, and whether they are linked duplicates."""
    consents = Consent.objects.unscoped(WITH_CLIENT).filter(status=Consent.Status.ACTIVE)
    return clients.prefetch_related(
        running_cases(),
        Prefetch("consents", queryset=consents, to_attr="active_consents"),
        with_links(actor),
    )


def running_cases(path: str = "") -> Prefetch:
    """The referral or open case of each client, at most one each; `path` leads from the rows to the client."""
    cases = Case.objects.unscoped(WITH_CLIENT).filter(status__in=RUNNING).select_related("case_manager", "team")
    return Prefetch(f"{path}cases", queryset=cases, to_attr="running_cases")


def running_case(client: Client) -> Case | None:
    """The one referral or open case, from what with_banner fetched."""
    found: list[Case] = client.running_cases  # type: ignore[attr-defined]  # set by with_banner's prefetch
    return found[0] if found else None


def has_running_case(client: Client) -> bool:
    known = client.__dict__.get("running_cases")
    return bool(client.cases.unscoped(WITH_CLIENT).filter(status__in=RUNNING).exists() if known is None else known)


def banner_of(client: Client) -> Banner:
    case = running_case(client)
    agreed = agreed_to_services(client)
    return Banner(
        name=client.legal_name,
        preferred_name=client.preferred_name,
        pronouns=client.pronouns,
        age=client.age_on(timezone.localdate()),
        birth_date=client.birth_date,
        birth_date_note="" if client.birth_precision == BirthPrecision.DAY else client.get_birth_precision_display(),
        reference=f"Episode {case.number}" if case else "",
        language=language_name(client.language),
        interpreter=client.interpreter_needed,
        safe_contact=safe_contact_line(client),
        unsafe=bool(client.unsafe_channels),
        consent="Consented to services" if agreed else "No consent to services on file",
        consent_ok=agreed,
        tier=case.tier if case else None,
        case_manager=_case_manager(case),
        restricted=client.restricted,
        url=client.get_absolute_url(),
    )


def _case_manager(case: Case | None) -> str:
    if case is None:
        return "No open case"
    if case.case_manager is None:
        return "Not yet assigned"
    return case.case_manager.name if case.accepted_at else f"{case.case_manager.name} (asked)"


def agreed_to_services(client: Client) -> bool:
    today = timezone.localdate()
    consents: list[Consent] = client.active_consents  # type: ignore[attr-defined]  # set by with_banner's prefetch
    return any(consent.kind == Consent.Kind.SERVICES and consent.in_force_on(today) for consent in consents)


def language_name(tag: str) -> str:
    """The language's name; a regional tag falls back to its language, an unknown one to the tag itself."""
    names = dict(Language.choices)
    return names.get(tag) or names.get(tag.split("-")[0]) or tag


SHORT = {
    "phone": "calls",
    "voicemail": "voicemail",
    "sms": "texts",
    "email": "e-mail",
    "post": "letters",
    "home_visit": "home visits",
}


def safe_contact_line(client: Client) -> str:
    """One line for the banner: what is not safe, when calls are, and the note."""
    parts = []
    if client.unsafe_channels:
        parts.append("No " + ", ".join(SHORT[channel] for channel in client.unsafe_channels))
    if not client.may_name_agency:
        parts.append("Do not name the agency")
    if client.safe_from and client.safe_until:
        parts.append(f"Calls {client.safe_from:%H:%M} to {client.safe_until:%H:%M} only")
    if client.safe_contact_note:
        parts.append(client.safe_contact_note)
    return ". ".join(parts)


def shows_confidential_address(actor: Actor, client: Client) -> bool:
    """Only whoever sees the client in the ordinary way; emergency access does not open it, nor does an API client."""
    return actor.is_person and client.pk not in actor.opened
