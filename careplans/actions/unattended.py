"""The name under which plans take the steps that follow from other steps."""

from workflow.actor import system_actor

WORKER = system_actor("care-plans")
