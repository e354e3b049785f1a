"""The three doors, walked alike: function, page and API, each answering with a status and what it left behind."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.test import Client as Browser

from accounts.models import User
from accounts.queries import actor_for
from clients.models import Disclosure
from tests.doors.cast import NOBODY, ONESELF, SYSTEM, Cast, browser_of
from tests.doors.inputs import Input
from workflow.actor import Actor
from workflow.addresses import api_verb, page_url
from workflow.models import Event
from workflow.refusals import Refusal
from workflow.resources import RESOURCES
from workflow.steps import BoundStep, Step

FUNCTION, PAGE, API = "function", "page", "api"
DOORS = (FUNCTION, PAGE, API)
TAKEN = 200

# Differs each time it is made, by chance or by the clock of the database.
BY_CHANCE = {
    "id",
    "application",
    "fingerprint",
    "to_send",
    "password",
    "created_at",
    "updated_at",
    "source_key",
    "thread",
    "storage_key",
    "ack",
}


@dataclass(frozen=True)
class Left:
    """What a step left behind: the record's fields and the event, without what chance decides."""

    record: dict[str, Any]
    event: dict[str, Any] | None


@dataclass
class Walker:
    """One role at the doors: their actor for the function, their browser for pages, browser or token for the API."""

    role: str
    actor: Actor | None = None
    browser: Browser | None = None
    token: str = ""

    @property
    def doors(self) -> tuple[str, ...]:
        if self.role == SYSTEM:
            return (FUNCTION,)
        if self.token:
            return (FUNCTION, API)
        return DOORS if self.actor else (PAGE, API)

    @property
    def is_nobody(self) -> bool:
        return self.actor is None

    def take(self, door: str, bound: BoundStep, obj: Any, data: Input, version: int | None) -> int:
        """The HTTP status; a step that was taken answers 200, whatever form the door gives that."""
        for file in _files(data):
            file.seek(0)
        go = {FUNCTION: self._by_function, PAGE: self._by_page, API: self._by_api}[door]
        return go(bound, obj, data, version)

    def _by_function(self, bound: BoundStep, obj: Any, data: Input, version: int | None) -> int:
        try:
            bound(getattr(obj, "pk", None), actor=self.actor, version=None if bound.step.creates else version, **data)
        except Refusal as refusal:
            return refusal.status
        return TAKEN

    def _by_page(self, bound: BoundStep, obj: Any, data: Input, version: int | None) -> int:
        assert self.browser is not None
        sent = {name: "on" if value is True else value for name, value in data.items() if value not in (False, None)}
        self.browser.cookies.pop("messages", None)
        answer = self.browser.post(page_url(bound.step, getattr(obj, "pk", None)), {**sent, "version": version or ""})
        taken = _led_on(answer) or (answer.status_code == 200 and _told_once(answer))
        return TAKEN if taken else answer.status_code

    def _by_api(self, bound: BoundStep, obj: Any, data: Input, version: int | None) -> int:
        browser = self.browser or Browser()
        address, more = api_address(bound.step, obj)
        headers = {} if bound.step.creates or version is None else {"If-Match": f'"{version}"'}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if _files(data):  # a file cannot travel in JSON
            answer = browser.post(address, {**data, **more}, headers=headers)
        else:
            answer = browser.post(address, json.dumps({**data, **more}), content_type="application/json", headers=headers)
        good = 201 if bound.step.creates else 200
        return TAKEN if answer.status_code == good else _not(good, answer.status_code)


def _files(data: Input) -> list[UploadedFile]:
    return [value for value in data.values() if isinstance(value, UploadedFile)]


def _led_on(answer: Any) -> bool:
    """To a page of ours; being led to the sign-in or to the password is no yes."""
    return answer.status_code == 302 and not answer["Location"].startswith("/accounts/")


def _told_once(answer: Any) -> bool:
    return "workflow/shown_once.html" in [template.name for template in answer.templates]


def _not(good: int, status: int) -> int:
    assert status not in (200, 201, 202, 204), f"The API answered {status} instead of {good}."
    return status


def api_address(step: Step, obj: Any) -> tuple[str, Input]:
    """Where the step is posted, and the parent's id where the collection wants it in the body."""
    resource = RESOURCES.get(step.model)
    if step.creates and resource is not None and resource.create is not None and resource.create.step is step:
        return f"/api/v1/{step.model.collection}/", {step.parent_field: str(obj.pk)} if step.parent else {}
    return f"/api/v1/{type(obj).collection}/{obj.pk}/{api_verb(step)}/", {}


def walker_of(cast: Cast, role: str) -> Walker:
    if role == NOBODY:
        return Walker(role, browser=Browser())
    if role == SYSTEM:
        return Walker(role, cast.actor(role))
    if role in cast.tokens:
        return Walker(role, cast.actor(role), token=cast.tokens[role])
    return Walker(role, cast.actor(role), browser_of(cast.user(role)))


def oneself(person: User) -> Walker:
    """The person a record is about; once deactivated, they are nobody to every door."""
    if not person.is_active:
        return Walker(ONESELF, browser=Browser())
    return Walker(ONESELF, actor_for(person, "web", confirmed=True), browser_of(person))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves nothing behind: each role finds the record as it was made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything_stored() -> str:
    """One digest over every row of every table of ours; readings and sessions may be written by a refused page."""
    with connection.cursor() as cursor:
        _plan_once(cursor)
        cursor.execute("EXECUTE everything_stored")
        return str(cursor.fetchone()[0])


_planned_in: Any = None


def _plan_once(cursor: Any) -> None:
    """PostgreSQL keeps a plan as long as the connection lasts, and here takes longer to make it than to follow it."""
    global _planned_in
    if _planned_in is not connection.connection:
        cursor.execute(f"PREPARE everything_stored AS {_digest()}")
        _planned_in = connection.connection


def _digest() -> str:
    tables = sorted(
        model._meta.db_table
        for app in apps.get_app_configs()
        for model in app.get_models()
        if app.name.split(".")[0] not in ("django", "allauth", "oauth2_provider") and model is not Disclosure
    )
    parts = " UNION ALL ".join(
        f"SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS d FROM \"{name}\" t" for name in tables
    )
    return f"SELECT md5(string_agg(coalesce(d, ''), ',')) FROM ({parts}) all_tables"


def left_behind(step: Step, obj: Any, known: set[Any]) -> Left:
    """The changed or new record, and the newest event about it."""
    rows = step.model._base_manager.all()
    record = rows.exclude(pk__in=known).get() if step.creates else rows.get(pk=obj.pk)
    # Several events can follow from one step; the step's own names it.
    event = Event._base_manager.filter(object_id=record.pk, step=step.name).order_by("-id").first()
    return Left(_fields(record), _told(event) if event else None)


def _fields(record: Any) -> dict[str, Any]:
    return {
        f.attname: getattr(record, f.attname)
        for f in record._meta.concrete_fields
        if f.name not in BY_CHANCE and f.attname not in BY_CHANCE
    }


def _told(event: Event) -> dict[str, Any]:
    """Ids inside the event's data are new each time: only which are told is compared."""
    data = {name: "an id" if name in NEW_IDS else value for name, value in event.data.items()}
    return {
        "name": event.name, "before": event.before, "after": event.after, "version": event.version, "data": data,
        "actor": (event.actor_kind, event.actor_id, event.actor_name), "type": event.object_type,
    }  # fmt: skip


NEW_IDS = {"phone", "address", "identifier", "removed", "document"}
