"""Asking again who is there, before a step that must not be taken from an unwatched screen."""

import time
from collections.abc import Callable, Iterable

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.urls import URLPattern

from workflow.addresses import page_name
from workflow.steps import BoundStep


def has_just_proved(request: HttpRequest) -> bool:
    """Signed in, or gave the password or second factor again, within the last minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < app_settings.REAUTHENTICATION_TIMEOUT


def confirm_first(routes: Iterable[URLPattern], *steps: BoundStep) -> list[URLPattern]:
    """The same step pages, of which these ask for the password or second factor before they open."""
    asking = {page_name(bound.step) for bound in steps}
    return [_asking(route) if route.name in asking else route for route in routes]


def _asking(route: URLPattern) -> URLPattern:
    check: Callable[..., Callable[..., object]] = reauthentication_required
    route.callback = check(route.callback, app="allauth.account")
    return route
