"""Start-up of the project: wires events to what follows from them."""

from django.apps import AppConfig


class CasemgmtConfig(AppConfig):
    name = "casemgmt"
    verbose_name = "casemgmt"

    def ready(self) -> None:
        from casemgmt import wiring

        wiring.wire()
