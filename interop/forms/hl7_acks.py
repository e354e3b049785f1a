"""Answers to HL7 v2 messages: MSA says AA, AE or AR, and ERR where and why."""

from collections.abc import Sequence
from datetime import datetime

from interop.forms.hl7_heads import STANDARD, Fault, Head

ACCEPTED, ERROR, REJECTED = "AA", "AE", "AR"
# Asked for by MSH-15: the accept acknowledgement of the enhanced mode.
ENHANCED = {ACCEPTED: "CA", ERROR: "CE", REJECTED: "CR"}
ASKS_FOR_ACCEPT = ("AL", "ER", "SU")
OWN_NAME = "casemgmt"
USUAL_VERSION = "2.5.1"
# ERR-2 to ERR-8 came with 2.5; before, all of it stands in ERR-1.
BEFORE_ERR_3 = ("2.3", "2.4")
ERRORS = {
    "100": "Segment sequence error", "101": "Required field missing", "102": "Data type error", "200": "Unsupported message type",
    "202": "Unsupported processing id", "203": "Unsupported version id", "207": "Application internal error",
}  # fmt: skip


def ack_of(head: Head | None, code: str, at: datetime, own_id: str, fault: Fault | None = None) -> str:
    """The answer to one message, in its own separators. A head that could not be read is rejected with an empty MSA-2."""
    field, encoding = (head.field, head.encoding) if head else ("|", STANDARD)
    lines = [_msh(head, at, own_id), ["MSA", _code(head, code), head.control_id if head else "", fault.words if fault else ""]]
    if fault:
        lines.append(_err(head, fault))
    escaped = [[line[0], *(part if line[0] == "MSH" else _escaped(part, field, encoding) for part in line[1:])] for line in lines]
    # A zero byte in their head is kept with the message; the answer, which is stored as text, cannot hold it.
    return "".join(field.join(line).rstrip(field) + "\r" for line in escaped).replace("\0", "")


def batch_of(acks: Sequence[str], at: datetime, own_id: str) -> str:
    """A batch is answered by a batch, one answer for each message and in the same order."""
    head = f"BHS|{STANDARD}|{OWN_NAME}||||{_when(at)}||||{own_id}\r"
    return "".join([head, *acks, f"BTS|{len(acks)}\r"])


def _code(head: Head | None, code: str) -> str:
    return ENHANCED[code] if head and head.part(15) in ASKS_FOR_ACCEPT else code


def _when(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S%z")


def _msh(head: Head | None, at: datetime, own_id: str) -> list[str]:
    if head is None:
        return ["MSH", STANDARD, OWN_NAME, "", "", "", _when(at), "", "ACK", own_id, "P", USUAL_VERSION]
    kind = head.encoding[0].join(["ACK", head.event, "ACK"]) if head.event else "ACK"
    return [
        "MSH", head.encoding, head.get(5) or OWN_NAME, head.get(6), head.get(3), head.get(4), _when(at), "", kind, own_id,
        head.get(11) or "P", head.get(12) or USUAL_VERSION, "", "", "", "", "", head.charset,
    ]  # fmt: skip


def _err(head: Head | None, fault: Fault) -> list[str]:
    component, sub = (head.encoding[0], head.encoding[3]) if head else ("^", "&")
    place, words = fault.place.replace("^", component), ERRORS[fault.code]
    if head and head.part(12)[:3] in BEFORE_ERR_3:
        return ["ERR", component.join([place, sub.join([fault.code, words, "HL70357"])])]
    return ["ERR", "", place, component.join([fault.code, words, "HL70357"]), "E", "", "", "", fault.words]


def _escaped(part: str, field: str, encoding: str) -> str:
    """No text of ours holds a component separator, so only what would end a field or a line is looked for."""
    return part.replace("\r", " ").replace("\n", " ").replace(field, f"{encoding[2]}F{encoding[2]}")
