"""Start-up of assessments: registers its steps."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Assessments"

    def ready(self) -> None:
        from assessments import actions  # noqa: F401  # importing registers the steps
