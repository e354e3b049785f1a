"""Finding clients: by part of a name, a name with a typo, a birth date, a phone or an identifier."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from clients.models import Client, Identifier, Phone
from clients.queries.identity import identifier_index
from clients.queries.names import folded, phonetic_codes
from clients.queries.record import with_line
from workflow.actor import Actor

MOST = 25
FEWEST_DIGITS = 4
WHY = "narrowing a search that visible_to already limits"
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%m-%d-%Y")


def found_clients(actor: Actor, text: str) -> list[Client]:
    """The best 25 of what the actor may see; nothing for less than two characters."""
    text = "".join(c for c in text if c.isprintable())
    wanted = folded(text)
    if len(wanted) < 2:
        return []
    if found := _nearest(actor, text, wanted):
        return found
    with _wider():
        return _nearest(actor, text, wanted)


def _nearest(actor: Actor, text: str, wanted: str) -> list[Client]:
    rows = (
        Client.objects.visible_to(actor)
        .filter(_like(text, wanted))
        .annotate(nearness=TrigramWordSimilarity(wanted, "search_text"))
    )
    return with_line(actor, list(rows.order_by("-nearness", "family_name", "id")[:MOST]))


@contextmanager
def _wider() -> Iterator[None]:
    """Two letters changed about leave a third of the triples in common; asked only when nothing nearer is there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.3")
        yield
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold TO DEFAULT")


def _like(text: str, wanted: str) -> Q:
    if (day := as_date(text)) is not None:
        return Q(birth_date=day)
    digits = "".join(c for c in text if c.isdigit())
    spelled = Q(search_text__contains=wanted) | Q(search_text__trigram_word_similar=wanted)
    return spelled | _sounding(wanted) if len(digits) < FEWEST_DIGITS else Q(pk__in=_by_number(text, digits, spelled))


def _sounding(wanted: str) -> Q:
    """All the words sound alike: one word in common would find half the city."""
    codes = phonetic_codes([wanted])
    return Q(phonetic__contains=codes) if codes else Q(pk__in=())


def _by_number(text: str, digits: str, spelled: Q) -> "QuerySet[Any]":
    """By the last digits of a phone, an identifier, or still a name; joined as ids, for each has an index of its own."""
    phones = Phone.objects.unscoped(WHY).alias(backwards=Reverse("e164")).filter(backwards__startswith=digits[-10:][::-1])
    identifiers = Identifier.objects.unscoped(WHY).filter(value_index=identifier_index(text))
    by_name = Client.objects.unscoped(WHY).filter(spelled).order_by().values("pk")
    return phones.values("client_id").union(identifiers.values("client_id"), by_name)


def as_date(text: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(text.strip(), form).date()  # a birth date has no time zone
        except ValueError:
            continue
    return None


def client_list(actor: Actor) -> "QuerySet[Client]":
    """Everybody the actor sees, for keyset pages."""
    rows: QuerySet[Client] = Client.objects.visible_to(actor)
    return rows
