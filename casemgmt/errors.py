"""Errors outside any view: a page for people, problem+json for whoever called the API."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from workflow.problems import MEDIA_TYPE
from workflow.refusals import NotFound

BROKEN = "Something went wrong on our side; nothing was changed. Send it again; if it happens again, tell us the X-Request-ID."
AWAY = "The database does not answer just now; nothing was changed. Send it again in a few seconds."
SECONDS_TO_RETRY = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """An address that is not there looks like a record that is hidden."""
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    return _problem(404, NotFound.title, str(NotFound()), "not-found")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A database that is away comes back, and is told apart from a fault of ours."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _away(request)
    if not _is_api(request):
        return defaults.server_error(request)
    return _problem(500, "Something went wrong", BROKEN, "server-error")


def _away(request: HttpRequest) -> HttpResponse:
    if _is_api(request):
        answer = _problem(503, "Back in a moment", AWAY, "unavailable")
    else:
        answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(SECONDS_TO_RETRY)
    return answer


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(status: int, title: str, detail: str, code: str) -> HttpResponse:
    body = {"type": f"/api/docs/problems#{code}", "title": title, "status": status, "detail": detail, "code": code}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
