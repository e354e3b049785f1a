"""A corpus of scripts in every text field of every step: inert on every page that shows it, in print and in the API.

One pass a step, the corpus spread over its fields; what was typed stays, so that the lists at the end show all of it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django import forms
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.queries import actor_for
from tests.doors.addresses import PAGES
from tests.doors.cast import ONESELF, PEOPLE, SYSTEM, Cast, browser_of, make_cast
from tests.doors.corpus import CORPUS, MARK, judged, payload
from tests.doors.inputs import input_of
from tests.doors.permissions import REFUSED, who_may
from tests.doors.routes import routes
from tests.doors.subjects import EVERYBODY, subject_of
from tests.doors.walk import undone
from workflow.actor import Actor
from workflow.addresses import page_url
from workflow.models import StepModel
from workflow.refusals import InvalidInput
from workflow.resources import RESOURCES
from workflow.steps import REGISTRY, BoundStep, Step

# Plain text, whatever is typed; other kinds of fields refuse it by themselves.
TEXT = (forms.CharField,)
NOT_TEXT = (forms.EmailField, forms.URLField, forms.RegexField, forms.UUIDField, forms.JSONField, forms.GenericIPAddressField)
# The other fields of these name a record exactly, and find none with anything else in them.
ONLY: dict[str, set[str]] = {"emergency_access.open": {"explanation"}, "handover_summary.make": set()}


@dataclass
class World:
    cast: Cast
    browsers: dict[str, Browser] = field(default_factory=dict)
    at: int = 0
    shown: set[str] = field(default_factory=set)

    def browser(self, role: str) -> Browser:
        if role not in self.browsers:
            self.browsers[role] = browser_of(self.cast.user(role))
        return self.browsers[role]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for the module; see test_every_door.py."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False), undone():
        yield


@pytest.fixture(scope="module")
def world(db: None) -> World:
    return World(make_cast())


def text_fields(step: Step) -> dict[str, forms.CharField]:
    fields = step.form.base_fields
    return {name: one for name, one in fields.items() if isinstance(one, TEXT) and not isinstance(one, NOT_TEXT)}


STEPS = sorted(name for name in REGISTRY if text_fields(REGISTRY[name].step) and who_may(name))


@pytest.mark.parametrize("name", STEPS)
def test_what_is_typed_into_a_step_stays_text(name: str, world: World) -> None:
    bound = REGISTRY[name]
    step = bound.step
    state = next((s for s in step.subject.states() if _allows(step, s)), "") if step.subject else ""
    subject = subject_of(name, step.subject) if step.subject else None
    obj = subject.make(world.cast, state) if subject else None
    seen = subject.seen_in(state) if subject else EVERYBODY
    role = next((r for r in PEOPLE if r in who_may(name) and r in seen), SYSTEM)
    actor = world.cast.actor(role)
    browser = world.browser(role if role in PEOPLE else next((r for r in PEOPLE if r in seen), PEOPLE[0]))
    if subject and subject.oneself and ONESELF in who_may(name):
        person = subject.oneself(obj)
        actor, browser = actor_for(person, "web", confirmed=True), browser_of(person)
    typed = _typed(step, world, input_of(step, world.cast, obj))
    if not actor.is_system:
        _shown_again(bound, world, obj, browser, typed)
    made = _taken(bound, world, obj, actor, typed)
    if made is not None:
        _shown(world, made, browser)


def _allows(step: Step, state: str) -> bool:
    return (step.creates or state in step.source) and state not in REFUSED.get(step.name, {})


def _typed(step: Step, world: World, given: dict[str, Any]) -> dict[str, Any]:
    """The step's good input, with the corpus in each text field and in the notes inside structured ones."""
    for name, one in text_fields(step).items():
        if name in ONLY.get(step.name, {name}):
            given[name], world.at = payload(one.max_length, world.at)
    return {name: _inside(value) for name, value in given.items()}


def _inside(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("[{"):
        return json.dumps([{**row, "note": CORPUS[0] + CORPUS[1]} for row in json.loads(value)])
    return value


def _shown_again(bound: BoundStep, world: World, obj: Any, browser: Browser, typed: dict[str, Any]) -> None:
    """Refused for its version, or for what is missing: the form shows all of it once more."""
    fields, texts = bound.step.form.base_fields, text_fields(bound.step)
    missing = [name for name, one in fields.items() if one.required and name not in texts]
    if bound.step.creates and not missing:
        return
    sent = {name: "on" if value is True else value for name, value in typed.items() if value not in (False, None)}
    if bound.step.creates:
        sent |= dict.fromkeys(missing, "")
    answer = browser.post(page_url(bound.step, getattr(obj, "pk", None)), {**sent, "version": "0"})
    assert answer.status_code >= 400
    _inert(world, answer, f"{bound.step.name}, shown again")


def _taken(bound: BoundStep, world: World, obj: Any, actor: Actor, typed: dict[str, Any]) -> StepModel | None:
    """By the function; a field that refuses the corpus gets what the step usually gets."""
    usual = input_of(bound.step, world.cast, obj)
    if obj is not None:
        obj.refresh_from_db()
    for _ in range(2):
        try:
            version = None if bound.step.creates else obj.version
            made: StepModel = bound(getattr(obj, "pk", None), actor=actor, version=version, **typed)
            return made
        except InvalidInput as refused:
            typed = {name: usual.get(name) if name in refused.errors else value for name, value in typed.items()}
            typed = {name: value for name, value in typed.items() if value is not None}
    return None


def _shown(world: World, made: StepModel, browser: Browser) -> None:
    """The record's own page, its client's first page, timeline and paper, and the API."""
    addresses = [str(made.get_absolute_url()).split("#")[0]]  # type: ignore[attr-defined]  # every record has its page
    client = getattr(made, "client_id", None) or (made.pk if made._meta.model_name == "client" else None)
    if client:
        parts = ("", "timeline/", "plan/print/") if made._meta.app_label == "careplans" else ("", "timeline/")
        addresses += [f"/clients/{client}/{part}" for part in parts]
    for address in dict.fromkeys(addresses):
        answer = browser.get(address)
        if answer.status_code == 200:
            _inert(world, answer, f"{made._meta.label} on {address}")
    told = browser.get(f"/api/v1/{made.collection}/{made.pk}/") if type(made) in RESOURCES else None
    if told is not None and told.status_code == 200:
        assert (told["Content-Type"], told["X-Content-Type-Options"]) == ("application/json", "nosniff")


def _inert(world: World, answer: Any, where: str) -> None:
    if not answer["Content-Type"].startswith("text/html"):
        return
    read = judged(answer.content.decode())
    assert read.found == [], f"{where}: {', '.join(read.found[:5])}"
    if read.seen:
        world.shown.add(where.split(" on ")[0])


LISTS = [
    name for name, row in PAGES.items() if row.opens and row.method == "get" and row.good == 200 and not routes()[name].holds
]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_shows_it_as_text(name: str, world: World) -> None:
    """Lists without a record of their own, after every step above has left its words behind."""
    answer = world.browser(PAGES[name].opens.split()[0]).get(reverse(name))
    assert answer.status_code == 200
    _inert(world, answer, name)


def test_the_pages_did_show_what_was_typed(world: World) -> None:
    """Without this, an empty page would pass."""
    assert len(world.shown) > 80, sorted(world.shown)


def test_the_judge_knows_what_runs_from_what_does_not() -> None:
    for piece in CORPUS[:3]:
        assert judged(f'<p title="x">{piece}</p>').found
    assert judged('<input value="' + CORPUS[3] + '">').found
    assert judged(f"<p>{MARK} &lt;script&gt;{MARK}&lt;/script&gt;</p>").found == []
