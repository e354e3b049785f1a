"""The instruments that come with the system, taken in by the same steps as imported ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessments.actions.instruments import import_instrument, publish_instrument, switch_on_instrument
from assessments.models import Instrument
from workflow.actor import Actor, system_actor

FOLDER = Path(__file__).resolve().parent.parent / "instruments"
SET_UP = system_actor("set-up", "administrator", channel="command")


def shipped_definitions() -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.json")):
        yield json.loads(file.read_text())


def load_shipped_instruments() -> list[Instrument]:
    """Take in what is not here yet. Where the terms still want confirming the instrument stays off until somebody read them."""
    there = set(Instrument.objects.values_list("key", "edition"))
    return [_load(one) for one in shipped_definitions() if (one["name"], str(one["version"])) not in there]


def _load(definition: dict[str, Any]) -> Instrument:
    draft = import_instrument(actor=SET_UP, definition=definition)
    published: Instrument = publish_instrument(draft.pk, actor=SET_UP, version=draft.version)
    if published.release_gate or published.switched_on:
        return published
    on: Instrument = switch_on_instrument(published.pk, actor=SET_UP, version=published.version)
    return on


def switch_on_after_reading(actor: Actor) -> None:
    """Switch on what is still off, by somebody who says that they have read the terms of each."""
    for instrument in Instrument.objects.filter(status=Instrument.Status.PUBLISHED, switched_on=False):
        fields = {"terms_read": True} if instrument.release_gate else {}
        switch_on_instrument(instrument.pk, actor=actor, version=instrument.version, **fields)
