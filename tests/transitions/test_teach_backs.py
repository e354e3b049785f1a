"""The discharge plan checked with the client: in their own words, and what is missing has an owner at once."""

import pytest

from assessments.models import RiskTier
from careplans.actions.commitments import accept_commitment, keep_commitment
from careplans.models import Commitment
from clients.models import Client
from tests.doors.cast import browser_of
from tests.factories.careplans import make_active_plan
from tests.factories.transitions import fresh, make_transition, open_for
from transitions.actions.ending import cancel_transition
from transitions.actions.teach_backs import mark_teach_back_error, record_teach_back
from transitions.models import Transition
from workflow.actor import Actor
from workflow.refusals import InvalidInput

pytestmark = pytest.mark.django_db
MISSING = {
    "topic": "equipment", "arranged": "no", "understood": "not_yet", "missing": "A scale at home", "due_on": "2031-01-05",
}  # fmt: skip
FINE = {"topic": "equipment", "arranged": "yes", "understood": "yes", "client_words": "The scale is in the bathroom"}


@pytest.fixture
def move(maria: Actor, rosa: Client) -> Transition:
    return make_transition(rosa, maria, "2026-01-16 09:00")


def checks(move: Transition) -> list[str]:
    return [key for key in open_for(move.pk) if key.startswith("check:")]


def test_what_is_missing_becomes_a_follow_up_and_ends_when_it_is_arranged(maria: Actor, move: Transition) -> None:
    record_teach_back(move.pk, actor=maria, remedy="follow_up", **MISSING)
    assert checks(move) == ["check:equipment"]
    record_teach_back(move.pk, actor=maria, **FINE)
    assert checks(move) == []
    page = browser_of(move.case.case_manager).get(f"/clients/{move.client_id}/transitions/{move.pk}/teach-back/").content.decode()
    assert "1 of 7 checked" in page
    assert "“The scale is in the bathroom”" in page


def test_or_a_promise_in_the_care_plan_and_the_item_shows_when_it_is_kept(maria: Actor, move: Transition, rosa: Client) -> None:
    make_active_plan(rosa, maria)
    check = record_teach_back(move.pk, actor=maria, remedy="promise", **MISSING)
    promise = Commitment.objects.unscoped("test").get(what="A scale at home")
    assert (check.commitment_id, promise.owner_kind, promise.worker_id, checks(move)) == (
        promise.pk,
        "case_manager",
        maria.id,
        [],
    )
    accepted = accept_commitment(promise.pk, actor=maria, version=promise.version)
    keep_commitment(promise.pk, actor=maria, version=accepted.version)
    page = browser_of(move.case.case_manager).get(check.get_absolute_url()).content.decode()
    assert "Kept" in page


def test_without_an_open_plan_a_promise_is_refused_and_a_follow_up_offered(maria: Actor, move: Transition) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_teach_back(move.pk, actor=maria, remedy="promise", **MISSING)
    assert "Choose a follow-up instead" in str(refused.value.errors)
    assert not Commitment.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"arranged": "yes", "understood": "yes"}, "client_words"),
        ({"arranged": "yes", "understood": "not_checked"}, "why_not"),
        ({"arranged": "no", "understood": "not_yet", "remedy": "follow_up", "due_on": "2031-01-05"}, "missing"),
        ({"arranged": "no", "understood": "not_yet", "missing": "A scale", "due_on": "2031-01-05"}, "remedy"),
    ],
)
def test_nothing_is_left_to_be_guessed(maria: Actor, move: Transition, said: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_teach_back(move.pk, actor=maria, topic="equipment", **said)
    assert list(refused.value.errors) == [field]


def test_an_error_and_a_cancelled_transition_end_its_follow_up(maria: Actor, move: Transition) -> None:
    check = record_teach_back(move.pk, actor=maria, remedy="follow_up", **MISSING)
    mark_teach_back_error(check.pk, actor=maria, version=1, reason="Another client")
    assert checks(move) == []
    record_teach_back(move.pk, actor=maria, remedy="follow_up", **MISSING)
    cancel_transition(move.pk, actor=maria, version=fresh(move).version, reason="Somebody else")
    assert open_for(move.pk) == []


def test_the_risk_tier_is_looked_at_again(maria: Actor, move: Transition) -> None:
    RiskTier.objects.unscoped("test").filter(client_id=move.client_id).delete()
    record_teach_back(move.pk, actor=maria, **FINE)
    assert RiskTier.objects.unscoped("test").filter(case=move.case).exists()
