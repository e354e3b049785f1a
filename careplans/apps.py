"""Start-up of careplans: registers its steps."""

from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"
    verbose_name = "Care plans"

    def ready(self) -> None:
        from careplans import actions  # noqa: F401  # importing registers the steps
