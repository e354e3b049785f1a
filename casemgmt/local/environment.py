"""The environment of a local run, for its own processes and for commands typed beside it in another terminal."""

import os
from pathlib import Path
from shlex import quote, split

from casemgmt.local.places import LOCAL, ROOT, VENV

FILE = LOCAL / "env"
# Commands that change the tables themselves; everything else works with the application's rights.
OWNER_COMMANDS = {"prepare_database", "migrate", "grant_app_role", "flush", "sqlflush"}


def environment(urls: dict[str, str], keys: dict[str, str]) -> dict[str, str]:
    """What web, worker, scheduler and commands share; what the caller's environment sets wins."""
    own = {
        "CASEMGMT_DEMO": "1",
        "CASEMGMT_SECRET_KEY": keys["secret_key"],
        "CASEMGMT_SEALING_KEYS": keys["sealing"],
        "CASEMGMT_DOCUMENTS": str(LOCAL / "documents"),
        "DJANGO_SETTINGS_MODULE": "casemgmt.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return own | os.environ | urls | {"PATH": path}


def publish(shared: dict[str, str], file: Path = FILE) -> None:
    """Let `manage.py` in another terminal find the running servers; readable by their owner only."""
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    lines = [f"{name}={quote(value)}\n" for name, value in shared.items() if name in names or name.startswith("CASEMGMT_")]
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text("".join(lines))


def borrow(command: str, file: Path = FILE) -> None:
    """Fill in what the environment leaves open from the run beside us, if there is one."""
    if command in OWNER_COMMANDS:
        os.environ.setdefault("CASEMGMT_DB_AS_OWNER", "1")
    if "DATABASE_URL" in os.environ or not file.exists():
        return
    for word in split(file.read_text()):
        name, _, value = word.partition("=")
        os.environ.setdefault(name, value)
