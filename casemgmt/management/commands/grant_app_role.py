"""manage.py grant_app_role: what the application's database role may do; run by the owner after each migration."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction


class Command(BaseCommand):
    help = "Grant the application's role its rights: all rows, but only SELECT and INSERT on append-only tables."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        role = connection.ops.quote_name(settings.DATABASE_APP_ROLE)
        sealed = [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
            for table in (*sealed, "django_migrations"):
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {role}")
        if options["verbosity"]:
            self.stdout.write(f"{settings.DATABASE_APP_ROLE} may only read and add to: {', '.join(sorted(sealed))}.")
