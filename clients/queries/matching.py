"""Possible duplicates: which known records may be the same person, and why it looks so."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from jellyfish import jaro_winkler_similarity

from accounts.models import TeamRole
from clients.models import Case, Client, Identifier, Phone
from clients.policy.cases import stands_in_for_staff
from clients.policy.sight import RUNNING
from clients.queries.identity import OWN_ISSUER, identifier_index
from clients.queries.links import KeptRecord, kept_by, kept_links
from clients.queries.names import folded, phonetic_codes
from workflow.actor import Actor
from workflow.together import together

WHY = "matching before a second record is made; the answer is reduced to what matching needs"
MOST = 10
CANDIDATES = 50
CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
RANK = {CERTAIN: 0, LIKELY: 1, POSSIBLE: 2}
SAME_IDENTIFIER, SAME_NAME, SAME_BIRTH_DATE = "Same identifier", "Same name", "Same birth date"
# A slip of the keyboard stays above it (Degaldo and Delgado: 0.96), another name below (Salgado and Delgado: 0.81).
ALMOST = 0.9


@dataclass(frozen=True)
class Sought:
    """What is known of the person so far."""

    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    phone: str = ""
    identifier_value: str = ""
    identifier_issuer: str = ""


def sought_like(client: Client) -> Sought:
    """What is known of a client, to look for other records of the same person."""
    phone = client.phones.unscoped(WHY).exclude(e164="").order_by("id").first()
    return Sought(client.given_name, client.family_name, client.birth_date, phone.e164 if phone else "")


@dataclass
class Match:
    """One record that may be the same person, reduced to what the asker may know."""

    client: Client
    level: str
    reasons: list[str] = field(default_factory=list)
    visible: bool = False
    where: str = ""
    kept: KeptRecord | None = None

    @property
    def hidden(self) -> bool:
        return self.client.restricted and not self.visible

    @property
    def exact(self) -> bool:
        """Named as exactly as opening a record in an emergency asks."""
        return SAME_IDENTIFIER in self.reasons or {SAME_NAME, SAME_BIRTH_DATE} <= set(self.reasons)


def possible_matches(actor: Actor, sought: Sought) -> list[Match]:
    """At most ten, the surest first; each by an index, so that it stays quick while somebody types."""
    numbers = _numbers_of(sought)
    found = [_judged(client, sought, numbers) for client in _candidates(sought, numbers)]
    matches = sorted((m for m in found if m.reasons), key=_surest_first)[:MOST]
    matches = _with_sight(actor, matches)
    # To a partner the bare fact that a restricted client is known here would be the disclosure.
    outside = actor.is_api_client and not stands_in_for_staff(actor)
    return [match for match in matches if not (outside and match.hidden)]


def _surest_first(match: Match) -> tuple[int, int, str]:
    return RANK[match.level], -len(match.reasons), match.client.family_name


@dataclass(frozen=True)
class Numbers:
    """Who has the number or the phone that is sought: clients by id, with the issuers of their number."""

    issuers: dict[UUID, set[str]]
    phones: set[UUID]


def _numbers_of(sought: Sought) -> Numbers:
    issuers: dict[UUID, set[str]] = {}
    if sought.identifier_value:
        rows = Identifier.objects.unscoped(WHY).filter(value_index=identifier_index(sought.identifier_value))
        for client_id, issuer in rows.values_list("client_id", "issuer")[:CANDIDATES]:
            issuers.setdefault(client_id, set()).add(issuer)
    phones = Phone.objects.unscoped(WHY).filter(e164=sought.phone).values_list("client_id", flat=True)[:CANDIDATES]
    return Numbers(issuers, set(phones) if sought.phone else set())


def _candidates(sought: Sought, numbers: Numbers) -> list[Client]:
    """Whoever shares a number or a birth date, and of those of a like name, who may be thousands, the nearest."""
    name = _full_name(sought)
    rows = Client.objects.unscoped(WHY).annotate(nearness=TrigramWordSimilarity(name, "search_text"))
    shared = Q(pk__in=[*numbers.issuers, *numbers.phones]) | _shares_birth_date(sought)
    sharing = list(rows.filter(shared).order_by("-nearness", "id")[:CANDIDATES])
    others = rows.filter(_has_like_name(sought, name)).exclude(pk__in=[client.pk for client in sharing])
    return [*sharing, *others.order_by("-nearness", "id")[:CANDIDATES]]


def _shares_birth_date(sought: Sought) -> Q:
    return Q(birth_date__in=_mistaken_dates(sought.birth_date)) if sought.birth_date else Q(pk__in=())


def _has_like_name(sought: Sought, name: str) -> Q:
    codes = phonetic_codes([sought.given_name, sought.family_name])
    if not name:
        return Q(pk__in=())
    like = Q(search_text__trigram_word_similar=name)
    return like | Q(phonetic__contains=codes) if len(codes) > 1 else like


def _full_name(sought: Sought) -> str:
    return folded(f"{sought.given_name} {sought.family_name}")


def _mistaken_dates(day: date) -> list[date]:
    """The day itself, the year off by one, and day and month exchanged."""
    dates = [day]
    for year in (day.year - 1, day.year + 1):
        if not (day.month == 2 and day.day == 29):
            dates.append(day.replace(year=year))
    if day.day <= 12:
        dates.append(date(day.year, day.day, day.month))
    return dates


def _judged(client: Client, sought: Sought, numbers: Numbers) -> Match:
    """Say in words what agrees; the words decide how sure the match is."""
    number = _number_reason(sought, numbers.issuers.get(client.pk, set()))
    name, birth = _name_reason(client, sought), _birth_reason(client, sought)
    phone = "Same phone" if client.pk in numbers.phones else ""
    reasons = [reason for reason in (number, name, birth, phone) if reason]
    # Half a city was born on the same day, or has a name that sounds like this one.
    tells_nothing = not (number or phone) and len(reasons) < 2 and name != SAME_NAME
    return Match(client, _level(number, name, birth or phone), [] if tells_nothing else reasons)


def _level(number: str, name: str, birth_or_phone: str) -> str:
    if number == SAME_IDENTIFIER:
        return CERTAIN
    return LIKELY if name and (birth_or_phone or number) else POSSIBLE


def _number_reason(sought: Sought, issuers: set[str]) -> str:
    """Two hospitals can give the same number to two people; a number without its issuer is taken as the same."""
    known = {issuer.casefold() for issuer in issuers}
    asked = sought.identifier_issuer.casefold()
    if not known:
        return ""
    return SAME_IDENTIFIER if not asked or asked in known or OWN_ISSUER in known | {asked} else "Same number from another issuer"


def _name_reason(client: Client, sought: Sought) -> str:
    if _same_name(client, sought):
        return SAME_NAME
    if _sounds_alike(client, sought):
        return "A name that sounds alike"
    return "A name spelt almost alike" if _almost_alike(client, sought) else ""


def _almost_alike(client: Client, sought: Sought) -> bool:
    """Each word of the name has one close to it on the record; Winkler (1990), 0 for nothing in common to 1 for the same."""
    words, known = _full_name(sought).split(), client.search_text.split()
    return len(words) > 1 and all(any(jaro_winkler_similarity(word, other) >= ALMOST for other in known) for word in words)


def _same_name(client: Client, sought: Sought) -> bool:
    words = set(_full_name(sought).split())
    return len(words) > 1 and words <= set(client.search_text.split())


def _sounds_alike(client: Client, sought: Sought) -> bool:
    codes = set(phonetic_codes([sought.given_name, sought.family_name]))
    return len(codes) > 1 and codes <= set(client.phonetic)


def _birth_reason(client: Client, sought: Sought) -> str:
    if sought.birth_date is None or client.birth_date is None:
        return ""
    if client.birth_date == sought.birth_date:
        return SAME_BIRTH_DATE
    if client.birth_date in _mistaken_dates(sought.birth_date):
        return "Almost the same birth date"
    return ""


def _with_sight(actor: Actor, matches: list[Match]) -> list[Match]:
    ids = [match.client.pk for match in matches]
    seen = set(Client.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    running = Case.objects.unscoped(WHY).filter(client_id__in=ids, status__in=RUNNING).select_related("team")
    found, links = together(running.none() if actor.is_api_client else running, kept_links().filter(duplicate__in=ids))
    cases: dict[UUID, Case] = {case.client_id: case for case in found}
    kept = kept_by(actor, links)
    for match in matches:
        match.visible = match.client.pk in seen
        match.kept = kept.get(match.client.pk)
        case = cases.get(match.client.pk)
        match.where = f"{case.get_status_display()}{', ' + case.team.name if case.team else ''}" if case else ""
    return matches


def tells_names(actor: Actor) -> bool:
    """Staff compare names and birth dates; a partner learns only that somebody may be known here."""
    return any(actor.has(role) for role in TeamRole.values)
