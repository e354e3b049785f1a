"""Saved filters and calendar addresses are their owner's alone."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def own_visibility(actor: Actor) -> Q:
    if actor.is_system:
        return Q()
    return Q(user_id=actor.id) if actor.is_person else Q(pk__in=())


def may_save(actor: Actor, nothing: Any) -> Verdict:
    return allowed_if(actor.is_person, "Filters are saved by people, for themselves.")


def may_remove(actor: Actor, own: Any) -> Verdict:
    return allowed_if(actor.id == own.user_id, "Only the person it belongs to can remove it.")


def may_make_address(actor: Actor, person: User) -> Verdict:
    return allowed_if(
        actor.is_person and actor.id == person.pk, "Only the person themselves can make an address for their calendar."
    )
