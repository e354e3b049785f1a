"""Start-up of follow-ups: registers its steps."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = "Follow-ups"

    def ready(self) -> None:
        from followups import actions  # noqa: F401  # importing registers the steps
