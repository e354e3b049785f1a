"""One message as it is received: read as far as it goes, and judged whether to accept it (AA), or not (AE, AR)."""

from dataclasses import dataclass
from datetime import tzinfo

from accounts.queries.agency import the_agency
from interop.forms.hl7_acks import ACCEPTED, ERROR, REJECTED
from interop.forms.hl7_heads import Fault, Head, hash_of, head_of, refusal_of
from interop.forms.hl7_notices import Notice, notice_of
from interop.forms.hl7_text import text_of
from interop.models import AdtMessage

NO_HEAD = Fault("100", "MSH^1", "This does not begin with a readable MSH segment.")


@dataclass(frozen=True)
class Received:
    """What is known of a message at the moment it comes in."""

    head: Head | None
    body_hash: str
    code: str = ACCEPTED
    fault: Fault | None = None
    notice: Notice | None = None


def read_head(message: bytes) -> tuple[str, Head | None]:
    """The text in its own character set, and its head: MSH-18 itself is plain ASCII."""
    plain = head_of(message.decode("latin-1"))
    text = text_of(message, plain.charset if plain else "")
    return text, head_of(text)


def received(message: bytes, zone: tzinfo, *, training: bool) -> Received:
    """Never fails, whatever the bytes are."""
    text, head = read_head(message)
    body_hash = hash_of(text, head)
    if head is None:
        return Received(None, body_hash, REJECTED, NO_HEAD)
    if refusal := refusal_of(head, training=training):
        return Received(head, body_hash, REJECTED, refusal)
    notice = notice_of(text, head, zone)
    if notice.faults:
        return Received(head, body_hash, ERROR, notice.faults[0], notice)
    return Received(head, body_hash, notice=notice)


def read(message: AdtMessage, zone: tzinfo | None = None) -> Notice | None:
    """What a stored message says, read anew; None where not even its head can be read."""
    text, head = read_head(message.content)
    return notice_of(text, head, zone or the_agency().zone) if head else None
