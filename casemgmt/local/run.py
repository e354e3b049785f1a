"""`make run`: services, tables, demo data, then web, worker and scheduler until Ctrl-C."""

import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from types import FrameType

from casemgmt.local import leftovers, running
from casemgmt.local.children import Child, die_with_make, wait_until
from casemgmt.local.console import Stopped, say, step
from casemgmt.local.environment import FILE, environment, publish
from casemgmt.local.keys import keys
from casemgmt.local.places import LOCAL, LOGS
from casemgmt.local.preparation import prepare
from casemgmt.local.programs import programs
from casemgmt.local.services import Services
from casemgmt.local.supervisor import Supervisor, end_all

SECONDS_TO_ANSWER = 60


class AskedToStop(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


class Run:
    def __init__(self, port: int) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        secrets = keys(LOCAL)
        self.services = Services(LOCAL, secrets)
        self.secrets = secrets
        self.programs: list[Child] = []

    def start(self) -> None:
        self.write_note()
        _keep_last_logs()
        self.services.start()
        self.write_note()
        shared = environment(self.services.urls, self.secrets)
        prepare(shared)
        publish(shared)
        self.programs = programs(self.port, shared)
        with step("Starting web, worker and scheduler"):
            for child in self.programs:
                child.start()
            self.write_note()
            self._wait_for_web()
        say(f"Ready: {self.url}   (Ctrl-C stops everything; logs are in {LOGS.relative_to(LOCAL.parent)}/)")

    def watch(self) -> None:
        Supervisor([*self.services.children, *self.programs], self.write_note).watch()

    def stop(self) -> None:
        say("Stopping everything; the data stays in .local/")
        FILE.unlink(missing_ok=True)
        end_all(self.programs)
        self.services.stop()
        say("Stopped; no process is left behind.")

    def write_note(self) -> None:
        children = [*self.services.children, *self.programs]
        running.write_note({"url": self.url, "pid": os.getpid(), "children": leftovers.remember(children)})

    def _wait_for_web(self) -> None:
        web = self.programs[0]
        answered = wait_until(lambda: web.ended() is not None or _answers(f"{self.url}/livez"), SECONDS_TO_ANSWER, pause=0.1)
        if not answered or web.ended() is not None:
            raise Stopped(f"The web server did not start. Its last words in {web.log}:\n{web.last_words()}")


def main() -> int:
    lock = running.take_lock()
    _listen_for_signals()
    die_with_make()
    leftovers.end_leftovers(running.read_note().get("children", []))
    try:
        return _serve(_free_port_asked_for())
    finally:
        os.close(lock)


def _serve(port: int) -> int:
    run = Run(port)
    try:
        run.start()
        run.watch()
    except AskedToStop:
        return 0
    finally:
        _be_deaf()
        run.stop()
    return 1


def _free_port_asked_for() -> int:
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdecimal() or not 1 <= int(asked) <= 65535:
        raise Stopped(f"PORT={asked} is not a port number. For example: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(asked)))
        except PermissionError:
            raise Stopped(f"Port {asked} is reserved for root. Choose one above 1023: make run PORT=8001") from None
        except OSError:
            raise Stopped(
                f"Port {asked} is taken by another program. Choose another one: make run PORT={int(asked) % 65535 + 1}"
            ) from None
    return int(asked)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _keep_last_logs() -> None:
    """Each run writes fresh logs; those of the run before stay beside them."""
    for log in LOGS.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))


def _listen_for_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise AskedToStop

    # A shell lets what it starts with `&` ignore SIGINT; whoever sends one by hand means it all the same.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # nohup sets SIGHUP to be ignored, and means it.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)


def _be_deaf() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AskedToStop:
        sys.exit(0)
    except Stopped as stopped:
        sys.exit(f"\n{stopped}")
