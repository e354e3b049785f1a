"""Only one run in a checkout: a lock that the kernel frees with the process, and a note of who holds it."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from casemgmt.local.console import Stopped
from casemgmt.local.places import LOCAL

INHERITED = "CASEMGMT_RUN_LOCK"


def take_lock(home: Path = LOCAL) -> int:
    """The lock's file descriptor, kept across exec; refused with the address of the run that holds it."""
    if inherited := os.environ.pop(INHERITED, ""):
        descriptor = int(inherited)
        os.set_inheritable(descriptor, False)
        return descriptor
    _make_home(home)
    descriptor = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stopped(_already_running(home)) from None
    return descriptor


def hand_on(descriptor: int) -> None:
    """Let the program this process is about to become hold the lock."""
    os.set_inheritable(descriptor, True)
    os.environ[INHERITED] = str(descriptor)


def write_note(note: dict[str, Any], home: Path = LOCAL) -> None:
    file = home / "run.json"
    file.with_suffix(".new").write_text(json.dumps(note, indent=2) + "\n")
    file.with_suffix(".new").replace(file)


def read_note(home: Path = LOCAL) -> dict[str, Any]:
    try:
        note = json.loads((home / "run.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return note if isinstance(note, dict) else {}


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        (home / "run.lock").touch(mode=0o600)
    except PermissionError:
        raise Stopped(
            f"{home} belongs to another user, so this run cannot keep its data there.\n"
            "  Run as that user, or make a checkout of your own."
        ) from None


def _already_running(home: Path) -> str:
    note = read_note(home)
    where = note.get("url", "an address it has not chosen yet")
    process = f" (process {note['pid']})" if "pid" in note else ""
    return (
        f"casemgmt is already running from this folder: {where}{process}.\n"
        "  Open that address, or stop the other one with Ctrl-C in its terminal. Nothing was changed."
    )
