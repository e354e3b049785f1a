"""Start-up of the kernel: refuses to run with a step whose input cannot be offered by the API."""

from django.apps import AppConfig
from django.core.checks import register


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Workflow"

    def ready(self) -> None:
        from workflow.checks import step_inputs_are_derivable

        register(step_inputs_are_derivable)
