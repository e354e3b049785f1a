"""Start-up of clients: registers its steps."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"
    verbose_name = "Clients"

    def ready(self) -> None:
        from clients import actions  # noqa: F401  # importing registers the steps
