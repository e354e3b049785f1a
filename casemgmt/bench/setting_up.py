"""The servers of a benchmark: PostgreSQL and Valkey with their own data, and the two web servers that are compared."""

import json
import os
from typing import Any

from casemgmt.bench.browser import Browser
from casemgmt.bench.questions import INTAKE, SUPERVISOR, WORKER
from casemgmt.local.children import Child, wait_until
from casemgmt.local.console import Stopped, step
from casemgmt.local.environment import environment
from casemgmt.local.keys import keys
from casemgmt.local.places import LOCAL
from casemgmt.local.postgres import SETTINGS
from casemgmt.local.preparation import collect_static, manage, migrate
from casemgmt.local.programs import web
from casemgmt.local.services import Services
from casemgmt.local.valkey import free_port

HOME = LOCAL / "bench"
SIGN_INS = HOME / "sign_ins.json"
# As `make run` has it; but a table filled in the transaction that emptied it need not go through the log as well.
DATABASE = SETTINGS | {"wal_level": "minimal", "max_wal_senders": "0"}


class Bench:
    def __init__(self) -> None:
        HOME.mkdir(parents=True, exist_ok=True)
        secrets = keys(HOME)
        self.services = Services(HOME, secrets, DATABASE)
        self.secrets = secrets
        self.environment: dict[str, str] = {}
        self.webs: list[Child] = []
        self.ports = (free_port(), free_port())

    def start(self) -> None:
        self.services.start()
        self.environment = environment(self.services.urls, self.secrets) | {"CASEMGMT_DEMO": "1"}
        collect_static(self.environment)
        migrate(self.environment)

    def write_data(self, clients: int) -> None:
        as_owner = self.environment | {"CASEMGMT_DB_AS_OWNER": "1"}
        manage(["write_bench_data", "--clients", str(clients), "--keys", str(SIGN_INS)], as_owner)

    def serve(self) -> None:
        """One process each, so that both have the same share of the machine."""
        ours, bare = self.ports
        plain = self.environment | {"DJANGO_SETTINGS_MODULE": "casemgmt.bench.bare.settings"}
        self.webs = [
            web(ours, self.environment, workers=1, log=HOME / "log" / "web.log"),
            web(bare, plain, workers=1, log=HOME / "log" / "bare.log"),
        ]
        with step("Starting the product and the bare application"):
            for child in self.webs:
                child.start()
            for child, port in zip(self.webs, self.ports, strict=True):
                _wait_for(child, port)

    def browsers(self) -> dict[str, Browser]:
        """One for each who asks: signed-in people, and holders of a token."""
        ours, told = self.ports[0], sign_ins()
        found = {name: Browser(ours, told[name]) for name in ("worker_token", "partner_token")}
        for email in (WORKER, SUPERVISOR, INTAKE):
            found[email] = Browser(ours)
            found[email].sign_in(email, told["password"])
        return found

    def stop(self) -> None:
        for child in self.webs:
            child.end()
        self.services.stop()


def sign_ins() -> dict[str, Any]:
    return dict(json.loads(SIGN_INS.read_text()))


def clients_asked_for() -> int:
    asked = os.environ.get("BENCH_CLIENTS") or "100000"
    if not asked.isdecimal() or int(asked) < 50:
        raise Stopped(f"BENCH_CLIENTS={asked} is not a number of clients from 50 up. For example: make bench BENCH_CLIENTS=5000")
    return int(asked)


def _wait_for(child: Child, port: int) -> None:
    def answers() -> bool:
        try:
            return Browser(port).get("/livez").status > 0
        except OSError:
            return False

    if not wait_until(lambda: child.ended() is not None or answers(), 60) or child.ended() is not None:
        raise Stopped(f"A web server did not start. Its last words in {child.log}:\n{child.last_words()}")
