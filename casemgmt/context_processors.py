"""What every template may ask: how long the session lives, and who one can be in demo mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.pages.sessions import STARTED, seconds_left
from accounts.queries.people import DemoAccount, demo_accounts
from casemgmt.demo.staff import PASSWORD

DOMAIN = "demo.example"


def session(request: HttpRequest) -> dict[str, int]:
    """Seconds until the session ends; the page warns before."""
    known = hasattr(request, "session") and STARTED in request.session
    return {"session_ends_in": seconds_left(request)} if known else {}


def demo(request: HttpRequest) -> dict[str, Any]:
    """The people of the demo, asked for by the sign-in page only; nothing of it outside demo mode."""
    if not settings.DEMO:
        return {}
    return {"demo_mode": True, "demo_accounts": _people, "demo_password": PASSWORD}


def _people() -> list[DemoAccount]:
    return demo_accounts(DOMAIN)
