"""The embedded PostgreSQL: its place on disk, its user when we are root, its start, and recovery after a crash."""

import locale
import os
import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2

from casemgmt.local.children import Child, wait_until
from casemgmt.local.console import Stopped
from casemgmt.local.lodging import Lodging

SUPERUSER = "postgres"
SECONDS_TO_START = 60
SECONDS_TO_LEAVE = 20

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
}
# A test run may lose its data with the machine; it may not take ten minutes.
SETTINGS_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


@dataclass(frozen=True)
class Postgres:
    lodging: Lodging
    log: Path
    port: int
    password: str
    settings: dict[str, str]

    @property
    def data(self) -> Path:
        return self.lodging.home / "postgres"

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """initdb once; an attempt that was interrupted is thrown away, for nothing was in it yet."""
        if (self.data / "PG_VERSION").exists() and not self._unfinished.exists():
            return
        self._unfinished.touch()
        self.lodging.empty(self.data)
        secret = self.lodging.secret_file("initdb.password", self.password)
        try:
            self._initdb(secret)
        finally:
            secret.unlink()
        self._unfinished.unlink()

    def child(self) -> Child:
        """The server in the foreground, after what an earlier crash left is out of the way."""
        self._recover()
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        return Child(
            "postgres",
            [str(self.lodging.programs / "postgres"), "-D", str(self.data), "-p", str(self.port), *options],
            _environment(),
            self.log,
            farewell=signal.SIGINT,  # "fast": open transactions are rolled back, a checkpoint is written
            patience=SECONDS_TO_LEAVE,
            user=self.lodging.user,
            group=self.lodging.group,
            directory=self.lodging.home,
        )

    def wait(self, child: Child) -> None:
        if not wait_until(lambda: child.ended() is not None or self._answers(), SECONDS_TO_START) or child.ended() is not None:
            raise Stopped(f"PostgreSQL did not start. Its last words in {self.log}:\n{child.last_words()}")

    @property
    def _unfinished(self) -> Path:
        return self.lodging.home / "postgres.unfinished"

    def _initdb(self, secret: Path) -> None:
        command = [
            str(self.lodging.programs / "initdb"), "-D", str(self.data), "-U", SUPERUSER, f"--pwfile={secret}",
            "--auth=scram-sha-256", "--encoding=UTF8", f"--locale={_locale()}", "--no-instructions",
        ]  # fmt: skip
        made = subprocess.run(  # noqa: S603  # our own command
            command,
            env=_environment(),
            cwd=self.lodging.home,
            text=True,
            capture_output=True,
            check=False,
            **self.lodging.identity,
        )
        if made.returncode:
            raise Stopped(f"PostgreSQL could not set up its data in {self.data}:\n{made.stdout[-600:]}{made.stderr[-600:]}")

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url(SUPERUSER, self.password, "postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _recover(self) -> None:
        """End a server that outlived its supervisor; drop a pid file whose number now means another process."""
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        if self._is_ours(pid):
            end_server(pid)
        note.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        try:
            return str(self.data) in psutil.Process(pid).cmdline()
        except psutil.Error:
            return False


def end_server(pid: int) -> None:
    """Fast first; then at once, which PostgreSQL repairs from its log at the next start."""
    for farewell in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            os.kill(pid, farewell)
        except ProcessLookupError:
            return
        if wait_until(lambda: not psutil.pid_exists(pid), SECONDS_TO_LEAVE):
            return


def new_password() -> str:
    return secrets.token_urlsafe(24)


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": _locale(), "TZ": "UTC"}


def _locale() -> str:
    """A UTF-8 locale: in the plain C locale, trigrams would not take `ñ` for a letter."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise Stopped("This machine has neither the locale C.UTF-8 nor en_US.UTF-8; install one of them (apt-get install locales).")
