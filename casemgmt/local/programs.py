"""The three programs of a run: web, worker and scheduler, as production runs them too."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from casemgmt.local.children import Child
from casemgmt.local.places import LOCAL, LOGS, ROOT, VENV

QUEUES = "urgent,default,bulk"
# A morning's notices or reminders must not make whoever waits for a page wait longer.
AFTER_THE_WEB = ("nice", "-n", "5")
# Without the query string, which may hold the name somebody searched for.
ACCESS_LINE = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


def programs(port: int, environment: dict[str, str]) -> list[Child]:
    return [web(port, environment), _worker(environment), _scheduler(environment)]


def web(port: int, environment: dict[str, str], workers: int = 2, log: Path = LOGS / "web.log") -> Child:
    command = [
        "gunicorn", "casemgmt.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4",
        "--timeout", "60", "--graceful-timeout", "5", "--no-control-socket",
        "--access-logfile", "-", "--access-logformat", ACCESS_LINE,
    ]  # fmt: skip
    return _program("web", command, environment | {"PROMETHEUS_MULTIPROC_DIR": str(_figures(port))}, log)


def _figures(port: int) -> Path:
    """Where the processes of one web server add up what they count; the figures of an earlier start are none of its own."""
    place = LOCAL / "metrics" / str(port)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def _worker(environment: dict[str, str]) -> Child:
    command = [
        "celery", "--app", "casemgmt.celery", "worker", "--queues", QUEUES, "--concurrency", "2",
        "--without-gossip", "--without-mingle", "--loglevel", "INFO",
    ]  # fmt: skip
    return _program("worker", command, environment, LOGS / "worker.log", before=AFTER_THE_WEB)


def _scheduler(environment: dict[str, str]) -> Child:
    schedule = str(LOCAL / "beat-schedule")
    command = ["celery", "--app", "casemgmt.celery", "beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "INFO"]
    return _program("scheduler", command, environment, LOGS / "scheduler.log")


def _program(name: str, command: list[str], environment: dict[str, str], log: Path, before: Sequence[str] = ()) -> Child:
    program = str(VENV / "bin" / command[0])
    return Child(name, [*before, program, *command[1:]], environment, log, directory=ROOT)
