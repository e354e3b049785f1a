"""A stay that somebody wrote down and one that a hospital tells of are one transition, whichever came first."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from clients.models import Client
from tests.factories.accounts import make_actor, make_api_actor
from tests.factories.transitions import at, fresh
from transitions.actions.notices import Notice, apply_notice, withdraw_notice
from transitions.actions.transitions import correct_transition, discharge_transition, open_transition
from transitions.models import Transition
from transitions.queries.joining import Span, are_one, is_one_facility
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db
STAY = (("admit", "2026-01-05 08:00"), ("update", "2026-01-07 08:00"), ("discharge", "2026-01-15 10:00"))


@pytest.fixture(autouse=True)
def friday() -> Any:
    with time_machine.travel(at("2026-01-16 16:55"), tick=False):
        yield


def told(rosa: Client, kind: Any, when: str, visit: str = "V1", **fields: Any) -> Notice:
    return Notice(client_id=rosa.pk, facility="BAY", visit_number=visit, kind=kind, occurred_at=at(when), **fields)


def worker(rosa: Client) -> Any:
    return make_actor("supervisor", rosa.cases.unscoped("test").get().team)


def written(rosa: Client, **fields: Any) -> Transition:
    stay: Transition = open_transition(rosa.pk, actor=worker(rosa), **{"facility": "Bay Hospital", **fields})
    return stay


def moves() -> list[tuple[Any, ...]]:
    rows = Transition.objects.unscoped("test").order_by("id")
    return [(one.facility, one.told_as, one.visit_number, one.status, one.admitted_at, one.discharged_at) for one in rows]


def test_notices_in_any_order_go_on_with_the_stay_that_was_written_down_first(rosa: Client) -> None:
    partner = make_api_actor("transitions:write")
    mine = written(rosa, admitted_at=at("2026-01-05 21:00"), from_setting="snf", complexity="high", told="Daughter")
    for order in itertools.permutations([told(rosa, kind, when) for kind, when in STAY]):
        with transaction.atomic():
            for notice in (*order, order[0]):
                apply_notice(notice, actor=partner)
            assert moves() == [("Bay Hospital", "BAY", "V1", "discharged", at("2026-01-05 08:00"), at("2026-01-15 10:00"))]
            now = fresh(mine)
            assert (now.complexity, now.told, now.from_setting) == ("high", "Daughter", "snf")
            transaction.set_rollback(True)


def test_the_stay_after_the_next_does_not_take_what_another_visit_began(rosa: Client) -> None:
    """Told of first, it would: the stay that was written down has no end yet."""
    visits = told(rosa, "admit", "2026-01-05 08:00"), told(rosa, "admit", "2026-01-14 08:00", "V2")
    written(rosa, admitted_at=at("2026-01-05 09:00"))
    for order in (visits, visits[::-1]):
        with transaction.atomic():
            for notice in order:
                apply_notice(notice, actor=make_api_actor("transitions:write"))
            assert sorted(row[:3] for row in moves()) == [("BAY", "", "V2"), ("Bay Hospital", "BAY", "V1")]
            transaction.set_rollback(True)


@pytest.mark.parametrize("fields", [{}, {"visit_number": "V1"}], ids=["by its time", "by its number"])
def test_a_stay_that_notices_told_of_is_not_written_down_beside_them(fields: dict[str, Any], rosa: Client) -> None:
    for kind, when in STAY:
        apply_notice(told(rosa, kind, when), actor=make_api_actor("transitions:write"))
    with pytest.raises(StepRefused, match="told of this stay already: BAY, discharged"):
        written(rosa, admitted_at=at("2026-01-05 21:00"), **fields)
    assert len(moves()) == 1
    written(rosa, admitted_at=at("2026-01-16 08:00"))
    assert len(moves()) == 2


def test_of_two_that_it_may_be_a_person_decides_by_giving_one_the_number(rosa: Client) -> None:
    first, _ = (
        written(rosa, admitted_at=at("2026-01-05 21:00")),
        written(rosa, facility="Bay", admitted_at=at("2026-01-05 09:00")),
    )
    notice = told(rosa, "discharge", "2026-01-15 10:00", admitted_at=at("2026-01-05 08:00"))
    with pytest.raises(StepRefused, match="Give the right one the visit number V1"):
        apply_notice(notice, actor=make_api_actor("transitions:write"))
    assert [row[3] for row in moves()] == ["admitted", "admitted"]
    stands = {"facility": "Bay Hospital", "from_setting": "hospital", "admitted_at": first.admitted_at, "visit_number": "V1"}
    correct_transition(first.pk, actor=worker(rosa), version=first.version, **stands)
    apply_notice(notice, actor=make_api_actor("transitions:write"))
    assert [row[1:4] for row in moves()] == [("BAY", "V1", "discharged"), ("", "", "admitted")]


def test_a_discharge_that_a_person_wrote_down_stays_until_the_hospital_speaks_against_it(rosa: Client) -> None:
    partner, mine = make_api_actor("transitions:write"), written(rosa, admitted_at=at("2026-01-05 08:00"))
    discharge_transition(mine.pk, actor=worker(rosa), version=mine.version, discharged_at=at("2026-01-14 10:00"))
    for kind, when in STAY[:2]:
        apply_notice(told(rosa, kind, when), actor=partner)
    assert moves()[0][3:] == ("discharged", at("2026-01-05 08:00"), at("2026-01-14 10:00"))
    apply_notice(told(rosa, "cancel_discharge", "2026-01-14 12:00"), actor=partner)
    assert moves()[0][3] == "admitted"


def test_without_a_number_an_older_stay_at_the_place_is_left_alone(rosa: Client) -> None:
    written(rosa, facility="BAY", admitted_at=at("2025-10-01 08:00"), discharged_at=at("2025-10-09 08:00"))
    apply_notice(told(rosa, "admit", "2026-01-05 08:00", ""), actor=make_api_actor("transitions:write"))
    assert [row[3] for row in moves()] == ["discharged", "admitted"]


def test_notices_about_somebody_else_leave_the_stay_to_whoever_wrote_it_down(rosa: Client) -> None:
    partner = make_api_actor("transitions:write")
    written(rosa, admitted_at=at("2026-01-05 08:00"))
    notice = told(rosa, "admit", "2026-01-05 08:00")
    apply_notice(notice, actor=partner)
    withdraw_notice(notice, actor=partner)
    assert [row[:4] for row in moves()] == [("Bay Hospital", "", "", "admitted")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bay Hospital", "BAY", True), ("Bayview Medical Center", "bayview general", True), ("General Hospital", "GENERAL HOSPITAL", True),
        ("Bay Hospital", "Harbor Hospital", False), ("Hospital", "BAY", False), ("", "", False),
    ],
)  # fmt: skip
def test_a_facility_goes_by_a_short_name_and_a_long_one(one: str, other: str, same: bool) -> None:
    assert is_one_facility(one, other) is same and is_one_facility(other, one) is same


DAY = datetime.fromisoformat("2026-01-05T08:00-05:00")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((0, None), (0, 3), True), ((0, 3), (1, 5), True), ((0, 3), (4, 9), False), ((0, None), (10, None), False), ((0, None), (2, 25), True),
        ((0, None), (None, 2), True), ((3, None), (None, 2), False), ((0, 2), (None, 2), True),
    ],
)  # fmt: skip
def test_two_spans_are_one_stay_when_nobody_can_have_been_in_both(one: Any, other: Any, same: bool) -> None:
    spans = [Span(*(None if day is None else DAY + timedelta(days=day) for day in span)) for span in (one, other)]
    assert are_one(*spans) is same and are_one(*reversed(spans)) is same


def test_a_plan_is_kept_within_days_or_it_was_another_one() -> None:
    plan = Span(DAY, None)
    assert are_one(plan, Span(DAY + timedelta(days=2), None))
    assert not are_one(plan, Span(DAY + timedelta(days=9), None))
