"""Steps of protocols: imported for good, retired by a later edition or by hand; and those that come with the system."""

import json
from pathlib import Path

from transitions.forms.definitions import ImportProtocolForm
from transitions.models import Protocol
from transitions.policy import transitions as policy
from workflow.actor import system_actor
from workflow.steps import Step, Taken

P = Protocol.Status
SCOPE = "transitions:write"
FOLDER = Path(__file__).resolve().parent.parent / "protocols"
SET_UP = system_actor("set-up", "administrator", channel="command")

IMPORT = Step(
    name="protocol.import", event="protocol.imported", label="Import a protocol", done="Protocol imported; it is in use.",
    model=Protocol, target=P.PUBLISHED, may=policy.may_keep_protocols, form=ImportProtocolForm, scope=SCOPE,
    help="An earlier edition is retired; clocks that run go on by the edition they started with.",
)  # fmt: skip


@IMPORT.rule
def import_protocol(nothing: None, taken: Taken) -> Protocol:
    """Take in a protocol that was checked from end to end. It never changes again, for clocks are tied to it: a change is a new edition."""
    told = taken.data["definition"]
    taken.notes.update(key=told["key"], edition=told["edition"])
    same_edition = Protocol.objects.filter(key=told["key"], edition=told["edition"]).exists()
    earlier = None if same_edition else Protocol.objects.filter(key=told["key"], status=P.PUBLISHED).first()
    if earlier is not None:
        retire_protocol(earlier.pk, actor=taken.actor, version=earlier.version)
    return Protocol(key=told["key"], edition=told["edition"], title=told["title"], source=told.get("source", ""), definition=told)


RETIRE = Step(
    name="protocol.retire", event="protocol.retired", label="Retire", done="Protocol retired.", model=Protocol, source={P.PUBLISHED},
    target=P.RETIRED, may=policy.may_keep_protocols, scope=SCOPE, danger=True, help="No move starts its clocks any more.",
)  # fmt: skip


@RETIRE.rule
def retire_protocol(protocol: Protocol, taken: Taken) -> None:
    """Take a protocol out of use; what runs by it goes on."""


def load_shipped_protocols() -> list[Protocol]:
    """Take in what is not here yet, by the same step as an administrator's own."""
    there = set(Protocol.objects.values_list("key", "edition"))
    shipped = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    return [import_protocol(actor=SET_UP, definition=one) for one in shipped if (one["key"], one["edition"]) not in there]
