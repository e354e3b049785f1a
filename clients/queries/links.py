"""Reads of record links: which records stand for the same person."""

from uuid import UUID

from clients.models import Client, RecordLink

WHY = "the links of a client found through visible_to"


def record_ids(client: Client) -> list[UUID]:
    """The client's own record and those linked to it, whose timelines are read together."""
    linked = RecordLink.objects.unscoped(WHY).filter(client=client, status=RecordLink.Status.LINKED)
    return [client.pk, *linked.values_list("duplicate_id", flat=True)]
