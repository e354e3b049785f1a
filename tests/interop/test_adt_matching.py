"""Whom a hospital notice is about: found beyond doubt, or left to a person whose decision is remembered."""

import itertools
from dataclasses import asdict
from typing import Any

import pytest
from django.utils import timezone

from clients.models import Client, Identifier, RecordLink
from clients.queries.identity import identifier_index
from interop.actions import leading
from interop.actions.notices import link_as_proposed, match_message, replay_message, set_aside, take_match_back
from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from interop.models import AdtMessage, PatientLink
from tests.factories.accounts import make_actor, make_agency
from tests.factories.clients import make_case, make_client
from tests.factories.notices import make_notice
from tests.interop.adt import an_adt
from workflow.actor import system_actor
from workflow.models import Event
from workflow.refusals import StepRefused

HOSPITAL = system_actor("a test's hospital")
ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}
pytestmark = pytest.mark.django_db


def make_identifier(client: Client, value: str, *, issuer: str) -> None:
    Identifier.objects.create(client=client, kind="MR", issuer=issuer, value=value, value_index=identifier_index(value))


@pytest.fixture
def led(monkeypatch: pytest.MonkeyPatch, db: None) -> list[dict[str, Any]]:
    """What was handed on to transitions."""
    make_agency()
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(leading, "apply_notice", lambda notice, actor: told.append(asdict(notice)))
    return told


def send(**said: Any) -> AdtMessage:
    """One message, received and processed."""
    take_in(an_adt(**said).encode(), actor=HOSPITAL)
    newest = AdtMessage.objects.unscoped("a test looks").order_by("-id")[0].pk
    process_stored()
    return now(newest)


def now(pk: Any) -> AdtMessage:
    return AdtMessage.objects.unscoped("a test looks").get(pk=pk)  # type: ignore[no-any-return]  # typed loosely


def test_a_number_on_the_record_finds_the_client_whatever_the_name(led: list[dict[str, Any]]) -> None:
    rosa = make_client(**ROSA)
    make_identifier(rosa, "H-100", issuer="Bay")
    message = send(name="Delgdo^R")
    assert (message.status, message.client_id, message.matched_by) == ("applied", rosa.pk, "Same number")
    assert [(notice["kind"], notice["visit_number"], notice["disposition"]) for notice in led] == [("discharge", "V1", "06")]
    assert Event.objects.unscoped("a test looks").filter(record=rosa.pk, name="adt_message.applied").count() == 1


def test_the_same_number_of_another_hospital_is_another_person(led: list[dict[str, Any]]) -> None:
    make_identifier(make_client(family_name="Somebody", birth_date="1990-01-01"), "H100", issuer="Other Hospital")
    assert send().status == "waiting_for_match"
    assert led == []


def test_name_and_birth_date_find_one_client_and_the_number_is_remembered(led: list[dict[str, Any]]) -> None:
    rosa = make_client(**ROSA)
    assert send().matched_by == "Same name and birth date"
    again = send(control="M2", event="A08", name="Somebody^Else", born="19010101")
    assert (again.client_id, again.matched_by) == (rosa.pk, "A number decided before")


@pytest.mark.parametrize(
    "others", [[ROSA, ROSA], [{**ROSA, "birth_date": "1951-03-04"}], [{**ROSA, "family_name": "Delgada"}], []], ids=str
)
def test_two_of_a_name_or_one_almost_alike_or_nobody_are_left_to_a_person(others: list[Any], led: list[dict[str, Any]]) -> None:
    for fields in others:
        make_client(**fields)
    message = send()
    assert (message.status, message.client) == ("waiting_for_match", None)
    assert message.error.endswith(".") and led == []
    assert not PatientLink.objects.unscoped("a test looks").exists()


def test_somebody_of_the_same_name_with_another_number_of_that_hospital_is_left_to_a_person(led: list[dict[str, Any]]) -> None:
    make_identifier(make_client(**ROSA), "H999", issuer="BAY")
    assert send().status == "waiting_for_match"


def test_a_decision_is_remembered_and_what_else_waits_under_the_number_follows(led: list[dict[str, Any]]) -> None:
    rosa = make_client(**{**ROSA, "family_name": "Delgada"})
    first, second = send(event="A01", control="1"), send(control="2")
    other = send(control="3", number="H200^^^BAY^MR", name="Okafor^Ben", born="19620101")
    match_message(first.pk, actor=make_actor("intake"), version=first.version, client=rosa.pk)
    process_stored()
    assert [(now(one.pk).status, now(one.pk).client_id) for one in (first, second)] == [("applied", rosa.pk)] * 2
    assert now(other.pk).status == "waiting_for_match"
    assert [notice["kind"] for notice in led] == ["admit", "discharge"]
    assert send(control="4", event="A13").client_id == rosa.pk


def test_set_aside_it_has_no_effect_and_can_be_taken_up_again(led: list[dict[str, Any]]) -> None:
    message = send()
    set_aside(message.pk, actor=make_actor("intake"), version=message.version, error="Not a client of ours")
    rosa = make_client(**ROSA)
    aside = now(message.pk)
    replay_message(aside.pk, actor=make_actor("intake"), version=aside.version)
    assert led == []
    process_stored()
    assert (now(message.pk).status, now(message.pk).client_id, len(led)) == ("applied", rosa.pk, 1)


@pytest.mark.parametrize(("said", "why"), [
    ({"event": "A60"}, "This event has no effect here."),
    ({"event": "A31"}, "Nobody here has this number, nor this name with this birth date."),
    ({"event": "A40", "more": "MRG|H7^^^BAY^MR"}, "Neither number is known here."),
    ({"event": "A04"}, "An outpatient visit starts no clock."),
])  # fmt: skip
def test_what_can_have_no_effect_waits_for_nobody(said: dict[str, str], why: str, led: list[dict[str, Any]]) -> None:
    message = send(**said)
    assert (message.status, message.error, message.ack_code) == ("ignored", why, "AA")


def test_a_merge_links_nothing_until_somebody_who_sees_both_agrees(led: list[dict[str, Any]]) -> None:
    kept, given_up = make_client(**ROSA), make_client(**ROSA)
    make_identifier(kept, "H100", issuer="BAY")
    make_identifier(given_up, "H7", issuer="BAY")
    message = send(event="A40", more="MRG|H7^^^BAY^MR")
    links = RecordLink.objects.unscoped("a test looks")
    assert (message.status, message.client_id, message.prior_client_id) == ("waiting_for_match", kept.pk, given_up.pk)
    assert not links.exists()
    intake = make_actor("intake")
    with pytest.raises(StepRefused, match="two numbers"):
        match_message(message.pk, actor=intake, version=message.version, client=kept.pk)
    link_as_proposed(message.pk, actor=intake, version=message.version, why="Same address")
    assert links.values_list("client_id", "duplicate_id").get() == (kept.pk, given_up.pk)
    assert send(control="9", number="H7^^^BAY^MR").client_id == kept.pk


def test_a_merge_whose_other_record_somebody_may_not_see_is_not_theirs_to_decide(led: list[dict[str, Any]]) -> None:
    kept, given_up = make_client(**ROSA), make_client(**ROSA)
    make_identifier(kept, "H100", issuer="BAY")
    make_identifier(given_up, "H7", issuer="BAY")
    make_case(given_up, opened_at=timezone.now())
    message = send(event="A40", more="MRG|H7^^^BAY^MR")
    with pytest.raises(StepRefused, match="only one of the two"):
        link_as_proposed(message.pk, actor=make_actor("intake"), version=message.version, why="Same address")
    assert not RecordLink.objects.unscoped("a test looks").exists()


def test_a_notice_that_breaks_our_side_keeps_no_other_waiting(led: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    rosa, ben = make_client(**ROSA), make_client(given_name="Ben", family_name="Okafor", birth_date="1962-01-01")

    def fails_for_rosa(notice: Any, actor: Any) -> None:
        if notice.client_id == rosa.pk:
            raise RuntimeError("a fault of ours")

    monkeypatch.setattr(leading, "apply_notice", fails_for_rosa)
    broken = send()
    assert (broken.status, broken.client) == ("waiting_for_match", None)
    assert broken.error.startswith("Something went wrong on our side")
    assert send(control="2", number="H2^^^BAY", name="Okafor^Ben", born="19620101").client_id == ben.pk


def test_in_whatever_order_they_come_each_is_applied_once(led: list[dict[str, Any]]) -> None:
    make_client(**ROSA)
    said = [{"event": event, "control": event} for event in ("A01", "A03", "A13", "A03")]
    for order in itertools.islice(itertools.permutations(said), 3):
        for one in order:
            send(**one)
    assert sorted(notice["kind"] for notice in led) == ["admit", "cancel_discharge", "discharge"]


def test_a_wrong_match_is_taken_back_with_all_it_did_and_is_not_made_again_by_itself(
    led: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn: list[dict[str, Any]] = []
    monkeypatch.setattr(leading, "withdraw_notice", lambda notice, actor: withdrawn.append(asdict(notice)))
    rosa, other = make_client(**ROSA), make_client(**{**ROSA, "birth_date": "1990-01-01"})
    first, second = send(event="A01", control="1"), send(control="2")
    take_match_back(second.pk, actor=make_actor("intake"), version=second.version, error="Another birth date")
    assert [(now(one.pk).status, now(one.pk).client, now(one.pk).error) for one in (first, second)] == [
        ("waiting_for_match", None, "Another birth date")
    ] * 2
    assert {(notice["client_id"], notice["kind"]) for notice in withdrawn} == {(rosa.pk, "admit"), (rosa.pk, "discharge")}
    third = send(control="3", event="A08")
    assert (third.status, third.error.startswith("The record that is like this was found")) == ("waiting_for_match", True)
    match_message(third.pk, actor=make_actor("intake"), version=third.version, client=other.pk)
    process_stored()
    assert {now(one.pk).client_id for one in (first, second, third)} == {other.pk}
    assert send(control="4").client_id == other.pk
    told = Event.objects.unscoped("a test looks").filter(record=rosa.pk, name="adt_message.match_taken_back")
    assert [event.data for event in told.order_by("id")] == [{"event": "A01"}, {"event": "A03"}]
    assert str(other.pk) not in str(list(Event.objects.unscoped("a test looks").filter(record=rosa.pk).values()))


def test_a_merge_that_was_agreed_is_undone_at_the_link_and_not_here(led: list[dict[str, Any]]) -> None:
    message = make_notice(status="applied", said={"event": "A40", "more": "MRG|H7^^^BAY^MR"}, client=make_client(**ROSA))
    with pytest.raises(StepRefused, match="Undo that link"):
        take_match_back(message.pk, actor=make_actor("intake"), version=message.version, error="No")
