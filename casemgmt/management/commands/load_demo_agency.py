"""manage.py load_demo_agency: the demo agency, once, and only in demo mode."""

import gc
import random
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from accounts.queries import the_agency
from casemgmt.demo.absence import tell_of_absence
from casemgmt.demo.access import tell_of_access
from casemgmt.demo.days import tell_of_the_day
from casemgmt.demo.duplicates import tell_of_duplicates
from casemgmt.demo.moves import tell_of_moves
from casemgmt.demo.names import people
from casemgmt.demo.notices import tell_of_notices
from casemgmt.demo.papers import tell_of_papers
from casemgmt.demo.reminders import tell_of_reminders
from casemgmt.demo.screenings import tell_of_assessments, use_instruments
from casemgmt.demo.staff import make_api_clients, make_staff
from casemgmt.demo.stories import Teller, plan, tell

SEED = 20261


class Command(BaseCommand):
    help = "Load the demo agency: 8 staff in 2 teams and 150 clients at every stage, dated relative to today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, help="only so many clients")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo agency has published passwords. Set CASEMGMT_DEMO=1 to load it, never for real work.")
        if User.objects.exists():
            self.stdout.write("There are people here already; the demo agency is left as it is.")
            return
        # What was loaded so far stays: looking it through again and again costs a tenth of the time.
        gc.freeze()
        with transaction.atomic():
            self._load(options["clients"])

    def _load(self, only: int | None) -> None:
        chance = random.Random(SEED)  # noqa: S311  # invented people, not secrets
        staff, teams = make_staff()
        make_api_clients(teams)
        teller = Teller(staff, teams, chance, the_agency().zone)
        use_instruments(teller)
        stages = plan(chance)[:only]
        clients = people(chance, len(stages), timezone.now().year)
        # A log gets a line now and then; a terminal a bar that moves.
        pause = 0.2 if sys.stderr.isatty() else 5.0
        for person, stage in tqdm(list(zip(clients, stages, strict=True)), desc="Demo clients", unit="client", mininterval=pause):
            tell(teller, person, stage)
        tell_of_assessments(teller)
        tell_of_papers(teller)
        tell_of_moves(teller)
        tell_of_notices(teller)
        tell_of_duplicates(teller)
        tell_of_absence(teller)
        tell_of_the_day(teller)
        tell_of_access(teller)
        tell_of_reminders(teller)
        self.stdout.write(f"{len(clients)} clients, {len(staff)} staff. Sign in as maria@demo.example with keep-every-promise.")
