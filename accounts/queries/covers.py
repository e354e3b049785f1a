"""Who covers for whom: at this moment, by the database's clock, or at another."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Cover, User
from accounts.models.time_off import running

WHY = "whom a caseload is with today decides who sees it"


def covered_now(coverer_id: UUID) -> "QuerySet[Any]":
    """Ids of the people this one covers for at this moment."""
    rows: QuerySet[Cover] = Cover.objects.unscoped(WHY).filter(running(), coverer_id=coverer_id)
    return rows.order_by().values_list("away_id", flat=True)


def coverers_of(people: Iterable[UUID], at: datetime | None = None) -> dict[UUID, User]:
    """Who covers for each of these people at a moment; active people only. One query however many they are."""
    rows = Cover.objects.unscoped(WHY).filter(running(at), away_id__in=list(people), coverer__status=User.Status.ACTIVE)
    return {cover.away_id: cover.coverer for cover in rows.select_related("coverer").order_by("-starts_at", "-id")}
