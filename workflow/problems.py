"""Errors of the API as application/problem+json (RFC 9457), with errors[] by field."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from workflow.refusals import InvalidInput, NotFound, Refusal, Stale

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, code: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    body = {"type": f"/api/docs/problems#{code}", "title": title, "status": status, "detail": detail, "code": code, **more}
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal and every framework error in one shape."""
    set_rollback()
    if isinstance(error, Http404):
        error = NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, Refusal):
        return of_refusal(error)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def of_refusal(refusal: Refusal) -> Response:
    more: dict[str, Any] = {}
    headers = {}
    if isinstance(refusal, InvalidInput):
        more["errors"] = field_errors(refusal.errors)
    if isinstance(refusal, Stale):
        more["current_version"] = getattr(refusal.current, "version", None)
        headers["ETag"] = f'"{more["current_version"]}"'
    return problem(refusal.status, refusal.title, str(refusal), _code(refusal), headers, **more)


def _code(refusal: Refusal) -> str:
    name = type(refusal).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _of_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if auth := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        errors = field_errors(_flattened(error.detail))
        return problem(400, "Check the input", "Some values need another look.", "invalid-input", headers, errors=errors)
    title = str(error.default_detail).rstrip(".")
    return problem(error.status_code, title, str(error.detail), str(error.default_code).replace("_", "-"), headers)


def _flattened(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, dict):
        return {
            name: [str(m) for m in (messages if isinstance(messages, list) else [messages])] for name, messages in detail.items()
        }
    return {"__all__": [str(message) for message in (detail if isinstance(detail, list) else [detail])]}


def field_errors(errors: dict[str, list[str]]) -> list[dict[str, str]]:
    return [
        {"field": "" if name in ("__all__", "non_field_errors") else name, "message": message}
        for name, messages in errors.items()
        for message in messages
    ]
