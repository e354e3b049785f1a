"""manage.py prepare_database: tables, grants and shipped data brought up to date, as the owner; after each installation and upgrade."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("migrate", {"interactive": False}),
    ("grant_app_role", {}),
    ("load_instruments", {}),
    ("load_protocols", {}),
)


class Command(BaseCommand):
    help = "Migrate, grant the application's role its rights, and take in the shipped instruments. A second time changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.AS_OWNER:
            raise CommandError("The application's role owns no table. Set CASEMGMT_DB_AS_OWNER=1 and DATABASE_OWNER_URL.")
        for name, more in STEPS:
            call_command(name, verbosity=options["verbosity"], **more)
