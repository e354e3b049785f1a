"""Who may do what in the embedded PostgreSQL: the owner migrates, the application owns no table."""

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

OWNER, APP = "casemgmt_owner", "casemgmt_app"
EXTENSIONS = ("pg_trgm", "unaccent", "fuzzystrmatch", "btree_gist")


def prepare(superuser_url: str, passwords: dict[str, str], database: str, *, may_create_databases: bool = False) -> None:
    """Both roles and the database, as docs/operations.md has it for production; a second time changes nothing."""
    _as_superuser(superuser_url, lambda cursor: _make_roles(cursor, passwords, database, may_create_databases))
    _as_superuser(superuser_url.rpartition("/")[0] + f"/{database}", _open_schema)


def _as_superuser(url: str, work: object) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            assert callable(work)
            work(cursor)
    finally:
        connection.close()


def _make_roles(cursor: Cursor, passwords: dict[str, str], database: str, may_create_databases: bool) -> None:
    for role, password in passwords.items():
        if not _found(cursor, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)), [password])
    creating = sql.SQL("CREATEDB" if may_create_databases else "NOCREATEDB")
    cursor.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(OWNER), creating))
    if not _found(cursor, "SELECT 1 FROM pg_database WHERE datname = %s", database):
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER)))


def _open_schema(cursor: Cursor) -> None:
    for extension in EXTENSIONS:
        cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _found(cursor: Cursor, question: str, name: str) -> bool:
    cursor.execute(question, [name])
    return cursor.fetchone() is not None
