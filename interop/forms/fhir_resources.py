"""Patients in a stream of FHIR JSON: in Bundles of any type, alone, in arrays; all else streams past."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from interop.forms.reading import Events, Room, Unreadable, built, json_events, passed_over

# No FHIR resource has as many; a "resource" that has is garbage, and garbage can go on for a gigabyte.
MOST_KEYS = 500
# What the import reads of a Patient. Photos, narrative and contained resources are never kept.
KEPT = frozenset(
    "resourceType id meta active identifier name telecom gender birthDate deceasedBoolean deceasedDateTime address contact "
    "communication link extension modifierExtension".split()
)


@dataclass
class Found:
    """One Patient of a file, or what is wrong in the Patient's place."""

    entry: int
    resource: dict[str, Any] = field(default_factory=dict)
    full_url: str = ""
    problem: str = ""
    line: int | None = None

    @property
    def fhir_id(self) -> str:
        found = self.resource.get("id")
        return found if isinstance(found, str) else ""


@dataclass
class Tally:
    """How many entries went by, and how many of them were other resources."""

    entries: int = 0
    others: int = 0


def patients_in(blocks: Iterable[bytes], tally: Tally) -> Iterator[Found]:
    """Every Patient in order; raises Unreadable when the JSON breaks off or is no FHIR at all."""
    events = json_events(blocks)
    for event, _ in events:
        if event == "start_map":
            yield from _alone(events, tally)
        elif event == "start_array":
            yield from _listed(events, tally)
        else:
            raise Unreadable("It holds a bare value, not a FHIR resource. Nothing of it was imported.")


def _alone(events: Events, tally: Tally) -> Iterator[Found]:
    kind = yield from _resource(events, tally)
    if kind == "Bundle":
        return
    if not kind:
        yield Found(tally.entries, problem="It has no resourceType: it is JSON, but not FHIR.")
    elif kind != "Patient":
        yield Found(
            tally.entries, problem=f"It is of type “{kind[:40]}”; only a Patient or a Bundle with Patients can be imported."
        )


def _listed(events: Events, tally: Tally) -> Iterator[Found]:
    for event, _ in events:
        if event == "end_array":
            return
        if event != "start_map":
            raise Unreadable("Its list holds something other than FHIR resources. Nothing of it was imported.")
        yield from _one_of_many(events, tally)


def _one_of_many(events: Events, tally: Tally, full_url: str = "") -> Iterator[Found]:
    kind = yield from _resource(events, tally, full_url)
    if not kind:
        yield Found(tally.entries, problem="This entry has no resourceType.")
    elif kind not in ("Patient", "Bundle"):
        tally.others += 1


def _resource(events: Events, tally: Tally, full_url: str = "") -> Any:
    """Yields what is found inside and returns the resource's type; another type's content is not kept."""
    kept: dict[str, Any] = {}
    room, kind, entries = Room(), "", False
    for key, event, value in _fields(events):
        if key == "resourceType" and isinstance(value, str):
            kind = value
        elif key == "entry" and event == "start_array" and kind in ("", "Bundle"):
            entries = True
            yield from _entries(events, tally)
        elif key in KEPT and kind in ("", "Patient"):
            kept[key] = built(events, event, value, room)
        else:
            passed_over(events, event)
    kind = kind or ("Bundle" if entries else "")
    tally.entries += kind != "Bundle"
    if kind == "Patient":
        yield _found(tally.entries, kept, full_url, room)
    return kind


def _fields(events: Events) -> Iterator[tuple[str, str, Any]]:
    """Each field of the object just begun, with the event its value begins with; whoever asks reads the value."""
    for number, (event, key) in enumerate(events):
        if event == "end_map":
            return
        if number > MOST_KEYS:
            raise Unreadable("An object in it has more fields than any FHIR resource. Nothing of it was imported.")
        yield (key, *next(events))


def _found(entry: int, kept: dict[str, Any], full_url: str, room: Room) -> Found:
    if room.full:
        only = {"id": kept.get("id")}
        return Found(entry, only, problem="This Patient holds more than 2 million characters; no person's details do.")
    return Found(entry, kept, full_url)


def _entries(events: Events, tally: Tally) -> Iterator[Found]:
    for event, _ in events:
        if event == "end_array":
            return
        if event != "start_map":
            raise Unreadable("Its entries are not FHIR Bundle entries. Nothing of it was imported.")
        yield from _entry(events, tally)


def _entry(events: Events, tally: Tally) -> Iterator[Found]:
    """fullUrl stands before the resource in every Bundle seen; one that comes after it is not needed."""
    full_url, empty = "", True
    for key, event, value in _fields(events):
        if key == "resource" and event == "start_map":
            empty = False
            yield from _one_of_many(events, tally, full_url)
        elif key == "fullUrl" and isinstance(value, str):
            full_url = value[:300]
        else:
            passed_over(events, event)
    tally.entries += empty
