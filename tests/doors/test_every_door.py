"""Every registered step × function, page, API × role × state, compared with the permission table."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from tests.doors.cast import ONESELF, ROLES, Cast, make_cast
from tests.doors.inputs import Input, input_of
from tests.doors.permissions import MAY, REFUSED, who_may
from tests.doors.subjects import EVERYBODY, Subject, subject_of
from tests.doors.walk import API, FUNCTION, PAGE, TAKEN, Left, Walker, everything_stored, left_behind, oneself, undone, walker_of
from workflow.models import Event
from workflow.steps import REGISTRY, BoundStep, Step, offer

STEPS = sorted(REGISTRY)


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for the module instead of one a test, at one moment that does not pass; undone at the end."""
    # The hasher is set here as well: what a module shares is made before the fixtures of its tests.
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False), undone():
        yield


@pytest.fixture(scope="module")
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(scope="module")
def walkers(cast: Cast) -> list[Walker]:
    return [walker_of(cast, role) for role in ROLES]


def expected(step: Step, subject: Subject | None, role: str, state: str) -> int:
    """What the table says: hidden 404, not permitted 403, then the state."""
    seen = EVERYBODY if subject is None else subject.seen_in(state)
    if role not in seen:
        return 404
    if role not in who_may(step.name):
        return 403
    if not step.creates and state not in step.source:
        return 409
    return REFUSED.get(step.name, {}).get(state, TAKEN)


def at_door(status: int, walker: Walker, door: str) -> int:
    """Nobody gets as far as the step: the page leads to the sign-in, the API asks who it is."""
    return status if not walker.is_nobody else {PAGE: 302, API: 401}[door]


@pytest.mark.parametrize("name", STEPS)
def test_step_through_every_door(name: str, cast: Cast, walkers: list[Walker]) -> None:
    bound = REGISTRY[name]
    step = bound.step
    who_may(name)
    subject = subject_of(name, step.subject) if step.subject else None
    wrong: list[str] = []
    known: set[tuple[str, int]] = set()
    for state in step.subject.states() if step.subject else [""]:
        with undone():
            obj = subject.make(cast, state) if subject else None
            wrong += _walked_in(bound, subject, obj, state, cast, walkers, known)
    assert not wrong, "\n".join(wrong)


def _walked_in(
    bound: BoundStep,
    subject: Subject | None,
    obj: Any,
    state: str,
    cast: Cast,
    walkers: list[Walker],
    known: set[tuple[str, int]],
) -> Iterator[str]:
    more = [oneself(subject.oneself(obj))] if subject and subject.oneself else []
    data = input_of(bound.step, cast, obj)
    there = set(bound.step.model._base_manager.values_list("pk", flat=True))
    wanted = [(walker, expected(bound.step, subject, walker.role, state)) for walker in (*walkers, *more)]
    for walker, want in wanted:
        yield from _offer_differs(bound.step, subject, walker, obj, want, state)
    refused = [(walker, want) for walker, want in wanted if want != TAKEN or walker.is_nobody]
    yield from _refused_and_nothing_changed(bound, refused, obj, data, state, known)
    for walker, want in wanted:
        if want == TAKEN and not walker.is_nobody:
            with undone():
                yield from _taken(bound, walker, obj, data, state, there)


def _refused_and_nothing_changed(
    bound: BoundStep, refused: list[tuple[Walker, int]], obj: Any, data: Input, state: str, known: set[tuple[str, int]]
) -> Iterator[str]:
    before = everything_stored()
    with undone():
        for walker, want in refused:
            yield from _refused(bound, walker, obj, data, want, state, _doors(walker, want, known))
        if everything_stored() != before:
            roles = ", ".join(walker.role for walker, _ in refused)
            yield f"{bound.step.name}, {state or 'new'}: refused to {roles}, and yet something was changed"


def _doors(walker: Walker, want: int, known: set[tuple[str, int]]) -> tuple[str, ...]:
    """Every door for a role's first answer of a kind; the same answer in another state is asked of the function alone.

    Pages and the API hold no rule of their own, and what they answer is compared with the function's here.
    """
    if (walker.role, want) in known:
        return tuple(door for door in walker.doors if door == FUNCTION)
    known.add((walker.role, want))
    return walker.doors


def _refused(
    bound: BoundStep, walker: Walker, obj: Any, data: Input, want: int, state: str, doors: tuple[str, ...]
) -> Iterator[str]:
    for door in doors:
        status = walker.take(door, bound, obj, data, getattr(obj, "version", None))
        if status != at_door(want, walker, door):
            yield f"{_where(bound, walker, door, state)}: {status}, expected {at_door(want, walker, door)}"


def _taken(bound: BoundStep, walker: Walker, obj: Any, data: Input, state: str, known: set[Any]) -> Iterator[str]:
    """Each door finds the record as it was made; what the three leave behind is the same."""
    version = getattr(obj, "version", None)
    left: dict[str, Left] = {}
    for door in walker.doors:
        with undone():
            status = walker.take(door, bound, obj, data, version)
            if status != TAKEN:
                yield f"{_where(bound, walker, door, state)}: {status}, expected {TAKEN}"
                continue
            left[door] = left_behind(bound.step, obj, known)
            yield from _wrongly_left(bound.step, left[door], version, state, _where(bound, walker, door, state))
    yield from _doors_differ(bound.step, walker, left)


def _where(bound: BoundStep, walker: Walker, door: str, state: str) -> str:
    return f"{bound.step.name} by {walker.role} at the {door}, {state or 'new'}"


def _offer_differs(step: Step, subject: Subject | None, walker: Walker, obj: Any, want: int, state: str) -> Iterator[str]:
    """What a button or the API's `actions` would say is what taking the step does."""
    if walker.actor is not None and want != 404:
        offered = offer(step, walker.actor, obj)
        if offered.status != want or bool(offered.reason) is offered.allowed:
            yield f"{step.name} for {walker.role}, {state or 'new'}: offered as {offered.status}, expected {want}"


def _wrongly_left(step: Step, left: Left, version: int | None, state: str, where: str) -> Iterator[str]:
    after = step.target or state
    counted = 1 if step.creates else (version or 0) + 1
    if (left.record["status"], left.record["version"]) != (after, counted):
        yield f"{where}: left {left.record['status']} {left.record['version']}, expected {after} {counted}"
    if step.quiet:
        return
    told = left.event and (left.event["name"], left.event["before"], left.event["after"], left.event["version"])
    if told != (step.event, "" if step.creates else state, after, counted):
        yield f"{where}: the event tells {told}"


def _doors_differ(step: Step, walker: Walker, left: dict[str, Left]) -> Iterator[str]:
    first = left.get(FUNCTION)
    for door, found in left.items():
        if first is not None and found != first:
            yield f"{step.name} by {walker.role}: the {door} left {found}, the function {first}"


def test_the_table_names_no_step_and_no_role_that_is_gone() -> None:
    assert set(MAY) - set(REGISTRY) == set()
    assert set(REFUSED) - set(REGISTRY) == set()
    assert {role for roles in MAY.values() for role in roles.split()} - {*ROLES, ONESELF} == set()


def test_a_refused_door_is_noticed_when_it_writes(cast: Cast) -> None:
    """The digest the walk relies on sees a single changed row in any table."""
    before = everything_stored()
    with undone():
        cast.user("intake").__class__.objects.filter(pk=cast.user("intake").pk).update(job_title="Changed")
        assert everything_stored() != before
    with undone():
        Event._base_manager.all().count()
        assert everything_stored() == before
