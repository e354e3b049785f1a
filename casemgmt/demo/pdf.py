"""One-page PDFs for the demo's documents, written by hand so that nothing more has to be installed."""

from collections.abc import Sequence

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def one_page(title: str, lines: Sequence[str]) -> bytes:
    """A letter page with a heading and lines of text (ISO 32000-1, section 7.5: body, cross-reference table, trailer)."""
    drawn = [f"BT /F1 18 Tf 72 700 Td ({_escaped(title)}) Tj /F1 11 Tf 0 -34 Td 16 TL"]
    drawn += [f"({_escaped(line)}) Tj T*" for line in lines]
    content = ("\n".join(drawn) + "\nET").encode("cp1252", "replace")
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    objects = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE, stream, FONT)
    return _numbered(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _numbered(objects: Sequence[bytes]) -> bytes:
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(file))
    return file + head + table + end
