"""Instruments and assessments as rows, for tests that are not about how they came to be."""

from itertools import count
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Instrument
from clients.models import Client

_numbers = count(1)


def make_instrument(**fields: Any) -> Instrument:
    """A published instrument in use, with one question, unless told otherwise."""
    n = next(_numbers)
    defaults = {
        "key": f"instrument-{n}", "title": f"Instrument {n}", "status": "published", "switched_on": True,
        "definition": {"item": [{"linkId": "q1", "type": "boolean", "text": "Do you sleep well?"}]},
    }  # fmt: skip
    return Instrument.objects.create(**{**defaults, **fields})


def make_assessment(client: Client, instrument: Instrument | None = None, **fields: Any) -> Assessment:
    """A completed assessment unless told otherwise."""
    instrument = instrument or make_instrument()
    now = timezone.now()
    defaults = {
        "status": "completed", "instrument_key": instrument.key, "assessed_on": timezone.localdate(), "completed_at": now,
        "author_name": "Maria", "completed_by_name": "Maria",
    }  # fmt: skip
    made: Assessment = Assessment.objects.create(client=client, instrument=instrument, **{**defaults, **fields})
    return made
