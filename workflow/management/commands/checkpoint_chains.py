"""manage.py checkpoint_chains: seals all chains that grew and prints the digest to keep elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow.chain import take_checkpoint


class Command(BaseCommand):
    help = "Take a checkpoint over the event chains; print its digest so that it can be kept off this machine."

    def handle(self, *args: Any, **options: Any) -> None:
        checkpoint = take_checkpoint()
        self.stdout.write(f"{checkpoint.digest} over {checkpoint.heads} chain(s)")
