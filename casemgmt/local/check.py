"""`make check`: everything a machine can say about the code without running the tests."""

import os
import subprocess
import sys

from casemgmt.local.places import ROOT, VENV

BIN = VENV / "bin"
MANAGE = (str(BIN / "python"), "manage.py")

# No check connects to the database or the queue: placeholders let the settings load as in production.
PRODUCTION = {
    "CASEMGMT_DEMO": "0",
    "CASEMGMT_HTTPS": "1",
    "CASEMGMT_SECRET_KEY": "check-" + "0123456789abcdef" * 4,
    "CASEMGMT_SEALING_KEYS": "check:" + "00" * 32,
    "CASEMGMT_HOSTS": "casemgmt.example",
    "DATABASE_URL": "postgresql://casemgmt_app@localhost/casemgmt",
    "REDIS_URL": "redis://localhost:6379/0",
    "DJANGO_SETTINGS_MODULE": "casemgmt.settings",
}

CHECKS = (
    ("formatter", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    ("linter", (str(BIN / "ruff"), "check", "--quiet", ".")),
    ("types", (str(BIN / "mypy"), "--no-error-summary")),
    ("import contracts", (str(BIN / "lint-imports"),)),
    ("templates", (str(BIN / "djlint"), "--lint", "--quiet", "templates")),
    ("system and deploy check", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING")),
    ("state tables", (*MANAGE, "write_states", "--check")),
    ("API schema", (*MANAGE, "write_schema", "--check")),
    ("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run", "--verbosity=0")),
)


def passes(name: str, command: tuple[str, ...]) -> bool:
    """Run one check; what it says is shown only when it fails."""
    done = subprocess.run(command, cwd=ROOT, env=os.environ | PRODUCTION, capture_output=True, text=True, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'}  {name}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def main() -> int:
    results = [passes(name, command) for name, command in CHECKS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
