"""The actor behind a request: the signed-in person, or whoever the API authenticated."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import AccessToken, ApiClient, User
from accounts.pages.confirming import has_just_proved
from accounts.queries import actor_for, api_client_actor, roles_held_by
from accounts.queries.absence import unread_returns
from accounts.queries.covers import covered_now
from clients.queries.emergency import open_now
from followups.queries.notifications import Badge, unread_of
from workflow.actor import Actor, Channel
from workflow.together import Prepared

# Asked on every page; who somebody is stays a question of the database, only the words of it are kept.
RIGHTS = Prepared(
    lambda user_id: [roles_held_by(user_id), open_now(user_id), covered_now(user_id), unread_returns(user_id), unread_of(user_id)]
)


def actor_of(request: HttpRequest | Request, channel: Channel) -> Actor | None:
    """What the kernel asks; found once a request, however often it asks."""
    if isinstance(request, Request):
        return _api_actor(request)
    actor: Actor | None = getattr(request, "actor", None)
    return actor.through(channel) if actor else None


def signed_in_actor(request: HttpRequest) -> Actor | None:
    """The person of the session; one query more than the session and the person themselves."""
    if not isinstance(request.user, User):
        return None
    return _person(request.user, "web", request, confirmed=has_just_proved(request))


def _api_actor(request: Request) -> Actor | None:
    if not hasattr(request._request, "api_actor"):
        request._request.api_actor = _authenticated(request)  # type: ignore[attr-defined]  # added here, to be found once a request
    actor: Actor | None = request._request.api_actor  # type: ignore[attr-defined]  # as above
    return actor


def _authenticated(request: Request) -> Actor | None:
    """Reading `user` makes the API authenticate: a bearer token goes before a session."""
    who, plain = request.user, request._request
    if isinstance(who, ApiClient):
        return api_client_actor(who, request.auth.scope.split(), plain.request_id)
    if not isinstance(who, User):
        return None
    return _person(who, "api", plain, confirmed=not isinstance(request.auth, AccessToken) and has_just_proved(plain))


def _person(user: User, channel: Channel, request: HttpRequest, *, confirmed: bool = False) -> Actor:
    held, opened, covered, returns, unread = RIGHTS.ask(record=user.pk)
    request.unread_returns = returns  # type: ignore[attr-defined]  # for the notice on every page until it was read
    # Read with the rest, so that the badge on every page costs no query of its own.
    request.badge = Badge(len(unread))  # type: ignore[attr-defined]  # added here
    asked: str = request.request_id  # type: ignore[attr-defined]  # set by the middleware
    return actor_for(user, channel, held=held, covered=covered, opened=opened, confirmed=confirmed, request_id=asked)
