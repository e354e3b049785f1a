"""Start-up of the project: makes the Celery app the current one and wires events to what follows from them."""

from django.apps import AppConfig


class CasemgmtConfig(AppConfig):
    name = "casemgmt"
    verbose_name = "casemgmt"

    def ready(self) -> None:
        from casemgmt import celery, wiring

        celery.app.set_current()
        wiring.wire()
