"""What has to be done before serving: static files, tables, grants, and the demo agency on the first run."""

import hashlib
import subprocess
import sys
from pathlib import Path

import psycopg2

from casemgmt.local.children import dies_with_parent
from casemgmt.local.console import Stopped, say, step
from casemgmt.local.places import LOCAL, PYTHON, ROOT

STATIC_STAMP = LOCAL / "static.stamp"
DEMO_COMMAND = ROOT / "casemgmt" / "management" / "commands" / "load_demo_agency.py"


def prepare(environment: dict[str, str]) -> None:
    collect_static(environment)
    migrate(environment)
    if environment["CASEMGMT_DEMO"] == "1" and DEMO_COMMAND.exists() and _nobody_works_here(environment["DATABASE_URL"]):
        with step("Loading the demo agency; this happens on the first run only"):
            manage(["load_demo_agency", *_how_many(environment)], environment)


def migrate(environment: dict[str, str]) -> None:
    as_owner = environment | {"CASEMGMT_DB_AS_OWNER": "1"}
    with step("Bringing the tables up to date, as their owner"):
        manage(["prepare_database", "--verbosity=0"], as_owner)


def _how_many(environment: dict[str, str]) -> list[str]:
    only = environment.get("CASEMGMT_DEMO_CLIENTS", "")
    return ["--clients", only] if only else []


def manage(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a management command in full view; its failure ends the start."""
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    with subprocess.Popen(command, env=environment, cwd=ROOT, preexec_fn=dies_with_parent()) as process:  # noqa: S603  # no threads here; our own command
        try:
            status = process.wait()
        except BaseException:
            process.terminate()
            raise
    if status:
        raise Stopped(f"`manage.py {arguments[0]}` failed; what it said stands above. Nothing is being served.")


def collect_static(environment: dict[str, str]) -> None:
    stamp = _static_fingerprint()
    if (ROOT / "staticfiles").exists() and STATIC_STAMP.exists() and STATIC_STAMP.read_text() == stamp:
        return
    with step("Collecting and compressing the static files"):
        manage(["collectstatic", "--no-input", "--clear", "--verbosity=0"], environment)
    STATIC_STAMP.write_text(stamp)


def _static_fingerprint() -> str:
    """Changes with any of our own static files and with any change of a pinned package."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements.txt", "package-lock.json", "casemgmt/settings.py"):
        digest.update((ROOT / name).read_bytes())
    for file in sorted(path for path in (ROOT / "static").rglob("*") if path.is_file()):
        digest.update(_mark(file))
    return digest.hexdigest()


def _mark(file: Path) -> bytes:
    facts = file.stat()
    return f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode()


def _nobody_works_here(database_url: str) -> bool:
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM accounts_user)")
            (empty,) = cursor.fetchone() or (False,)
    finally:
        connection.close()
    if not empty:
        say("The agency's data is there already; it is kept.")
    return bool(empty)
