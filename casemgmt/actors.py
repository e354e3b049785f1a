"""The actor behind a request: the signed-in person, or the API client that authenticated."""

from django.http import HttpRequest

from accounts.queries import actor_for
from workflow.actor import Actor, Channel


def actor_of(request: HttpRequest, channel: Channel) -> Actor | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return actor_for(user, channel)
