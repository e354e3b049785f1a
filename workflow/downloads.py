"""Handing out a stored file: always as a download, never as something the browser shows or runs."""

from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse

# What RFC 5987 lets stand unescaped in an extended parameter value.
ATTR_CHARS = "!#$&+-.^_`|~"


def attachment(file: BinaryIO, name: str, media_type: str) -> FileResponse:
    """The file under its name; kept in no cache, and harmless even if a browser were made to open it."""
    response = FileResponse(file, content_type=media_type)
    response["Content-Disposition"] = disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    return response


def disposition(name: str) -> str:
    """RFC 6266: the name in ASCII for old readers, and whole in UTF-8 for the others."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    quoted = "".join("_" if c in '\\"%' or not c.isprintable() else c for c in plain)
    return f"attachment; filename=\"{quoted}\"; filename*=UTF-8''{quote(name, safe=ATTR_CHARS)}"
