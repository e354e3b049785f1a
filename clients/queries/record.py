"""The client's own record: the banner that stands above every page, and the overview."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from clients.models import Case, Client, Consent
from clients.models.codes import BirthPrecision, Language
from clients.policy.sight import RUNNING
from clients.queries.links import KeptRecord, give_links, kept_links, kept_record
from workflow.actor import Actor
from workflow.together import Prepared

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
    tier_label: str
    case_manager: str
    restricted: bool
    died: str
    url: str


def visible_client(actor: Actor, pk: UUID) -> Client | None:
    """The client with the current case, the active consents and the link of a duplicate, if this actor may see them: one query."""
    found, cases, consents, links = BANNER.ask(actor, record=pk)
    if not found:
        return None
    give(found, "running_cases", cases)
    give(found, "active_consents", consents)
    give_links(actor, found, links)
    client: Client = found[0]
    return client


def _with_banner(actor: Actor, client_id: UUID) -> "list[QuerySet[Any]]":
    cases: QuerySet[Case] = Case.objects.unscoped(WITH_CLIENT).filter(status__in=RUNNING, client_id=client_id)
    consents = Consent.objects.unscoped(WITH_CLIENT).filter(status=Consent.Status.ACTIVE, client_id=client_id)
    return [
        Client.objects.visible_to(actor).filter(pk=client_id),
        cases.select_related("case_manager", "team"),
        consents.only("client_id", "kind", "status", "starts_on", "ends_on"),
        kept_links().filter(duplicate_id=client_id),
    ]


BANNER = Prepared(_with_banner)


def with_line(actor: Actor, clients: list[Client]) -> list[Client]:
    """Give each what one line of a list tells: tier and case manager, and the link of a duplicate."""
    if not clients:
        return clients
    found, links = LINES.ask(record=[client.pk for client in clients])
    give(clients, "running_cases", found)
    give_links(actor, clients, links)
    return clients


def _with_lines(clients: Any) -> "list[QuerySet[Any]]":
    cases = running_cases(clients).select_related("case_manager")
    told = cases.only("client_id", "status", "number", "tier", "tier_until", "tier_then", "accepted_at", "case_manager__name")
    return [told, kept_links().filter(duplicate__among=clients)]


LINES = Prepared(_with_lines)


def running_cases(clients: Any) -> "QuerySet[Case]":
    """The referral or open case of each, at most one each; by the ids of clients."""
    rows: QuerySet[Case] = Case.objects.unscoped(WITH_CLIENT).filter(status__in=RUNNING, client__among=clients)
    return rows


def give(clients: list[Client], name: str, parts: list[Any]) -> None:
    """Hand each client its own of these parts under a name, to be read without a query for each."""
    own: dict[UUID, list[Any]] = defaultdict(list)
    for part in parts:
        own[part.client_id].append(part)
    for client in clients:
        for part in own[client.pk]:
            part.client = client
        setattr(client, name, own[client.pk])


def running_case(client: Client) -> Case | None:
    """The one referral or open case, from what visible_client fetched."""
    found: list[Case] = client.running_cases  # type: ignore[attr-defined]  # set by visible_client
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
        tier=case.tier_today if case else None,
        tier_label=_tier_words(case),
        case_manager=_case_manager(case),
        restricted=client.restricted,
        died=_died(client),
        url=client.get_absolute_url(),
    )


def _died(client: Client) -> str:
    """Said in the banner: nobody asks a family for somebody who has died."""
    if client.status != Client.Status.DECEASED:
        return ""
    return f"Died {date_format(client.deceased_on)}" if client.deceased_on else "Has died"


@dataclass(frozen=True)
class Line:
    """One line of a list of clients: enough to tell people of one name apart, and to reach them safely."""

    client: Client
    kept: KeptRecord | None
    age: int | None
    tier: int | None
    case_manager: str
    safe_contact: str


def lines_of(actor: Actor, clients: list[Client]) -> list[Line]:
    """From what with_line fetched."""
    today = timezone.localdate()
    return [_line(actor, client, today) for client in clients]


def _line(actor: Actor, client: Client, today: date) -> Line:
    case = running_case(client)
    return Line(
        client, kept_record(actor, client), client.age_on(today), case.tier_today if case else None, _case_manager(case),
        safe_contact_line(client),
    )  # fmt: skip


def _tier_words(case: Case | None) -> str:
    """Why this tier; of an override that has ended the words ended with it."""
    return case.tier_words if case and case.tier == case.tier_today else ""


def _case_manager(case: Case | None) -> str:
    if case is None:
        return "No open case"
    if case.case_manager is None:
        return "Not yet assigned"
    return case.case_manager.name if case.accepted_at else f"{case.case_manager.name} (asked)"


def agreed_to_services(client: Client) -> bool:
    today = timezone.localdate()
    consents: list[Consent] = client.active_consents  # type: ignore[attr-defined]  # set by visible_client
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
