"""A whole casemgmt of its own for these tests: servers, web, worker and two schedulers, all real processes."""

import base64
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from casemgmt.local.children import Child, end_group
from casemgmt.local.keys import keys
from casemgmt.local.places import ROOT
from casemgmt.local.postgres import SETTINGS
from casemgmt.local.programs import programs
from casemgmt.local.services import Services
from casemgmt.local.supervisor import Supervisor
from tests.local_run import free_port, until
from tests.real_http import Answer, Browser, send

SECONDS_TO_START = 120.0
PASSWORD = "keep-every-promise"
# The machine stays up, so the disk need not be waited for; but what was acknowledged must be written.
QUICK = {"fsync": "off", "full_page_writes": "off"}


class Site:
    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._numbers = count(1)
        with _own_servers():
            self.services = Services(home, keys(home), {**SETTINGS, **QUICK})
            self.services.start()
        self.postgres, self.valkey = self.services.children
        self.environment = {
            **_plain(), **self.services.urls, "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "PYTHONPATH": str(ROOT),
            "FAULTS_PLACE": str(home), "CASEMGMT_DEMO": "1", "CASEMGMT_SECRET_KEY": "f" * 50, "CASEMGMT_SEALING_KEYS": f"faults:{'0f' * 32}",
        }  # fmt: skip
        self.manage("prepare_database", "--verbosity=0", as_owner=True)
        self.manage("load_demo_agency", "--clients=2")
        self.web, self.worker, *self.schedulers = self._programs()
        self.supervisor = Supervisor([], lambda: None)
        self._over = threading.Event()

    def _programs(self) -> list[Child]:
        """As `make run` starts them, with a second scheduler as happens when a machine is moved carelessly."""
        web, worker, scheduler = (
            replace(child, log=self.home / "log" / f"{child.name}.log") for child in programs(self.port, self.environment)
        )
        first, second = (self._scheduler(scheduler, name) for name in ("scheduler", "second scheduler"))
        return [web, worker, first, second]

    def _scheduler(self, like: Child, name: str) -> Child:
        where = like.command.index("--schedule") + 1
        command = [*like.command[:where], str(self.home / f"{name}.schedule"), *like.command[where + 1 :]]
        return replace(like, name=name, command=command, log=self.home / "log" / f"{name}.log")

    def start(self) -> None:
        for child in (self.web, self.worker, *self.schedulers):
            child.start()
        # A worker may end when Redis goes away under it; whoever keeps services starts it again, here as everywhere.
        self.supervisor = Supervisor([self.web, self.worker, *self.schedulers], lambda: None)
        threading.Thread(target=self._watch, daemon=True).start()
        until(lambda: send(f"{self.url}/readyz").status == 200, SECONDS_TO_START)
        until(self.is_working, SECONDS_TO_START)
        self.token = self._token("demo-integration")

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.supervisor.glance()

    def end(self) -> None:
        self._over.set()
        for child in (*self.schedulers, self.worker, self.web):
            child.end()
        self.services.stop()

    @contextmanager
    def without(self, child: Child) -> Iterator[None]:
        """The child is killed outright and stays away until the end of the block."""
        wards = self.supervisor.wards
        self.supervisor.wards = [ward for ward in wards if ward.child is not child]
        kill(child)
        try:
            yield
        finally:
            child.start()
            self.supervisor.wards = wards

    def manage(self, *arguments: str, as_owner: bool = False, **more: str) -> str:
        environment = {**self.environment, "CASEMGMT_DB_AS_OWNER": "1" if as_owner else "0", **more}
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # Holding, and finding who is held

    @contextmanager
    def held(self, place: str) -> Iterator[Callable[[], int]]:
        """Whoever comes to the place stays there; gives a function that waits for them and tells their process."""
        flag = self.home / f"{place}.hold"
        for old in self.home.glob(f"{place}.[0-9]*"):
            old.unlink()
        flag.touch()
        try:
            yield lambda: int(until(lambda: next(self.home.glob(f"{place}.[0-9]*"), None), 30, 0.02).suffix[1:])
        finally:
            flag.unlink(missing_ok=True)

    # The database, seen from beside

    def sql(self, statement: str, *values: Any) -> Any:
        """The first value of a statement, as the owner of the tables."""
        connection = psycopg2.connect(self.services.urls["DATABASE_OWNER_URL"])
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return (cursor.fetchone() or (None,))[0] if cursor.description else None
        finally:
            connection.close()

    def terminate_connections(self, where: str) -> int:
        """Cut connections of the application, as a failover or an administrator does."""
        superuser = psycopg2.connect(self._superuser())
        superuser.autocommit = True
        with superuser.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'casemgmt_app' AND {where}")
            cut = cursor.rowcount
        superuser.close()
        return cut

    def _superuser(self) -> str:
        owner = self.services.urls["DATABASE_OWNER_URL"]
        return f"postgresql://postgres:{keys(self.home)['postgres']}@{owner.partition('@')[2]}"

    def waiting(self) -> int:
        return int(self.sql("SELECT count(*) FROM workflow_outbox"))

    def is_working(self) -> bool:
        """Worker and scheduler got something done in the last seconds."""
        fresh = (
            "SELECT count(*) FROM workflow_heartbeat WHERE name IN ('outbox', 'scheduler') AND at > now() - interval '4 seconds'"
        )
        return bool(self.sql(fresh) == 2)

    def facts_of(self, client: str) -> dict[str, int]:
        """What is stored of a client's referral: all of it or nothing."""
        tables = {
            "cases": "clients_case WHERE client_id = %s",
            "events": "workflow_event WHERE name = 'case.referred' AND record = %s",
            "follow-ups": "followups_followup WHERE client_id = %s",
        }
        return {what: int(self.sql(f"SELECT count(*) FROM {rows}", client)) for what, rows in tables.items()}

    def published(self, client: str) -> tuple[int, int]:
        """How often a referral's effect stands in the database, and how often it was seen outside."""
        event = str(self.sql("SELECT id FROM workflow_event WHERE name = 'case.referred' AND record = %s", client))
        kept = int(self.sql("SELECT count(*) FROM workflow_heartbeat WHERE name = %s", f"published {event}"))
        outside = self.home / "outside"
        return kept, (outside.read_text().splitlines() if outside.exists() else []).count(event)

    # People and systems at work

    def _token(self, client_id: str) -> str:
        credentials = base64.b64encode(f"{client_id}:{client_id}-secret".encode()).decode()
        answer = send(
            f"{self.url}/oauth2/token", "POST", {"Authorization": f"Basic {credentials}"}, b"grant_type=client_credentials"
        )
        return str(answer.body["access_token"])

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}
        return send(f"{self.url}/api/v1/{path}", "POST", headers, body)

    def register(self) -> str:
        n = next(self._numbers)
        given = {"given_name": f"Fault{n}", "family_name": f"Test{n}", "duplicates_checked": True}
        answer = self.post("clients/", given)
        assert answer.status == 201, answer
        return str(answer.body["id"])

    def refer(self, client: str, key: str = "") -> Answer:
        return self.post("cases/", {"client": client, "source": "hospital", "urgency": "routine", "need": "A ride"}, key)

    def refer_meanwhile(self, client: str, key: str = "") -> "Meanwhile":
        return Meanwhile(lambda: self.refer(client, key))

    def signed_in(self, who: str = "maria") -> Browser:
        browser = Browser(self.url)
        assert browser.sign_in(f"{who}@demo.example", PASSWORD).status == 200
        return browser


class Meanwhile:
    """A request under way in a thread of its own."""

    def __init__(self, request: Callable[[], Answer]) -> None:
        self._answer = Answer(0)
        self._thread = threading.Thread(target=lambda: self._keep(request()), daemon=True)
        self._thread.start()

    def _keep(self, answer: Answer) -> None:
        self._answer = answer

    def answer(self) -> Answer:
        self._thread.join(60)
        assert not self._thread.is_alive(), "the request never came to an end"
        return self._answer


def kill(child: Child) -> None:
    """Outright, with everything it started, as a machine that loses its power does."""
    end_group(child.pid)
    assert child.process is not None
    child.process.wait(10)


def kill_process(pid: int) -> None:
    psutil.Process(pid).send_signal(signal.SIGKILL)


def _plain() -> dict[str, str]:
    """The caller's environment without what the suite set for itself."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "CASEMGMT_", "DJANGO_"))
    }


@contextmanager
def _own_servers() -> Iterator[None]:
    """The suite's servers are out of sight while these start their own."""
    kept = {name: os.environ.pop(name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL") if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
