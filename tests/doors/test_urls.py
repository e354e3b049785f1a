"""Every address × role: exact statuses; nobody is led to the sign-in; a GET writes nothing; a POST needs its token."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from tests.doors.addresses import API, EVERYBODY, PAGES, PUBLIC, Address
from tests.doors.cast import NOBODY, PEOPLE, Cast, browser_of, make_cast
from tests.doors.permissions import REFUSED, who_may
from tests.doors.routes import routes
from tests.doors.subjects import SUBJECTS, Subject, subject_of
from tests.doors.walk import everything_stored, undone
from workflow.models import StepModel
from workflow.resources import RESOURCES
from workflow.steps import REGISTRY, BoundStep

ABSENT = "0190d5f2-0000-7000-8000-000000000000"
SIGN_IN = "/accounts/login/"
# Django's own pages of signing in and of the second factor; what each does is tested by its library.
LIBRARY = ("account_", "mfa_")


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for the module, at one moment; see test_every_door.py."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False), undone():
        yield


@pytest.fixture(scope="module")
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(scope="module")
def browsers(cast: Cast) -> dict[str, Browser]:
    return {**{role: browser_of(cast.user(role)) for role in PEOPLE}, NOBODY: Browser()}


def step_pages() -> dict[str, BoundStep]:
    return {name: REGISTRY[name.removeprefix("step-")] for name in routes() if name.startswith("step-")}


def collections() -> dict[str, type[StepModel]]:
    """Records that change by steps; what else can be listed stands in `API`."""
    return {f"api-{model.collection.replace('-', '_')}": model for model in RESOURCES if issubclass(model, StepModel)}


def known() -> set[str]:
    steps = {f"{kind}-{name}" for kind in ("step", "api") for name in REGISTRY}
    lists = {name + end for name in collections() for end in ("", "-detail")}
    return {*PAGES, *API, *PUBLIC, *steps, *lists}


def test_every_address_stands_in_a_table() -> None:
    unknown = {name for name in routes() if name not in known() and not name.startswith(LIBRARY)}
    assert unknown - {"oauth2/token/"} == set(), "Add each to tests/doors/addresses.py, where its head says how."


def test_no_table_names_an_address_that_is_gone() -> None:
    assert {*PAGES, *API, *PUBLIC} - set(routes()) == set()


def call(browser: Browser, row: Address, address: str) -> Any:
    browser.cookies.pop("messages", None)
    return browser.post(address, dict(row.sent)) if row.method == "post" else browser.get(address)


def address_of(name: str, row: Address, record: Any) -> str:
    return reverse(name, kwargs=row.holds(record) if routes()[name].holds else {})


@pytest.mark.parametrize("name", PAGES)
def test_each_page_for_each_role(name: str, cast: Cast, browsers: dict[str, Browser]) -> None:
    row = PAGES[name]
    wrong = []
    with undone():
        address = address_of(name, row, row.make(cast, 1) if row.make else None)
        before = everything_stored()
        for role in PEOPLE:
            with undone():
                answer = call(browsers[role], row, address)
                if answer.status_code != row.status_for(role):
                    wrong.append(f"{role}: {answer.status_code}, expected {row.status_for(role)}")
                if (row.method == "get" or answer.status_code >= 400) and everything_stored() != before:
                    wrong.append(f"{role}: it wrote something")
        answer = call(browsers[NOBODY], row, address)
        if (answer.status_code, answer["Location"].split("?")[0]) != (302, SIGN_IN):
            wrong.append(f"nobody: {answer.status_code}")
        if row.method == "post":
            wrong += [
                f"a GET is answered {answer.status_code}"
                for answer in [browsers["case_manager"].get(address)]
                if answer.status_code not in (302, 403, 405)
            ]
    assert not wrong, f"{name}\n" + "\n".join(wrong)


def shown_state(step: Any) -> str:
    """A state in which the step's page offers it."""
    refused = REFUSED.get(step.name, {})
    if step.subject is None:
        return ""
    return next(state for state in step.subject.states() if state not in refused and (step.creates or state in step.source))


@pytest.mark.parametrize("name", step_pages())
def test_the_page_of_each_step_for_each_role(name: str, cast: Cast, browsers: dict[str, Browser]) -> None:
    bound = step_pages()[name]
    step, wrong = bound.step, []
    state = shown_state(step)
    subject: Subject | None = subject_of(step.name, step.subject) if step.subject else None
    with undone():
        obj = subject.make(cast, state) if subject else None
        address = reverse(name, kwargs={"pk": obj.pk} if obj else {})
        before = everything_stored()
        for role in (*PEOPLE, NOBODY):
            want = status_of_page(subject, state, step.name, role)
            answer = browsers[role].get(address)
            if answer.status_code != want:
                wrong.append(f"{role}: {answer.status_code}, expected {want}")
        if everything_stored() != before:
            wrong.append("a GET wrote something")
    assert not wrong, f"{name}, {state}\n" + "\n".join(wrong)


def status_of_page(subject: Subject | None, state: str, step_name: str, role: str) -> int:
    if role == NOBODY:
        return 302
    if subject is not None and role not in subject.seen_in(state):
        return 404
    return 200 if role in who_may(step_name) else 403


@pytest.mark.parametrize("name", collections())
def test_each_collection_of_the_api_for_each_role(name: str, cast: Cast, browsers: dict[str, Browser]) -> None:
    """Everybody may ask for a list; it holds what they see. A single record is there or not there."""
    model, wrong = collections()[name], []
    state = next(iter(model.states()))
    with undone():
        subject = SUBJECTS[model]
        record = subject.make(cast, state)
        before = everything_stored()
        for role in (*PEOPLE, *cast.partners, NOBODY):
            seen = role in subject.seen_in(state)
            headers = {"Authorization": f"Bearer {cast.tokens[role]}"} if role in cast.tokens else {}
            browser = browsers.get(role) or Browser()
            listed = browser.get(reverse(name), headers=headers)
            single = browser.get(reverse(f"{name}-detail", kwargs={"pk": record.pk}), headers=headers)
            want = (401, 401) if role == NOBODY else (200, 200 if seen else 404)
            if (listed.status_code, single.status_code) != want:
                wrong.append(f"{role}: {listed.status_code} and {single.status_code}, expected {want}")
            if want[0] == 200 and (str(record.pk) in {row["id"] for row in listed.json()["results"]}) is not seen:
                wrong.append(f"{role}: the list {'hides' if seen else 'shows'} it")
        if everything_stored() != before:
            wrong.append("a GET wrote something")
    assert not wrong, f"{name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", API)
def test_each_further_address_of_the_api_for_each_role(name: str, cast: Cast, browsers: dict[str, Browser]) -> None:
    row, wrong = API[name], []
    with undone():
        address = address_of(name, row, row.make(cast, 1) if row.make else None)
        for role in (*PEOPLE, NOBODY):
            want = 401 if role == NOBODY else row.status_for(role)
            answer = call(browsers[role], row, address)
            if answer.status_code != want:
                wrong.append(f"{role}: {answer.status_code}, expected {want}")
    assert not wrong, f"{name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in routes() if name.startswith("api-") and "." in name])
def test_a_step_of_the_api_takes_a_post_and_nothing_else(name: str, browsers: dict[str, Browser]) -> None:
    address = reverse(name, kwargs={"pk": ABSENT})
    answers = {
        method: getattr(browsers["case_manager"], method)(address).status_code for method in ("get", "put", "patch", "delete")
    }
    assert answers == dict.fromkeys(("get", "put", "patch", "delete"), 405)
    assert browsers[NOBODY].post(address, "{}", content_type="application/json").status_code == 401


def nowhere(name: str) -> str:
    """The address with ids of nothing."""
    values = {"uuid": ABSENT, "pk": ABSENT, "uidb36": "a", "key": "a-b", "secret": "a" * 43}
    number = name.startswith("mfa_")
    return reverse(name, kwargs={held: 1 if number else values.get(held, ABSENT) for held in routes()[name].holds})


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_address_answers_nobody_without_an_accident(name: str, browsers: dict[str, Browser]) -> None:
    answer = browsers[NOBODY].get(nowhere(name))
    # 503 is what /status says while no worker has reported yet.
    assert answer.status_code in (200, 302, 400, 404, 405, 503)
    assert PUBLIC[name]


@pytest.mark.parametrize("name", [name for name in routes() if name.startswith(LIBRARY) and name not in PUBLIC])
def test_every_other_page_about_signing_in_needs_somebody_signed_in(name: str, browsers: dict[str, Browser]) -> None:
    answer = browsers[NOBODY].get(nowhere(name))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, SIGN_IN)


def same_for_all(body: str) -> str:
    """A page without what differs each time: ids, nonces, tokens, keys, seconds."""
    body = re.sub(r'(nonce|name="csrfmiddlewaretoken" value|content|data-[\w-]+)="[^"]*"', "", body)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "an id", body)


HOLDING = [
    name
    for name, row in PAGES.items()
    if row.otherwise == 404 and row.opens != EVERYBODY and row.method == "get" and routes()[name].holds
]


@pytest.mark.parametrize("name", [*HOLDING, *[name for name, bound in step_pages().items() if bound.step.subject]])
def test_a_hidden_record_looks_like_one_that_is_not_there(name: str, cast: Cast, browsers: dict[str, Browser]) -> None:
    with undone():
        if name in PAGES:
            row = PAGES[name]
            assert row.make
            hidden = row.holds(row.make(cast, 1))
            hider = next(role for role in ("administrator", "other_supervisor", "intake") if row.status_for(role) == 404)
        else:
            step = step_pages()[name].step
            subject, state = subject_of(step.name, step.subject), shown_state(step)
            hiders = [role for role in PEOPLE if role not in subject.seen_in(state)]
            if not hiders:
                return  # Everybody sees it: there is nothing to hide.
            hidden, hider = {"pk": subject.make(cast, state).pk}, hiders[0]
        absent = {name: ABSENT if isinstance(value, UUID) else value for name, value in hidden.items()}
        answers = [browsers[hider].get(reverse(name, kwargs=values)) for values in (hidden, absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
        first, second = (same_for_all(answer.content.decode()) for answer in answers)
        assert first == second


@pytest.mark.parametrize("name", [*[name for name, row in PAGES.items() if row.method == "post"], *step_pages()])
def test_a_post_without_its_token_changes_nothing(name: str, cast: Cast, browsers: dict[str, Browser]) -> None:
    signed_in = Browser(enforce_csrf_checks=True)
    signed_in.cookies["session"] = browsers["case_manager"].cookies["session"].value
    before = everything_stored()
    answer = signed_in.post(reverse(name, kwargs=dict.fromkeys(routes()[name].holds, ABSENT)), {"version": "1"})
    assert (answer.status_code, everything_stored() == before) == (403, True)


def test_the_api_wants_the_token_too_from_a_session_and_not_from_a_bearer(cast: Cast, browsers: dict[str, Browser]) -> None:
    signed_in = Browser(enforce_csrf_checks=True)
    signed_in.cookies["session"] = browsers["case_manager"].cookies["session"].value
    body = '{"given_name": "Rosa", "family_name": "Delgado"}'
    with undone():
        refused = signed_in.post("/api/v1/clients/", body, content_type="application/json")
        assert (refused.status_code, refused.json()["detail"].split(":")[0]) == (403, "CSRF Failed")
        bearer = {"Authorization": f"Bearer {cast.tokens['partner']}"}
        assert Browser(enforce_csrf_checks=True).post(
            "/api/v1/clients/", body, content_type="application/json", headers=bearer
        ).status_code == 201  # fmt: skip


def test_the_form_of_a_page_brings_its_token(cast: Cast, browsers: dict[str, Browser]) -> None:
    with undone():
        browser = Browser(enforce_csrf_checks=True)
        browser.cookies["session"] = browsers["administrator"].cookies["session"].value
        page = browser.get("/teams/create/").content.decode()
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        assert browser.post("/teams/create/", {"name": "Riverside", "csrfmiddlewaretoken": token}).status_code == 302
