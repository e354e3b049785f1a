"""Reading JSON bodies: what cannot be read is refused like any other wrong input, however it is nested."""

from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions, parsers


class JSONParser(parsers.JSONParser):
    """The framework's own, and a sentence where a body is nested so deeply that reading it would exhaust the process."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError("The body is nested too deeply to be read.") from None
