"""A saved filter is its owner's alone."""

from typing import Any

from django.db.models import Q

from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def saved_filter_visibility(actor: Actor) -> Q:
    return Q() if actor.is_system else Q(user_id=actor.id) if actor.is_person else Q(pk__in=())


def may_save(actor: Actor, nothing: Any) -> Verdict:
    return allowed_if(actor.is_person, "Filters are saved by people, for themselves.")


def may_remove(actor: Actor, saved: Any) -> Verdict:
    return allowed_if(actor.id == saved.user_id, "Only whoever saved it can remove it.")
