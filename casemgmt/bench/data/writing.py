"""Writing the whole data set, all or nothing, and saying how long each part took."""

import random

from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Agency, User
from careplans.models import CarePlan, Commitment, Goal, Need
from casemgmt.bench.data.history import write_history
from casemgmt.bench.data.indexes import put_back, take_off
from casemgmt.bench.data.lives import lives
from casemgmt.bench.data.plans import write_plans
from casemgmt.bench.data.records import write_records
from casemgmt.bench.data.size import Size
from casemgmt.bench.data.staff import AGENCY, Staff, hire
from casemgmt.local.console import Stopped, step
from clients.models import Address, Case, Client, Consent, Contact, Disclosure, Identifier, Note, Phone, SupportPerson
from followups.models import FollowUp
from workflow.models import Event

SEED = 20262
KEPT = ("django_migrations", "django_content_type", "auth_permission")
LARGE: tuple[type[models.Model], ...] = (
    Client, Phone, Identifier, Address, SupportPerson, Consent, Case, Contact, Note, FollowUp, Event, Disclosure, CarePlan, Need, Goal,
    Commitment,
)  # fmt: skip
# Only this session: building indexes wants more memory than serving does.
SESSION = "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '256MB'; SET LOCAL synchronous_commit = off"


def write(size: Size) -> Staff:
    """Empty the database and fill it; as the owner of the tables, and never where real people work."""
    _refuse_real_data()
    now, chance = timezone.now(), random.Random(SEED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SESSION)
        _empty()
        staff = hire(size)
        left_off = take_off(model._meta.db_table for model in LARGE)
        with step(f"Writing {size.clients:,} clients with their records and cases"):
            write_records(lives(size, chance, now), staff, chance, now)
        with step(f"Writing their history: {size.notes:,} notes, as many follow-ups, contacts and events"):
            write_history(size, chance)
        with step("Writing the plans of those somebody works with"):
            write_plans()
        with step("Building the indexes and checking the foreign keys"):
            put_back(left_off)
    return staff


def _refuse_real_data() -> None:
    if User.objects.exists() and not Agency.objects.filter(name=AGENCY).exists():
        raise Stopped(
            "This database holds an agency that is not the benchmark's. Nothing was changed.\n"
            "  Give DATABASE_URL and DATABASE_OWNER_URL of an empty database, or unset both to use an embedded one."
        )


def _empty() -> None:
    tables = [name for name in connection.introspection.table_names() if name not in KEPT]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))} RESTART IDENTITY CASCADE")


def settle() -> None:
    """What a database does by itself in quiet hours: statistics, and which pages everybody can see."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
