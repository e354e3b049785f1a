"""Keyed fingerprints of what a source said: enough to see a change, never the value itself."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from interop.forms.fhir_patients import Patient
from workflow.sealed import blind_index

SHORT = 16


def mark_of(value: Any) -> str:
    """The fingerprint of one value, whichever of its forms (a date or its text, a list in any order) it has."""
    return blind_index(json.dumps(_plain(value), sort_keys=True))[:SHORT]


def fingerprint_of(patient: Patient) -> str:
    """The fingerprint of everything taken over from one Patient."""
    said = asdict(patient)
    del said["remarks"]
    return blind_index(json.dumps(said, sort_keys=True, default=str))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, list) else value
