"""The processes of a run: each in its own group, each told by the kernel when the one that started it dies."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process with its log, the signal that ends it gently, and how long that may take."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    farewell: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    user: int | None = None
    group: int | None = None
    directory: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  # our own commands
                self.command,
                env=self.environment,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.group,
                extra_groups=[] if self.user is not None else None,
                preexec_fn=dies_with_parent(self.farewell),  # no threads here before the fork
            )

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def ended(self) -> int | None:
        """The exit status once it is over, None while it runs."""
        return self.process.poll() if self.process else 0

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.farewell)

    def end(self) -> None:
        """Gently, then with its whole group by force."""
        if self.process is None:
            return
        self.ask_to_end()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            pass  # the group is killed below, gentle or not
        end_group(self.process.pid)
        self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        try:
            text = self.log.read_text(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(f"  | {line}" for line in text.strip().splitlines()[-lines:])


def end_group(group: int) -> None:
    """Kill what is left of a child's process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def die_with_make() -> None:
    """`make` killed outright takes the supervisor, and so everything, with it."""
    if os.environ.get("MAKELEVEL") and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until(ready: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(pause)
    return False


def dies_with_parent(farewell: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """Linux ends the child when its parent is killed; elsewhere the next start ends what is left."""
    if sys.platform != "linux":
        return None
    parent, prctl = os.getpid(), ctypes.CDLL(None).prctl

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, farewell)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
