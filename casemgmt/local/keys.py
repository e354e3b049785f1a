"""Secrets made once for this checkout and kept under .local/, readable by their owner only."""

import json
import os
import secrets
from pathlib import Path

BYTES = {"secret_key": 48, "postgres": 24, "casemgmt_owner": 24, "casemgmt_app": 24, "valkey": 24}


def keys(home: Path) -> dict[str, str]:
    """All secrets of this checkout by name; one that is new to it is made and kept."""
    file = home / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = {name: secrets.token_urlsafe(size) for name, size in BYTES.items() if name not in kept}
    if "sealing" not in kept:
        made["sealing"] = f"local:{secrets.token_hex(32)}"
    if made:
        _write(file, kept | made)
    return kept | made


def _write(file: Path, content: dict[str, str]) -> None:
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        json.dump(content, output, indent=2)
    new.replace(file)
