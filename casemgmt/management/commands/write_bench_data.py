"""manage.py write_bench_data: replaces the rows of a benchmark's own database by the scaled data set."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casemgmt.bench.data import Size, settle, write
from casemgmt.local.console import step


class Command(BaseCommand):
    help = "Write the benchmarks' data set; as the owner of the tables, into a database nobody works in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=100_000)
        parser.add_argument("--keys", type=Path, required=True, help="where to write the sign-ins, for their owner only")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        staff = write(Size(options["clients"]))
        with step("Gathering statistics"):
            settle()
        options["keys"].touch(mode=0o600)
        options["keys"].write_text(
            json.dumps({**staff.sign_ins(), "clients": options["clients"], "seconds": time.monotonic() - began})
        )
