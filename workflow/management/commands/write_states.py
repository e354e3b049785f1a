"""manage.py write_states: docs/states.md from the registry; --check only compares."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.states import document


class Command(BaseCommand):
    help = "Write docs/states.md from the registered steps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Path(settings.BASE_DIR) / "docs" / "states.md"
        if options["check"]:
            if not place.exists() or place.read_text() != document():
                raise CommandError("docs/states.md is out of date; run manage.py write_states and commit it.")
            return
        place.parent.mkdir(exist_ok=True)
        place.write_text(document())
        self.stdout.write(f"Wrote {place.name}.")
