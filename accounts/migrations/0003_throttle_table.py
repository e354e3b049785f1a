"""The table in which failed sign-ins are counted (Django's database cache)."""

from django.db import migrations

CREATE = """
    CREATE TABLE accounts_throttle (
        cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL
    );
    CREATE INDEX accounts_throttle_expires ON accounts_throttle (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_api_clients_and_access_tokens"),
    ]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE accounts_throttle"),
    ]
