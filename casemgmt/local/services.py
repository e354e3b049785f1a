"""PostgreSQL and Valkey of a run: embedded ones, or those the environment names."""

import os
from pathlib import Path

import psycopg2
from redis import Redis
from redis.exceptions import RedisError

from casemgmt.local import roles
from casemgmt.local.children import Child
from casemgmt.local.console import Stopped, say, step
from casemgmt.local.lodging import lodging
from casemgmt.local.postgres import SETTINGS, SUPERUSER, Postgres
from casemgmt.local.valkey import Valkey, free_port

DATABASE = "casemgmt"


class Services:
    """Starts what is not given; `children` are the processes that came of it, `urls` where to find them."""

    def __init__(self, home: Path, keys: dict[str, str], settings: dict[str, str] = SETTINGS, *, for_tests: bool = False) -> None:
        self.home, self.keys, self.settings, self.for_tests = home, keys, settings, for_tests
        self.children: list[Child] = []
        self.urls: dict[str, str] = {}

    def start(self) -> None:
        self._given_database() if "DATABASE_URL" in os.environ else self._embedded_database()
        self._given_redis() if "REDIS_URL" in os.environ else self._embedded_redis()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.end()

    def _embedded_database(self) -> None:
        server = Postgres(
            lodging(self.home), self.home / "log" / "postgres.log", free_port(), self.keys["postgres"], self.settings
        )
        with step(f"Starting the embedded PostgreSQL on port {server.port}"):
            server.create()
            child = self._started(server.child())
            server.wait(child)
            passwords = {role: self.keys[role] for role in (roles.OWNER, roles.APP)}
            superuser = server.url(SUPERUSER, self.keys["postgres"], "postgres")
            roles.prepare(superuser, passwords, DATABASE, may_create_databases=self.for_tests)
        self.urls["DATABASE_URL"] = server.url(roles.APP, passwords[roles.APP], DATABASE)
        self.urls["DATABASE_OWNER_URL"] = server.url(roles.OWNER, passwords[roles.OWNER], DATABASE)

    def _embedded_redis(self) -> None:
        server = Valkey(self.home / "valkey", self.home / "log" / "valkey.log", free_port(), self.keys["valkey"])
        with step(f"Starting the embedded Valkey on port {server.port}"):
            server.wait(self._started(server.child()))
        self.urls["REDIS_URL"] = server.url

    def _given_database(self) -> None:
        if "DATABASE_OWNER_URL" not in os.environ:
            raise Stopped(
                "DATABASE_URL is set, but DATABASE_OWNER_URL is not. The application's role owns no table, so migrations need\n"
                "  the owner's address: set DATABASE_OWNER_URL (docs/operations.md has the SQL for both roles),\n"
                "  or unset DATABASE_URL to use the embedded PostgreSQL."
            )
        for name in ("DATABASE_OWNER_URL", "DATABASE_URL"):
            _check_database(name)
            self.urls[name] = os.environ[name]
        say("Using the PostgreSQL that DATABASE_URL names.")

    def _given_redis(self) -> None:
        try:
            with Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=5) as client:
                client.ping()
        except (RedisError, ValueError) as error:
            raise Stopped(
                f"REDIS_URL is set, but nothing answers there: {error}\n  Correct it, or unset it to use the embedded Valkey."
            ) from None
        self.urls["REDIS_URL"] = os.environ["REDIS_URL"]
        say("Using the Redis that REDIS_URL names.")

    def _started(self, child: Child) -> Child:
        self.children.append(child)
        child.start()
        return child


def _check_database(name: str) -> None:
    try:
        psycopg2.connect(os.environ[name], connect_timeout=5).close()
    except psycopg2.Error as error:
        raise Stopped(
            f"{name} is set, but the database cannot be reached: {str(error).strip()}\n"
            "  Correct it, or unset DATABASE_URL to use the embedded PostgreSQL."
        ) from None
