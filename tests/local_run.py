"""A real `make run` for the tests: a fresh copy of the checkout that borrows its installed packages."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from django.conf import settings

BORROWED = (".venv", "node_modules")
# What the suite sets for itself must not reach a run that brings its own servers.
OURS = ("DATABASE_", "REDIS_URL", "CASEMGMT_", "DJANGO_", "PYTEST_", "MAKE", "MFLAGS", "PORT")
PATIENCE = 240.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], seconds: float = PATIENCE, pause: float = 0.1) -> Any:
    """What `true` gives once it is something; fails when that takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(pause)
    raise AssertionError(f"still not so after {seconds:.0f} s")


def clean_environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"CASEMGMT_DEMO_CLIENTS": "3"} | more


@contextmanager
def fresh_copy() -> Iterator[Path]:
    """The checkout's files as they are now, where every user of the machine can enter."""
    place = Path(tempfile.mkdtemp(prefix="casemgmt-run-"))
    place.chmod(0o755)
    try:
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(listed, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout.split("\0")
        for name in filter(None, names):
            if (source := settings.BASE_DIR / name).is_file():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, place / name)
        for name in BORROWED:
            (place / name).symlink_to((settings.BASE_DIR / name).resolve())
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@dataclass
class MakeRun:
    """One `make run` in a copy, with what it said and every process that came of it."""

    place: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.place / "make-run.log"

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def start(self, **more: str) -> float:
        """Wait until it is ready; gives the seconds that took."""
        began = time.monotonic()
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "run", f"PORT={self.port}"],
                cwd=self.place, env=clean_environment(**more), stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until(lambda: "Ready: " in self.said() or self.ended() is not None)
        assert self.ended() is None, self.said()
        return time.monotonic() - began

    def ended(self) -> int | None:
        assert self.process is not None
        return self.process.poll()

    def again(self) -> subprocess.CompletedProcess[str]:
        """A second `make run` in the same copy."""
        return subprocess.run(
            ["make", "run", f"PORT={free_port()}"],
            cwd=self.place, env=clean_environment(), capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def signal_group(self, number: signal.Signals) -> None:
        """As Ctrl-C in a terminal does: everything in the foreground gets it."""
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(PATIENCE)

    def note(self) -> dict[str, Any]:
        return dict(json.loads((self.place / ".local" / "run.json").read_text()))

    def supervisor(self) -> int:
        return int(self.note()["pid"])

    def children(self) -> dict[str, int]:
        return {child["name"]: int(child["pid"]) for child in self.note()["children"]}

    def processes(self) -> list[psutil.Process]:
        """Everything on this machine that works in the copy or was started for it."""
        mark = str(self.place)
        return [process for process in psutil.process_iter() if _mentions(process, mark)]

    def sql(self, question: str) -> Any:
        """One value from the run's own database."""
        words = (self.place / ".local" / "env").read_text().splitlines()
        url = next(word.partition("=")[2].strip("'") for word in words if word.startswith("DATABASE_URL="))
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(question)
                return (cursor.fetchone() or (None,))[0]
        finally:
            connection.close()

    def end(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.signal_group(signal.SIGKILL)
        for process in self.processes():
            process.kill()


def _mentions(process: psutil.Process, mark: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return mark in " ".join(process.cmdline()) or mark in process.cwd() or mark in process.environ().get("PYTHONPATH", "")
    except psutil.Error:
        return False


def fetch(url: str) -> tuple[int, str, str]:
    """Status, body and final address; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=15) as answer:
            return answer.status, answer.read().decode(), answer.url
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), url
    except OSError:
        return 0, "", url
