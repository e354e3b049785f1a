"""What was asked of the database, in full."""

from django.db import connection


def in_full(sql: str) -> str:
    """The words of a question whose plan the database keeps (workflow/planned.py), or of any other as they are."""
    if not sql.startswith("EXECUTE "):
        return sql
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name = %s", [sql.split()[1]])
        return str(cursor.fetchone()[0])
