"""manage.py load_instruments: the instruments that come with the system; what is here already is left as it is."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from assessments.actions.shipped import load_shipped_instruments


class Command(BaseCommand):
    help = "Take in the shipped instruments. Those whose terms want confirming stay off until an administrator read them."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_shipped_instruments()
        if options["verbosity"] and loaded:
            off = sum(not instrument.switched_on for instrument in loaded)
            self.stdout.write(f"{len(loaded)} instruments taken in, {off} of them switched off until their terms are read.")
