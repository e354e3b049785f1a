"""Small files of every kind that is kept, and of some that are not."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"
TIFF = b"II*\x00" + bytes(40)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
OPENXML = "application/vnd.openxmlformats-officedocument."
WORD = f"{OPENXML}wordprocessingml.document"


def zipped(parts: dict[str, bytes | str], first: tuple[str, str] | None = None) -> bytes:
    """A zip archive; `first` is stored uncompressed at the beginning, as OpenDocument wants its type."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def word_file(more: dict[str, bytes | str] | None = None, media_type: str = WORD) -> bytes:
    types = f'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="{media_type}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **(more or {})})


def open_document(kind: str = "text") -> bytes:
    return zipped({"content.xml": "<office:document-content/>"}, ("mimetype", f"application/vnd.oasis.opendocument.{kind}"))


def upload(content: bytes = PDF, name: str = "letter.pdf", sent_as: str = "application/octet-stream") -> SimpleUploadedFile:
    """As a browser sends it; what it says of the type counts for nothing."""
    return SimpleUploadedFile(name, content, content_type=sent_as)
