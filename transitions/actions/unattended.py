"""The name under which transitions take the steps that follow from other steps."""

from transitions.models.transitions import BY_NOTICES
from workflow.actor import system_actor

WORKER = system_actor(BY_NOTICES)
