"""An id for each request, taken from the caller or made here, written into events and echoed in the answer."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")

Door = Callable[[HttpRequest], HttpResponse]


def request_id(door: Door) -> Door:
    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if ACCEPTABLE.fullmatch(given) else str(uuid.uuid4())  # type: ignore[attr-defined]  # added here
        response = door(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]  # added above
        return response

    return middleware
