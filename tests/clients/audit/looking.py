"""The privacy officer's browser, and readings to be found."""

from typing import Any

from django.db import connection
from django.test import Client as Browser

from clients.models import Disclosure
from tests.factories.accounts import make_user
from workflow.identifiers import new_id

ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}


def signed_in(user: Any) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def officer() -> Browser:
    return signed_in(make_user("privacy_officer", name="Priya"))


def a_reading(client: Any = None, **fields: Any) -> Disclosure:
    given = {"actor_kind": "user", "actor_id": new_id(), "actor_name": "Maria", "channel": "web", "view": "overview", **fields}
    at = given.pop("at", None)
    row: Disclosure = Disclosure.objects.create(clients=[client.pk] if client else [], **given)
    if at is not None:
        as_owner("UPDATE clients_disclosure SET at = %s WHERE id = %s", at, row.pk)
    return row


def as_owner(statement: str, *values: Any) -> None:
    """What only somebody with the owner's rights over the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE casemgmt_owner")
        cursor.execute(statement, values)
        cursor.execute("SET ROLE casemgmt_app")


def text(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())
