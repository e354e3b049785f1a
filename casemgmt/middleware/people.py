"""The person of the request: their actor, their language, their time zone."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.models import User
from casemgmt.actors import signed_in_actor
from casemgmt.middleware.request_id import Door


def actor(door: Door) -> Door:
    """`request.actor` for pages and templates; None for nobody, and in the API, which finds its own caller."""

    def middleware(request: HttpRequest) -> HttpResponse:
        in_api = request.path.startswith("/api/")
        request.actor = None if in_api else signed_in_actor(request)  # type: ignore[attr-defined]  # added here
        return door(request)

    return middleware


def preferences(door: Door) -> Door:
    """Words in one's own language, times in one's own zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return door(request)
        translation.activate(user.language)
        with timezone.override(ZoneInfo(user.time_zone)):
            return door(request)

    return middleware
