"""Random feeds of admissions, corrections and cancellations, with and without visit numbers: whatever their order, one end state."""

import random
from typing import Any

import pytest

from interop.models import AdtMessage
from tests.factories.accounts import make_agency, make_team
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt
from tests.interop.feeds import a_hospital, end_states
from transitions.models import Transition
from workflow.actor import Actor

pytestmark = pytest.mark.django_db
WHY = "a test looks"
EVENTS = ["A01", "A01", "A02", "A03", "A03", "A08", "A11", "A13", "A04", "A06", "A07", "A12"]


@pytest.fixture
def hospital() -> Actor:
    make_agency()
    make_case(make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04"), make_team())
    return a_hospital()


def a_feed(chance: random.Random) -> list[str]:
    """Up to four stays of two to six messages each, some of them told without a visit number or an admission time."""
    return [
        _one(chance, stay, 1 + stay * gap, number)
        for stay in range(chance.randint(1, 4))
        for gap in [chance.choice([3, 6, 9])]
        for number in range(chance.randint(2, 6))
    ]


def _one(chance: random.Random, stay: int, day: int, number: int) -> str:
    event = chance.choice(EVENTS)
    at = f"202603{min(day + chance.randint(0, 4), 28):02d}{chance.randint(0, 23):02d}0000"
    return an_adt(
        event=event, control=f"{stay}-{number}", visit=chance.choice([f"V{stay}", f"V{stay}", ""]), happened=at, sent=at,
        admitted=chance.choice(["", f"202603{min(day, 28):02d}100000"]),
        discharged=chance.choice(["", at]) if event in ("A03", "A08") else "",
    )  # fmt: skip


def end_state() -> list[Any]:
    assert not AdtMessage.objects.unscoped(WHY).filter(status__in=("stored", "waiting_for_match")).exists()
    told = ("facility", "visit_number", "status", "admitted_at", "discharged_at", "disposition", "from_setting", "to_setting")
    rows = Transition.objects.unscoped(WHY).order_by("facility", "visit_number")
    return list(rows.values_list(*told, "previous__visit_number"))


@pytest.mark.parametrize("seed", [8, 9, 16, 30, 36, 47])
def test_a_random_feed_ends_in_one_state_in_every_order_and_repeated(seed: int, hospital: Actor) -> None:
    chance = random.Random(seed)
    feed = a_feed(chance)
    first, *others = end_states(feed, chance, hospital, end_state)
    assert others == [first, first]
