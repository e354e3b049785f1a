"""Reading JSON in a stream: a file of any size takes the same little memory."""

from collections.abc import Iterable, Iterator
from typing import Any

import ijson

BLOCK = 64 * 1024
LONGEST_VALUE = 32 * 1024 * 1024
DEEPEST = 200
ROOM = 2_000_000
LEVELS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}

Events = Iterator[tuple[str, Any]]


class Unreadable(Exception):
    """A file, or a line of one, that cannot be read; the sentence says what to do."""


def json_events(blocks: Iterable[bytes]) -> Events:
    """The events of one or several JSON values; raises Unreadable where they stop making sense.

    The parser keeps one unfinished value in memory, so a value without end is refused at 32 MB, and
    nesting at 200 levels, before either costs anything.
    """
    found = ijson.sendable_list()
    parser = ijson.basic_parse_coro(found, multiple_values=True)
    depth = position = 0
    quiet = Quiet()
    for block in quiet.gathered(blocks):
        _send(parser.send, block, position)
        position += len(block)
        quiet.noted(len(block), bool(found))
        for event in found:
            depth += LEVELS.get(event[0], 0)
            if depth > DEEPEST:
                raise Unreadable(f"It is nested more than {DEEPEST} levels deep; that is not FHIR. Nothing of it was imported.")
            yield event
        found.clear()
    _send(lambda _: parser.close(), b"", position)


class Quiet:
    """How much was read since a value last came to its end.

    The parser begins an unfinished value again with each block: the longer it gets, the larger the next block.
    """

    def __init__(self) -> None:
        self.bytes = 0

    def noted(self, size: int, ended: bool) -> None:
        self.bytes = 0 if ended else self.bytes + size
        if self.bytes > LONGEST_VALUE:
            raise Unreadable("One value in it is longer than 32 MB; that is not FHIR. Nothing of it was imported.")

    def gathered(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        held: list[bytes] = []
        for block in blocks:
            held.append(block)
            if sum(map(len, held)) >= self.bytes:
                yield b"".join(held)
                held = []
        if held:
            yield b"".join(held)


def _send(feed: Any, block: bytes, position: int) -> None:
    """The parser's own words quote the file, and a file holds people's data: they are not passed on."""
    try:
        feed(block)
    except (ijson.JSONError, ValueError, SystemError) as error:
        words = str(error)
        if "premature EOF" in words:
            raise Unreadable("It ends in the middle: it was cut short. Get the whole file; nothing of it was imported.") from None
        if "UTF8" in words:
            raise Unreadable(
                f"It is not valid UTF-8 (near byte {position:,}). Save it as UTF-8; nothing of it was imported."
            ) from None
        raise Unreadable(f"It is not JSON (near byte {position:,}). Nothing of it was imported.") from None


class Room:
    """How much of one resource is kept: beyond that, values are read past and the resource is refused.

    What goes on far beyond it is no person's record: reading ends there.
    """

    def __init__(self) -> None:
        self.left = ROOM

    @property
    def full(self) -> bool:
        return self.left < 0

    def take(self, value: Any) -> bool:
        self.left -= 20 + (len(value) if isinstance(value, str) else 0)
        if self.left < -10 * ROOM:
            raise Unreadable("One Patient in it goes on for more than 20 million characters. Nothing of it was imported.")
        return not self.full


def built(events: Events, event: str, value: Any, room: Room) -> Any:
    """The Python value that begins with this event; the depth is bounded by json_events."""
    if event == "start_map":
        return _map(events, room)
    if event == "start_array":
        return _array(events, room)
    return value if room.take(value) else None


def _map(events: Events, room: Room) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for event, key in events:
        if event == "end_map":
            break
        value = built(events, *next(events), room)
        if room.take(key):
            made[key] = value
    return made


def _array(events: Events, room: Room) -> list[Any]:
    made: list[Any] = []
    for event, value in events:
        if event == "end_array":
            break
        item = built(events, event, value, room)
        if room.take(None):
            made.append(item)
    return made


def passed_over(events: Events, event: str) -> None:
    """Read past a value without keeping any of it."""
    depth = LEVELS.get(event, 0)
    while depth:
        depth += LEVELS.get(next(events)[0], 0)
