"""Verdicts on people, teams, API clients and access tokens, and who sees the last two."""

from typing import Any

from django.db.models import Q

from accounts.models import AccessToken, AgencyRole, User
from workflow.actor import Actor
from workflow.policy import ALLOWED, Verdict, allowed_if, denied

ADMINISTRATOR = AgencyRole.ADMINISTRATOR.value


def may_administer(actor: Actor, obj: Any) -> Verdict:
    return allowed_if(actor.has(ADMINISTRATOR), "Only an administrator can change people, teams and settings.")


def may_change_own(actor: Actor, person: User) -> Verdict:
    return allowed_if(actor.is_person and actor.id == person.pk, "Only the person themselves can change this.")


def may_reset_second_factor(actor: Actor, person: User) -> Verdict:
    """Never one's own: a second person makes sure that it is the right one who asks."""
    if actor.id == person.pk:
        return denied("Another administrator has to reset your second factor.")
    return may_administer(actor, person)


def may_revoke_token(actor: Actor, token: AccessToken) -> Verdict:
    return ALLOWED if actor.id == token.user_id else may_administer(actor, token)


def access_token_visibility(actor: Actor) -> Q:
    if actor.is_system or actor.has(ADMINISTRATOR):
        return Q()
    return Q(user_id=actor.id) if actor.is_person else Q(pk__in=())


def api_client_visibility(actor: Actor) -> Q:
    return Q() if actor.is_system or actor.has(ADMINISTRATOR) else Q(pk__in=())
