"""From hospital notices to the transition: in any order and sent again, the same state."""

import itertools
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from interop.actions.notices import match_message, replay_message, take_match_back
from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from interop.models import AdtMessage
from tests.factories.accounts import make_actor, make_agency, make_team
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt
from tests.interop.feeds import a_hospital
from transitions.models import Transition
from workflow.actor import Actor

BOSTON = ZoneInfo("America/New_York")
HELD = "20260302165500"
STAY: list[dict[str, Any]] = [
    {"event": "A01", "control": "1", "happened": "20260227100000", "discharged": ""},
    {"event": "A03", "control": "2", "happened": "20260228120000", "discharged": "20260228120000"},
    {"event": "A13", "control": "3", "happened": "20260228130000", "discharged": ""},
    {"event": "A03", "control": "4", "happened": HELD, "discharged": HELD},
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db: None) -> Any:
    make_agency()
    client = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04")
    make_case(client, make_team())
    return client


def sent(messages: list[dict[str, Any]], actor: Actor) -> list[tuple[Any, ...]]:
    for said in messages:
        take_in(an_adt(**said).encode(), actor=actor)
        process_stored()
    assert not AdtMessage.objects.unscoped("a test looks").exclude(status="applied").exists()
    rows = Transition.objects.unscoped("a test looks").order_by("id")
    return [(one.status, one.visit_number, one.admitted_at, one.discharged_at, one.disposition) for one in rows]


def test_a_stay_told_in_any_order_and_twice_ends_in_the_same_transition(rosa: Any) -> None:
    hospital = a_hospital()
    ends = set()
    for order in list(itertools.permutations(STAY))[::5]:
        with transaction.atomic():
            ends.add(tuple(sent([*order, *order[:2]], hospital)))
            transaction.set_rollback(True)
    left = datetime(2026, 3, 2, 16, 55, tzinfo=BOSTON)
    assert ends == {(("discharged", "V1", datetime(2026, 2, 27, 10, tzinfo=BOSTON), left, "06"),)}


def test_an_admission_that_was_cancelled_starts_no_clock(rosa: Any) -> None:
    cancelled = {"event": "A11", "control": "9", "happened": "20260227110000", "discharged": ""}
    ((status, *_),) = sent([STAY[0], cancelled], a_hospital())
    assert status == "cancelled"


def test_a_feed_of_plans_leads_to_one_anticipated_stay_that_its_admission_begins(rosa: Any) -> None:
    hospital, times = a_hospital(), {"discharged": "", "happened": "20260220100000"}
    plan = {"event": "A05", "control": "1", "admitted": "", "more": "PV2||||||||20260301080000|202603050800", **times}
    in_pv1 = {"event": "A14", "control": "2", "admitted": "20260301080000", "happened": "20260219100000", "discharged": ""}
    unreadable = {"event": "A16", "control": "3", "more": "PV2||||||||soon|soon", "admitted": "", **times}
    ends = set()
    for order in itertools.permutations([plan, in_pv1, unreadable]):
        with transaction.atomic():
            ((status, _, admitted, *_),) = sent(list(order), hospital)
            move = Transition.objects.unscoped("a test looks").get()
            ends.add((status, admitted, move.expected_admission_at, move.expected_discharge_at))
            transaction.set_rollback(True)
    expected = datetime(2026, 3, 1, 8, tzinfo=BOSTON), datetime(2026, 3, 5, 8, tzinfo=BOSTON)
    assert ends == {("anticipated", None, *expected)}
    assert sent([plan, {**STAY[0], "happened": "20260227100000"}], hospital)[0][0] == "admitted"


def test_a_plan_for_an_outpatient_starts_nothing(rosa: Any) -> None:
    take_in(an_adt(event="A05", discharged="").replace("PV1|1|I|", "PV1|1|O|").encode(), actor=a_hospital())
    process_stored()
    assert AdtMessage.objects.unscoped("a test looks").get().status == "ignored"
    assert not Transition.objects.unscoped("a test looks").exists()


def test_a_notice_taken_up_again_changes_nothing_twice(rosa: Any) -> None:
    hospital = a_hospital()
    first = sent([STAY[3]], hospital)
    message = AdtMessage.objects.unscoped("a test looks").get()
    case_team = rosa.cases.unscoped("a test looks").get().team
    replay_message(message.pk, actor=make_actor("supervisor", case_team), version=message.version)
    process_stored()
    assert sent([], hospital) == first


def test_a_match_taken_back_cancels_the_transition_it_made_and_the_right_client_gets_it(rosa: Any) -> None:
    hospital = a_hospital()
    sent(STAY, hospital)
    message = AdtMessage.objects.unscoped("a test looks").order_by("id")[0]
    rosas_team = rosa.cases.unscoped("a test looks").get().team
    other = make_client(given_name="Rosa", family_name="Delgado", birth_date="1960-03-04")
    supervisor = make_actor("supervisor", rosas_team)
    take_match_back(message.pk, actor=supervisor, version=message.version, error="Another birth date")
    rosas = Transition.objects.unscoped("a test looks").get(client=rosa)
    assert (rosas.status, rosas.ended_reason, rosas.clocks.unscoped("a test looks").filter(status="running").count()) == (
        "cancelled", "Its notices were about somebody else.", 0,
    )  # fmt: skip
    again = AdtMessage.objects.unscoped("a test looks").get(pk=message.pk)
    match_message(again.pk, actor=make_actor("intake"), version=again.version, client=other.pk)
    process_stored()
    assert Transition.objects.unscoped("a test looks").get(client=other).status == "discharged"
    assert Transition.objects.unscoped("a test looks").get(client=rosa).status == "cancelled"
    third = AdtMessage.objects.unscoped("a test looks").get(pk=message.pk)
    take_match_back(third.pk, actor=make_actor("intake"), version=third.version, error="It was her after all")
    last = AdtMessage.objects.unscoped("a test looks").get(pk=message.pk)
    match_message(last.pk, actor=supervisor, version=last.version, client=rosa.pk)
    process_stored()
    assert Transition.objects.unscoped("a test looks").get(client=rosa).status == "discharged"
    assert Transition.objects.unscoped("a test looks").get(client=other).status == "cancelled"


def test_a_notice_that_a_step_refuses_waits_with_the_sentence_of_the_field(rosa: Any) -> None:
    far = "20990302165500"
    take_in(an_adt(event="A03", happened=far, discharged=far).encode(), actor=a_hospital())
    process_stored()
    message = AdtMessage.objects.unscoped("a test looks").get()
    why = "Discharged: The discharge lies in the future. Check the date, or say that it is only expected."
    assert (message.status, message.error) == ("waiting_for_match", why)
    assert not Transition.objects.unscoped("a test looks").exists()
