"""Start-up of accounts: registers its steps."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and teams"

    def ready(self) -> None:
        from accounts import actions  # noqa: F401  # importing registers the steps
        from accounts.api import schema  # noqa: F401  # importing tells the OpenAPI document how to sign in
