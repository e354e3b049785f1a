"""The head of an HL7 v2 message (MSH): its separators, who sends it to whom, what it is, and whether we can take it."""

import re
from dataclasses import dataclass

from workflow.sealed import blind_index

HEAD = re.compile(r"(?i:MSH)(?P<field>[^A-Za-z0-9\s\x80-\U0010ffff])(?P<encoding>[^\r\n]*?)(?:(?P=field)|[\r\n]|\Z)")
LINE_END = re.compile(r"\r\n|\r|\n")
STANDARD = "^~\\&"
LONGEST = 200
VERSION = re.compile(r"2\.[3-8](\.\d+)*\Z")
TRAINING = ("T", "D")
SHORT_EVENT = re.compile(r"[A-Z]\d\d\Z")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a message, as ERR says it: the place, the code of table 0357 and words for a person."""

    code: str
    place: str
    words: str


@dataclass(frozen=True)
class Head:
    """MSH, field by field; missing ones are empty."""

    field: str
    encoding: str
    fields: tuple[str, ...]

    def get(self, number: int) -> str:
        """MSH-`number` as it stands, without blanks around it."""
        return self.fields[number - 2].strip() if 2 <= number <= len(self.fields) + 1 else ""

    def part(self, number: int, component: int = 1) -> str:
        """One component of the first repetition of a field."""
        parts = self.get(number).split(self.encoding[1])[0].split(self.encoding[0])
        return parts[component - 1].strip() if component <= len(parts) else ""

    @property
    def control_id(self) -> str:
        return self.get(10)

    @property
    def sender(self) -> tuple[str, str]:
        return self.part(3)[:LONGEST], self.part(4)[:LONGEST]

    @property
    def charset(self) -> str:
        return self.get(18).split(self.encoding[1])[0]

    @property
    def kind(self) -> str:
        """MSH-9.1; some send the message structure there, ADT_A01."""
        return self.part(9).partition("_")[0].upper()

    @property
    def event(self) -> str:
        """MSH-9.2; some send only the message structure, ADT_A01, and some the event alone."""
        found = self.part(9, 2) or self.part(9, 3).partition("_")[2] or self.part(9).partition("_")[2]
        return found.upper() if SHORT_EVENT.match(found.upper()) else ""


def head_of(text: str) -> Head | None:
    """None where no MSH can be read: separators missing, or one character used for two purposes."""
    found = HEAD.match(text)
    if found is None:
        return None
    field, encoding = found["field"], found["encoding"].strip() or STANDARD
    encoding += STANDARD[len(encoding) :]
    four = encoding[:4]
    if len({field, *four}) < len(field + four) or any(c.isalnum() or c.isspace() for c in four):
        return None
    line = LINE_END.split(text, maxsplit=1)[0]
    return Head(field, encoding, tuple(line.split(field)[1:]))


def hash_of(text: str, head: Head | None) -> str:
    """A keyed fingerprint of everything but MSH-7, which is new each time a message is sent again."""
    lines = LINE_END.split(text.rstrip("\r\n"))
    if head is not None:
        lines[0] = head.field.join("" if place == 5 else part for place, part in enumerate(head.fields))
    return blind_index("\r".join(lines))


def refusal_of(head: Head, *, training: bool) -> Fault | None:
    """Why a message is rejected (AR) before anything of it is read: another kind, version or purpose than we take."""
    if head.kind != "ADT":
        return Fault("200", "MSH^1^9", "Only ADT messages are taken here.")
    if not head.control_id:
        return Fault("101", "MSH^1^10", "The control id is missing; without it a repetition cannot be told from a new message.")
    if (version := head.part(12)) and not VERSION.match(version):
        return Fault("203", "MSH^1^12", "Versions 2.3 to 2.8 are taken here.")
    if head.part(11).upper() in TRAINING and not training:
        return Fault("202", "MSH^1^11", "Training and test messages are not taken by a system in use; send P.")
    return None
