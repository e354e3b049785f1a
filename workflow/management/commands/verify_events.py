"""manage.py verify_events: proves that no event was altered, removed or reordered."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.chain import faults
from workflow.models import Checkpoint

SHOWN = 20


class Command(BaseCommand):
    help = "Check the hash chains of all records (or one) against themselves and the daily checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--record", type=UUID, help="check only this record's chain")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults(options["record"]))
        for fault in found[:SHOWN]:
            self.stderr.write(f"{fault.record} at {fault.position}: {fault.problem}")
        if len(found) > SHOWN:
            self.stderr.write(f"… and {len(found) - SHOWN} more; --record ID shows those of one chain.")
        if found:
            raise CommandError(
                f"{len(found)} fault(s): the log was altered. Keep the database as it is and tell the privacy officer."
            )
        newest = Checkpoint.objects.order_by("-id").first()
        sealed = f" Newest checkpoint: {newest.digest}" if newest else " No checkpoint yet."
        self.stdout.write(f"The log holds.{sealed}")
