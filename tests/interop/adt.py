"""Invented hospital notices (HL7 v2 ADT), clean unless a test makes them dirty."""

from typing import Any

FIELDS: dict[str, str] = {
    "event": "A03", "control": "M1", "version": "2.5.1", "processing": "P", "charset": "", "sent": "20260302170000",
    "happened": "20260302165500", "number": "H100^^^BAY^MR", "name": "Delgado^Rosa", "born": "19500304", "visit": "V1",
    "admitted": "20260227100000", "discharged": "20260302165500",
}  # fmt: skip


def an_adt(**changes: Any) -> str:
    """Rosa's discharge from Bay Hospital; a segment set to None is left out."""
    said = {**FIELDS, **changes}
    visit = (
        f"PV1|1|I|4E^136^B||||||||||||||||{said['visit']}" + "|" * 17 + "06||||||||" + f"{said['admitted']}|{said['discharged']}"
    )
    lines = [
        f"MSH|^~\\&|EPIC|BAY|CASE|HARBOR|{said['sent']}||ADT^{said['event']}^ADT_A01|{said['control']}|{said['processing']}|"
        f"{said['version']}||||||{said['charset']}".rstrip("|"),
        f"EVN||{said['sent']}||||{said['happened']}",
        said.get("PID", f"PID|1||{said['number']}||{said['name']}||{said['born']}|F"),
        said.get("PV1", visit),
        said.get("more"),
    ]
    return "".join(f"{line}\r" for line in lines if line is not None)


def lines_of(ack: str) -> dict[str, list[str]]:
    """Of an answer: its segments by name, the last of each."""
    return {line[:3]: line.split("|") for line in ack.split("\r") if line}
