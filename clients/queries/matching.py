"""Possible duplicates: which known records may be the same person, and why it looks so."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet

from accounts.models import TeamRole
from clients.models import Case, Client, Identifier, Phone
from clients.policy.cases import stands_in_for_staff
from clients.policy.sight import RUNNING
from clients.queries.identity import identifier_index
from clients.queries.links import KeptRecord, kept_records
from clients.queries.names import folded, phonetic_codes
from workflow.actor import Actor

WHY = "matching before a second record is made; the answer is reduced to what matching needs"
MOST = 10
CANDIDATES = 50
CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
RANK = {CERTAIN: 0, LIKELY: 1, POSSIBLE: 2}


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
        return "Same identifier" in self.reasons or {"Same name", "Same birth date"} <= set(self.reasons)


def possible_matches(actor: Actor, sought: Sought) -> list[Match]:
    """At most ten, the surest first; each by an index, so that it stays quick while somebody types."""
    candidates = _candidates(sought)
    agreeing = _agreeing_numbers(sought, [client.pk for client in candidates])
    found = [_judged(client, sought, agreeing) for client in candidates]
    matches = sorted((m for m in found if m.reasons), key=lambda m: (RANK[m.level], m.client.family_name))[:MOST]
    matches = _with_sight(actor, matches)
    # To a partner the bare fact that a restricted client is known here would be the disclosure.
    outside = actor.is_api_client and not stands_in_for_staff(actor)
    return [match for match in matches if not (outside and match.hidden)]


def _candidates(sought: Sought) -> list[Client]:
    """Whoever shares a number or a birth date before those of a like name alone, who may be thousands: the nearest of those."""
    rows: QuerySet[Client] = Client.objects.unscoped(WHY).prefetch_related(None)
    sharing = list(rows.filter(pk__in=_sharing(sought))[:CANDIDATES])
    others = rows.filter(_has_like_name(sought)).exclude(pk__in=[client.pk for client in sharing])
    nearest = others.order_by(TrigramWordSimilarity(_full_name(sought), "search_text").desc(), "family_name", "id")
    return [*sharing, *nearest[: CANDIDATES - len(sharing)]]


def _sharing(sought: Sought) -> Any:
    """Ids of whoever has the identifier, the phone or the birth date; joined as ids, for each has an index of its own."""
    born = Client.objects.unscoped(WHY).filter(_shares_birth_date(sought)).order_by().values("pk")
    return _by_identifier(sought).union(_by_phone(sought), born)


def _shares_birth_date(sought: Sought) -> Q:
    codes = phonetic_codes([sought.given_name, sought.family_name])
    if not (sought.birth_date and codes):
        return Q(pk__in=())
    return Q(birth_date__in=_mistaken_dates(sought.birth_date), phonetic__overlap=codes)


def _has_like_name(sought: Sought) -> Q:
    name = _full_name(sought)
    codes = phonetic_codes([sought.given_name, sought.family_name])
    if not name:
        return Q(pk__in=())
    like = Q(search_text__trigram_word_similar=name)
    return like | Q(phonetic__contains=codes) if len(codes) > 1 else like


def _by_identifier(sought: Sought) -> Any:
    rows = Identifier.objects.unscoped(WHY)
    index = identifier_index(sought.identifier_value) if sought.identifier_value else ""
    return rows.filter(value_index=index).values("client_id")


def _by_phone(sought: Sought) -> Any:
    return Phone.objects.unscoped(WHY).filter(e164=sought.phone or "none").values("client_id")


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


@dataclass(frozen=True)
class Agreeing:
    """Which of the candidates have the identifier and the phone that are sought."""

    identifier: set[UUID]
    phone: set[UUID]


def _agreeing_numbers(sought: Sought, ids: list[UUID]) -> Agreeing:
    """Two queries for all candidates, and none for what is not sought."""
    identifier = _by_identifier(sought).filter(client_id__in=ids) if sought.identifier_value else ()
    phone = _by_phone(sought).filter(client_id__in=ids) if sought.phone else ()
    return Agreeing({row["client_id"] for row in identifier}, {row["client_id"] for row in phone})


def _judged(client: Client, sought: Sought, agreeing: Agreeing) -> Match:
    """Say in words what agrees; the words decide how sure the match is."""
    reasons, level = [], POSSIBLE
    if client.pk in agreeing.identifier:
        reasons, level = ["Same identifier"], CERTAIN
    same_name = _same_name(client, sought)
    sounds = _sounds_alike(client, sought)
    phone = client.pk in agreeing.phone
    birth = _birth_reason(client, sought)
    name = "Same name" if same_name else "A name that sounds alike" if sounds else ""
    if name and (birth or phone):
        level = min(level, LIKELY, key=RANK.__getitem__)
    reasons += [reason for reason in (name, birth, "Same phone" if phone else "") if reason]
    alone = reasons in (["A name that sounds alike"], [birth] if birth else [None])
    return Match(client, level, [] if alone else reasons)


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
        return "Same birth date"
    if client.birth_date in _mistaken_dates(sought.birth_date):
        return "Almost the same birth date"
    return ""


def _with_sight(actor: Actor, matches: list[Match]) -> list[Match]:
    ids = [match.client.pk for match in matches]
    seen = set(Client.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    cases: dict[UUID, Case] = {}
    if not actor.is_api_client:
        running = Case.objects.unscoped(WHY).filter(client_id__in=ids, status__in=RUNNING).select_related("team")
        cases = {case.client_id: case for case in running}
    kept = kept_records(actor, ids)
    for match in matches:
        match.visible = match.client.pk in seen
        match.kept = kept.get(match.client.pk)
        case = cases.get(match.client.pk)
        match.where = f"{case.get_status_display()}{', ' + case.team.name if case.team else ''}" if case else ""
    return matches


def tells_names(actor: Actor) -> bool:
    """Staff compare names and birth dates; a partner learns only that somebody may be known here."""
    return any(actor.has(role) for role in TeamRole.values)
