"""Bytes of HL7 v2 as they come: one message or a batch of them, in the character set that MSH-18 names."""

import codecs
import re
from dataclasses import dataclass, field

# A frame of MLLP that was left in a body begins a message as a line does; some feeds write the names of segments small.
BEGINS = re.compile(rb"(?i:(?:\A|(?<=[\r\n\x0b]))MSH)(?=[^A-Za-z0-9\s])")
ENVELOPE = re.compile(rb"(?i:(?:\A|(?<=[\r\n\x0b]))(?:FHS|BHS|BTS|FTS))[^A-Za-z0-9\s][^\r\n]*")
IS_BATCH = re.compile(rb"(?i:FHS|BHS)[^A-Za-z0-9\s]")
# Two bytes a character, and no mark that says so.
WIDE = (
    (re.compile(rb"(?:\s\0|\x0b\0)*(?:M\0S\0H\0|[FB]\0H\0S\0)", re.IGNORECASE), "utf-16-le"),
    (re.compile(rb"(?:\0\s|\0\x0b)*(?:\0M\0S\0H|\0[FB]\0H\0S)", re.IGNORECASE), "utf-16-be"),
)
# MSH-10, counted from the name of the segment.
CONTROL_ID = 9
# What wraps a message in MLLP, and the blanks and line ends around it.
AROUND = b"\x0b\x1c \t\r\n"
# Table 0211; a part 9 of ISO 8859 is named 8859/9.
LATIN = re.compile(r"(?:ISO[ -]?)?8859[/-](\d{1,2})\Z")
CHARSETS = {
    "GB 18030-2000": "gb18030", "BIG-5": "big5", "KS X 1001": "euc_kr", "ISO IR87": "iso2022_jp", "ISO IR159": "iso2022_jp_1",
    "ISO IR14": "shift_jis", "JAS2020": "shift_jis",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What one body or one MLLP frame held, each message with its own bytes."""

    messages: list[bytes] = field(default_factory=list)
    is_batch: bool = False


def messages_in(body: bytes) -> Sent:
    """Split a file or batch (FHS, BHS) or a bare row of messages; what comes before the first MSH is kept as one of its own."""
    body = _as_utf8(_as_utf8(body).strip(AROUND)).strip(AROUND)
    is_batch = bool(IS_BATCH.match(body))
    if is_batch:
        body = ENVELOPE.sub(b"", body)
    starts = [found.start() for found in BEGINS.finditer(body)]
    pieces = [body[begin:end].strip(AROUND) for begin, end in zip([0, *starts], [*starts, len(body)], strict=True)]
    messages = _with_their_heads([piece for piece in pieces if piece])
    return Sent(messages if messages or is_batch else [b""], is_batch or len(messages) > 1)


def _with_their_heads(pieces: list[bytes]) -> list[bytes]:
    """A head that stands alone before another of the same control id is one head sent twice, and no message."""
    messages: list[bytes] = []
    for piece in pieces:
        if messages and _is_head_of(messages[-1], piece):
            messages[-1] += b"\r" + piece
        else:
            messages.append(piece)
    return messages


def _is_head_of(head: bytes, message: bytes) -> bool:
    if re.search(rb"[\r\n]", head) or not BEGINS.match(head):
        return False
    one, other = (re.split(rb"[\r\n]", piece, maxsplit=1)[0].split(head[3:4]) for piece in (head, message))
    return len(one) > CONTROL_ID and one[CONTROL_ID : CONTROL_ID + 1] == other[CONTROL_ID : CONTROL_ID + 1] != [b""]


def _as_utf8(body: bytes) -> bytes:
    """Without its byte order mark; two-byte characters become UTF-8, for MSH could not be found among them."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace").encode()
    for begins, codec in WIDE:
        if begins.match(body):
            return body.decode(codec, errors="replace").encode()
    return body.removeprefix(codecs.BOM_UTF8)


def codec_of(charset: str) -> str:
    """Python's name for a character set of table 0211; empty for ASCII, none, and what nobody knows."""
    named = charset.strip().upper()
    if named.startswith(("UNICODE", "UTF-8", "UTF8")):
        return "utf-8"
    if latin := LATIN.match(named):
        return f"iso8859-{latin[1]}" if _exists(f"iso8859-{latin[1]}") else ""
    return CHARSETS.get(named, "")


def _exists(codec: str) -> bool:
    try:
        codecs.lookup(codec)
    except LookupError:
        return False
    return True


def text_of(message: bytes, charset: str) -> str:
    """The message as text: as declared where that fits; many feeds call Latin-1 or UTF-8 ASCII. Never fails."""
    for codec in (codec_of(charset), "utf-8", "cp1252"):
        try:
            if codec:
                return message.decode(codec)
        except UnicodeDecodeError:
            continue
    return message.decode("latin-1")


def bytes_of(text: str, charset: str) -> bytes:
    """The other way round, for a message that came as text in JSON."""
    try:
        return text.encode(codec_of(charset) or "utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="replace")
