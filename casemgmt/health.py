"""Whether we live, are ready, and keep our promises: /livez, /readyz and /status. No personal data in any of them."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casemgmt.progress import heartbeats, seconds_since, waiting

# The sweep runs every 15 seconds; eight in a row without progress is no accident.
LATE = timedelta(minutes=2)
# The names workflow.outbox.beat is called with, and who makes progress when it is.
BEATS = {"scheduler": "scheduler", "outbox": "worker", "deliveries": "deliveries"}


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that a database restart does not restart the web."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration of this code."""
    try:
        missing = _missing_migrations()
    except DatabaseError:
        return JsonResponse({"ready": False, "because": "the database does not answer"}, status=503)
    if missing:
        return JsonResponse({"ready": False, "because": f"{missing} migrations are missing"}, status=503)
    return JsonResponse({"ready": True})


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Progress of the unattended work, in seconds since each last got something done."""
    try:
        report = _progress(timezone.now())
    except DatabaseError:
        return JsonResponse({"ok": False, "because": "the database does not answer"}, status=503)
    return JsonResponse(report, status=200 if report["ok"] else 503)


def _missing_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _progress(now: datetime) -> dict[str, object]:
    beats, waits = heartbeats(), waiting(now)
    since = {who: seconds_since(now, beats.get(name)) for name, who in BEATS.items()}
    late = [who for who, seconds in since.items() if seconds is None or seconds > LATE.total_seconds()]
    late += [kind for kind, (_, seconds) in waits.items() if seconds > LATE.total_seconds()]
    return {
        "ok": not late,
        "late": late,
        "seconds_since_progress": since,
        "waiting": {kind: {"count": count, "oldest_seconds": seconds} for kind, (count, seconds) in waits.items()},
        "last_checkpoint": beats.get("checkpoint"),
    }
