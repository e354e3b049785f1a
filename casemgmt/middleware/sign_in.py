"""Who may pass: a living session, a signed-in person, a second factor. The API has its own doors."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from accounts.pages.sessions import STARTED, note_use, seconds_left, start_clock
from accounts.policy.second_factor import has_second_factor
from casemgmt.middleware.request_id import Door

CLEAR = '"cache", "storage"'
# allauth, the API, private links and calendar addresses check their callers themselves; the health pages tell nothing about anybody.
OPEN = (
    "/accounts/",
    "/p/",
    "/calendar/feed/",
    "/api/",
    "/hl7/",
    "/oauth2/",
    "/livez",
    "/readyz",
    "/status",
    "/metrics",
    "/static/",
)
ON_THE_WAY_TO_A_SECOND_FACTOR = ("/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/", "/me/session/")
# Asked by a page that lies open: no sign that somebody is still there.
NO_USE = ("/notifications/badge/",)
HAS_SECOND_FACTOR = "has_second_factor"


def living_session(door: Door) -> Door:
    """End a session that was idle too long or is a working day old; leave nothing of it in the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        if was_signed_in:
            _check_clock(request)
        response = door(request)
        # The session tells, not `request.user`: the API puts its own caller there.
        if SESSION_KEY in request.session or request.path.startswith(("/api/v1/", "/hl7/")):
            response.headers.setdefault("Cache-Control", "no-store, private")
        elif was_signed_in:
            response["Clear-Site-Data"] = CLEAR
        return response

    return middleware


def _check_clock(request: HttpRequest) -> None:
    if STARTED not in request.session:
        start_clock(request)
    if seconds_left(request) <= 0:
        logout(request)
    elif not request.path.startswith(NO_USE):
        note_use(request)


def signed_in(door: Door) -> Door:
    """Everything but the open addresses needs a signed-in person; a page comes back after the sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(OPEN):
            return door(request)
        if _is_script(request):
            return JsonResponse({"detail": "Sign in again."}, status=401)
        return redirect_to_login(request.get_full_path())

    return middleware


def _is_script(request: HttpRequest) -> bool:
    """A script must not swap a sign-in page into what somebody is typing."""
    return bool(getattr(request, "htmx", False)) or "application/json" in request.headers.get("Accept", "")


def second_factor(door: Door) -> Door:
    """Outside demo mode nobody works without one: until it is set up, every page leads there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or _may_pass(request, request.user.pk):
            return door(request)
        if _is_script(request) or request.path.startswith("/api/"):
            return JsonResponse({"detail": "Set up a second factor first, at /accounts/2fa/."}, status=403)
        return redirect("mfa_index")

    return middleware


def _may_pass(request: HttpRequest, user_id: UUID) -> bool:
    if request.path.startswith(ON_THE_WAY_TO_A_SECOND_FACTOR):
        return True
    # Kept in the session once true: a reset by an administrator ends the session, and the last factor cannot be removed.
    if not request.session.get(HAS_SECOND_FACTOR):
        request.session[HAS_SECOND_FACTOR] = has_second_factor(user_id)
    return bool(request.session[HAS_SECOND_FACTOR])
