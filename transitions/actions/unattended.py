"""The name under which transitions take the steps that follow from other steps."""

from workflow.actor import system_actor

WORKER = system_actor("transitions")
