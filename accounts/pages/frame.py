"""What the settings pages share: open to administrators only, offers sorted into places."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.policy import may_administer
from workflow.actor import Actor
from workflow.pages import page_actor
from workflow.steps import REGISTRY, Offer, offer, offered

P = ParamSpec("P")


def settings_page(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its administrator; anybody else is told whom to ask."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = page_actor(request)
        if not (verdict := may_administer(actor, None)):
            raise PermissionDenied(verdict.reason)
        return view(request, actor, *args, **kwargs)

    return page


def permitted(actor: Actor, obj: Any) -> list[Offer]:
    return [found for found in offered(actor, obj) if found.permitted]


def creation(actor: Actor, name: str) -> Offer:
    """The step that makes a new record from a list page."""
    return offer(REGISTRY[name].step, actor, None)
