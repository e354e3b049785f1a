"""Notices that came before the hospital's number was known here: they end as if they had come after."""

import random
from typing import Any

import pytest

from clients.models import Client
from followups.models import FollowUp
from interop.actions.notices import link_as_proposed, match_message, set_aside, take_match_back
from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from interop.models import AdtMessage, DetailProposal, PatientLink
from tests.factories.accounts import make_actor, make_agency, make_team
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt
from tests.interop.feeds import a_hospital, end_states
from transitions.models import Transition
from workflow.actor import Actor, system_actor

HOSPITAL = system_actor("a test's hospital")
WHY = "a test looks"
PEOPLE = [
    ("Delgado^Rosa", "19500304", "H1", "111-22-3333"),
    ("Berg^Tom", "19440102", "H2", "222-33-4444"),
    ("Nobody^Ann", "19700101", "H4", "444-55-6666"),
]
MISSPELT = {"name": "Delgdo^R"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db: None) -> Client:
    make_agency()
    client = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04")
    make_case(client, make_team())
    return client


def send(**said: Any) -> AdtMessage:
    """One message, received and processed, with whatever follows from it."""
    take_in(an_adt(**said).encode(), actor=HOSPITAL)
    newest = AdtMessage.objects.unscoped(WHY).order_by("-id")[0].pk
    process_stored()
    return now(newest)


def now(pk: Any) -> AdtMessage:
    message: AdtMessage = AdtMessage.objects.unscoped(WHY).get(pk=pk)
    return message


def test_a_misspelt_notice_that_came_first_follows_once_its_number_is_known(rosa: Client) -> None:
    admission = send(event="A01", control="1", **MISSPELT)
    other = send(control="2", number="H200^^^BAY^MR", **MISSPELT)
    assert [now(one.pk).status for one in (admission, other)] == ["waiting_for_match"] * 2
    send(control="3")
    followed = now(admission.pk)
    assert (followed.status, followed.client_id, followed.matched_by) == ("applied", rosa.pk, "A number decided before")
    assert (followed.awaited_numbers, now(other.pk).status) == ([], "waiting_for_match")


def test_any_of_its_numbers_lets_it_follow(rosa: Client) -> None:
    first = send(event="A01", control="1", number="H9^^^LAKE^MR~111-22-3333^^^USSSA^SS", **MISSPELT)
    send(control="2", number="H100^^^BAY^MR~111-22-3333^^^USSSA^SS")
    assert now(first.pk).client_id == rosa.pk
    assert PatientLink.objects.unscoped(WHY).filter(client=rosa).count() == 3


def test_a_persons_update_that_came_too_early_is_compared_once_they_are_known(rosa: Client) -> None:
    early = send(event="A31", control="1", **MISSPELT)
    assert (early.status, DetailProposal.objects.unscoped(WHY).exists()) == ("ignored", False)
    send(control="2")
    assert (now(early.pk).status, now(early.pk).client_id) == ("applied", rosa.pk)
    assert "Delgdo" in DetailProposal.objects.unscoped(WHY).get(client=rosa).said


def test_two_numbers_of_one_hospital_under_one_name_both_count_and_somebody_looks(rosa: Client) -> None:
    asked = FollowUp.objects.unscoped(WHY).filter(client=rosa, kind="two_numbers", status="open")
    for numbers in ("H100^^^BAY^MR", "H9^^^LAKE^MR", "H100^^^BAY^MR~H101^^^BAY^MR"):
        assert send(control=numbers, number=numbers).client_id == rosa.pk
        assert not asked.exists()
    assert send(control="4", number="H200^^^BAY^MR", visit="V2").client_id == rosa.pk
    assert asked.get().why.startswith("BAY has notices about this name and birth date under two numbers.")
    send(control="5", number="H200^^^BAY^MR", visit="V2")
    assert asked.count() == 1


def test_a_number_that_somebody_decided_leaves_the_next_of_that_hospital_to_somebody(rosa: Client) -> None:
    first = send(control="1", **MISSPELT)
    match_message(
        first.pk, actor=make_actor("supervisor", rosa.cases.unscoped(WHY).get().team), version=first.version, client=rosa.pk
    )
    second = send(control="2", number="H200^^^BAY^MR")
    assert (second.status, second.error) == (
        "waiting_for_match", "The name and birth date fit, but the record has another number of this hospital.",
    )  # fmt: skip


def test_what_somebody_set_aside_stays_aside(rosa: Client) -> None:
    message = send(event="A01", control="1", **MISSPELT)
    set_aside(message.pk, actor=make_actor("intake"), version=message.version, error="Sent by mistake, says the ward")
    send(control="2")
    assert (now(message.pk).status, now(message.pk).error) == ("ignored", "Sent by mistake, says the ward")


def test_a_merge_of_unknown_numbers_is_put_to_somebody_once_both_are_known(rosa: Client) -> None:
    other = make_client(given_name="Rosalia", family_name="Ruiz", birth_date="1951-11-30")
    make_case(other, rosa.cases.unscoped(WHY).get().team)
    merge = send(event="A40", control="1", more="MRG|H7^^^BAY^MR")
    assert merge.status == "ignored"
    send(control="2")
    assert (now(merge.pk).status, now(merge.pk).client_id, now(merge.pk).prior_client_id) == ("waiting_for_match", None, None)
    send(control="3", number="H7^^^BAY^MR", name="Ruiz^Rosalia", born="19511130")
    merge = now(merge.pk)
    assert (merge.status, merge.client_id, merge.prior_client_id) == ("waiting_for_match", rosa.pk, other.pk)
    link_as_proposed(
        merge.pk, actor=make_actor("supervisor", rosa.cases.unscoped(WHY).get().team), version=merge.version, why="Same address"
    )
    assert now(merge.pk).awaited_numbers == []


def test_what_was_taken_back_follows_the_next_decision_about_its_number(rosa: Client) -> None:
    other = make_client(given_name="Rose", family_name="Delgado", birth_date="1949-01-01")
    wrong = send(event="A01", control="1")
    take_match_back(
        wrong.pk,
        actor=make_actor("supervisor", rosa.cases.unscoped(WHY).get().team),
        version=wrong.version,
        error="Another birth date",
    )
    assert now(wrong.pk).status == "waiting_for_match"
    late = send(control="2")
    match_message(late.pk, actor=make_actor("intake"), version=late.version, client=other.pk)
    process_stored()
    assert (now(wrong.pk).client_id, now(wrong.pk).status) == (other.pk, "applied")


@pytest.fixture
def hospital(rosa: Client) -> Actor:
    make_case(make_client(given_name="Tom", family_name="Berg", birth_date="1944-01-02"), make_team())
    return a_hospital()


def a_message(chance: random.Random, number: int) -> str:
    """About one of three people, of whom one is nobody's client: names misspelt, birth dates left out, several numbers."""
    name, born, of_bay, national = chance.choice(PEOPLE)
    numbers = [f"{of_bay}^^^BAY^MR"]
    if chance.random() < 0.4:
        numbers.append(f"{national}^^^USSSA^SS")
    if chance.random() < 0.3:
        numbers.insert(0, f"X{of_bay}^^^LAKE^MR")
    event = chance.choice(["A01", "A03", "A08", "A31", "A31", "A40", "A11", "A13", "A04"])
    at = f"202603{chance.randint(1, 25):02d}{chance.randint(0, 23):02d}0000"
    return an_adt(
        event=event, control=f"c{number}", number="~".join(numbers), name=chance.choice([name, name, name[:-1]]),
        born=chance.choice([born, born, born, ""]), visit=f"V{of_bay}{chance.randint(1, 2)}", happened=at, sent=at, admitted="",
        discharged=at if event == "A03" else "", more=f"MRG|{chance.choice(PEOPLE)[2]}^^^BAY^MR" if event == "A40" else None,
    )  # fmt: skip


def end_state() -> list[Any]:
    told = AdtMessage.objects.unscoped(WHY).order_by("control_id")
    stays = Transition.objects.unscoped(WHY).order_by("client__family_name", "facility", "visit_number")
    open_ones = DetailProposal.objects.unscoped(WHY).filter(status="open").order_by("client__family_name")
    links = PatientLink.objects.unscoped(WHY).order_by("issuer", "value_index")
    return [
        list(told.values_list("control_id", "status", "client__family_name", "prior_client__family_name", "error")),
        list(stays.values_list("client__family_name", "visit_number", "status", "admitted_at", "discharged_at")),
        list(open_ones.values_list("client__family_name", "marks")),
        list(links.values_list("client__family_name", "issuer", "value_index")),
    ]


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_notices_about_several_people_end_in_one_state_in_every_order_and_repeated(seed: int, hospital: Actor) -> None:
    chance = random.Random(seed)
    feed = [a_message(chance, number) for number in range(7)]
    first, *others = end_states(feed, chance, hospital, end_state)
    assert others == [first, first]
