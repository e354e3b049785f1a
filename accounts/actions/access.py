"""Ending what lets somebody in: sessions, personal tokens, tokens of API clients."""

from allauth.usersessions.models import UserSession
from oauth2_provider.models import get_access_token_model

from accounts.actions.access_tokens import revoke_access_token
from accounts.models import AccessToken, ApiClient, User
from workflow.actor import Actor


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def end_access(person: User, actor: Actor) -> None:
    """Sign a person out everywhere and revoke their tokens, in the transaction that asks for it."""
    end_sessions(person)
    for token in AccessToken.objects.visible_to(actor).filter(user=person, status=AccessToken.Status.ACTIVE):
        revoke_access_token(token.pk, actor=actor, version=token.version)


def end_tokens(client: ApiClient) -> None:
    get_access_token_model().objects.filter(application=client.application_id).delete()
