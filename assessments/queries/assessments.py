"""Reads of assessments, for their pages and the API."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from assessments.models import Amendment, Assessment
from clients.models import Client
from workflow.actor import Actor

WITH_ASSESSMENT = "shown with the assessment, which was found through visible_to"
SHOWN = 200


def with_what_it_needs(rows: "QuerySet[Assessment]") -> "QuerySet[Assessment]":
    """Instruments are fetched once each, however many assessments were taken with them; the same for clients."""
    amendments = Amendment.objects.unscoped(WITH_ASSESSMENT)
    clients = Client.objects.unscoped(WITH_ASSESSMENT)
    return rows.prefetch_related(
        "instrument", Prefetch("client", queryset=clients), Prefetch("amendments", queryset=amendments, to_attr="all_amendments")
    )


def assessments_of(actor: Actor, client: Client) -> "QuerySet[Assessment]":
    """The client's assessments, newest first; the definitions stay in the table."""
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor).filter(client=client)
    return rows.select_related("instrument").defer("instrument__definition")


def assessment_of(actor: Actor, client: Client, pk: UUID) -> Assessment | None:
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor).filter(client=client)
    found = rows.select_related("instrument").prefetch_related(_amendments()).filter(pk=pk).first()
    if found is not None:
        found.client = client
    return found


def _amendments() -> Any:
    return Prefetch("amendments", queryset=Amendment.objects.unscoped(WITH_ASSESSMENT), to_attr="all_amendments")


def series_of(actor: Actor, client: Client, key: str) -> list[Assessment]:
    """Completed assessments with one instrument, in any edition, oldest first: the newest 200 of them."""
    final = (Assessment.Status.COMPLETED, Assessment.Status.AMENDED)
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor).filter(client=client, instrument_key=key, status__in=final)
    newest = rows.prefetch_related("instrument").order_by("-assessed_on", "-id")[:SHOWN]
    return list(newest)[::-1]
