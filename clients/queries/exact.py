"""Finding the one record somebody can name exactly, whoever asks: for emergencies, and for the privacy officer."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from clients.models import Client, Identifier
from clients.queries.identity import identifier_index
from clients.queries.names import folded

MOST = 10


def exactly_named(
    why: str, *, client: UUID | None = None, identifier: str = "", given_name: str = "", family_name: str = "",
    birth_date: date | None = None,
) -> list[Client]:  # fmt: skip
    """Every record that fits all that is given: its id, a whole number, both names with the birth date. At most ten."""
    rows: QuerySet[Client] = Client.objects.unscoped(why)
    if client:
        rows = rows.filter(pk=client)
    if identifier:
        index = identifier_index(identifier)
        rows = rows.filter(pk__in=Identifier.objects.unscoped(why).filter(value_index=index).values("client_id"))
    if not (given_name and family_name and birth_date):
        return list(rows[:MOST]) if client or identifier else []
    words = set(folded(f"{given_name} {family_name}").split())
    same_day = rows.filter(birth_date=birth_date)
    return [found for found in same_day if words <= set(found.search_text.split())][:MOST]
