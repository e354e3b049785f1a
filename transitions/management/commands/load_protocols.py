"""manage.py load_protocols: the protocols that come with the system; what is here already is left as it is."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from transitions.actions.protocols import load_shipped_protocols


class Command(BaseCommand):
    help = "Take in the shipped protocols, by which clocks start when somebody moves."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_shipped_protocols()
        if options["verbosity"] and loaded:
            self.stdout.write(f"{len(loaded)} protocols taken in.")
