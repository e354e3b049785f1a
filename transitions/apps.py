"""Start-up of transitions: registers its steps."""

from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    name = "transitions"
    verbose_name = "Transitions"

    def ready(self) -> None:
        from transitions import actions  # noqa: F401  # importing registers the steps
