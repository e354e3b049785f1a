"""Reads of record links: which records stand for the same person, as far as the reader may know it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clients.models import Client, RecordLink
from clients.policy.sight import works_with_clients
from workflow.actor import Actor

WHY = "the links of clients found through visible_to or matching"
LINKED = RecordLink.Status.LINKED


@dataclass(frozen=True)
class KeptRecord:
    """The record a duplicate is linked to; without a name where the reader must not learn who it is."""

    name: str = ""
    url: str = ""
    id: UUID | None = None

    @property
    def words(self) -> str:
        return f"the record of {self.name}" if self.name else "a record you may not see"


def record_ids(client: Client) -> list[UUID]:
    """The client's own record and those linked to it, whose timelines are read together."""
    linked = RecordLink.objects.unscoped(WHY).filter(client=client, status=LINKED)
    return [client.pk, *linked.values_list("duplicate_id", flat=True)]


def read_with(actor: Actor, client: Client) -> "QuerySet[Client]":
    """The linked records whose events this actor reads on the client's timeline."""
    linked = RecordLink.objects.unscoped(WHY).filter(client=client, status=LINKED).values("duplicate_id")
    rows: QuerySet[Client] = Client.objects.visible_to(actor).filter(pk__in=linked)
    return rows


def linked_records(client_id: UUID) -> "QuerySet[RecordLink]":
    """The duplicates kept with this record, whoever may know of them; seen_links says who may."""
    rows: QuerySet[RecordLink] = RecordLink.objects.unscoped(WHY).filter(client_id=client_id, status=LINKED)
    return rows.select_related("client", "duplicate").order_by("id")


def seen_links(actor: Actor, links: list[RecordLink]) -> list[RecordLink]:
    """Those of these links that the actor may see: asked only where there are any, for most clients have one record."""
    ids = [link.pk for link in links]
    seen = set(RecordLink.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [link for link in links if link.pk in seen]


def kept_links() -> "QuerySet[RecordLink]":
    """Links of duplicates with the record kept."""
    rows: QuerySet[RecordLink] = RecordLink.objects.unscoped(WHY).filter(status=LINKED).select_related("client")
    return rows


def give_links(actor: Actor, clients: Iterable[Client], links: list[Any]) -> None:
    """Give each client its own of these links, for kept_record to read without a query for each."""
    _mark_sight(actor, links)
    for client in clients:
        client.links_away = [link for link in links if link.duplicate_id == client.pk]  # type: ignore[attr-defined]  # read by kept_record


def _mark_sight(actor: Actor, links: list[Any]) -> None:
    """Whether the actor sees the records kept: asked only where there are any, for most clients have one record."""
    kept = {link.client_id for link in links}
    seen = set(Client.objects.visible_to(actor).filter(pk__in=kept).values_list("pk", flat=True)) if kept else set()
    for link in links:
        link.kept_is_seen = link.client_id in seen


def kept_records(actor: Actor, ids: Collection[UUID]) -> dict[UUID, KeptRecord]:
    """For each of these records that is a duplicate, the record to use instead."""
    return kept_by(actor, list(kept_links().filter(duplicate__in=ids)))


def kept_by(actor: Actor, links: list[Any]) -> dict[UUID, KeptRecord]:
    """The same, from links already fetched."""
    _mark_sight(actor, links)
    return {link.duplicate_id: _told(actor, link) for link in links}


def kept_record(actor: Actor, client: Client) -> KeptRecord | None:
    """The record to use instead of this one, if this one is a duplicate."""
    links = client.__dict__.get("links_away")
    if links is None:
        return kept_records(actor, [client.pk]).get(client.pk)
    return _told(actor, links[0]) if links else None


def _told(actor: Actor, link: Any) -> KeptRecord:
    """Staff compare names to find duplicates; a restricted record and a partner's question get none."""
    kept = link.client
    if link.kept_is_seen:
        return KeptRecord(kept.name, kept.get_absolute_url(), kept.pk)
    return KeptRecord(kept.name) if works_with_clients(actor) and not kept.restricted else KeptRecord()


def where_instead(actor: Actor, client: Client) -> str:
    """In sentences, where to go with what was meant for a duplicate; empty for any other record."""
    kept = kept_record(actor, client)
    if kept is None:
        return ""
    told = f"This record is a duplicate, linked to {kept.words}."
    if kept.url:
        return f"{told} Use that one."
    return f"{told} Ask the agency which one to use." if actor.is_api_client else f"{told} Ask your supervisor."


def duplicates_kept_with(client: Client) -> int:
    return int(RecordLink.objects.unscoped(WHY).filter(client=client, status=LINKED).count())
