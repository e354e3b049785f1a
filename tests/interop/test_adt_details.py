"""What a hospital says differently about a client: a proposal that a person decides field by field, never a silent change."""

import itertools
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from clients.models import Address, Client, Phone
from followups.models import FollowUp
from interop.actions.notices import take_match_back
from interop.actions.processing import process_stored
from interop.actions.proposals import accept_proposal, reject_proposal
from interop.actions.receiving import take_in
from interop.models import AdtMessage, DetailProposal, PatientLink
from interop.queries.notices import number_index
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt
from workflow.actor import system_actor
from workflow.models import Event
from workflow.refusals import InvalidInput

HOSPITAL = system_actor("a test's hospital")
WHY = "a test looks"
NEW = "PID|1||H100^^^BAY^MR||DELGADO-RUIZ^ROSA^M||19500304|F|||5 Elm St.^^Boston^MA^02116^USA^H||^PRN^PH^rosa@example.org^^617^2534567||spa^Spanish"
SAME = "PID|1||H100^^^BAY^MR||delgado^ROSA||19500304"
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(db: None) -> Client:
    make_agency()
    client = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04", gender="female")
    make_case(client, make_team(), case_manager=make_user())
    PatientLink.objects.create(client=client, issuer="BAY", value_index=number_index("BAY", "H100"), how="Decided by Ines")
    return client


def sent(*messages: dict[str, Any]) -> None:
    for said in messages:
        take_in(an_adt(**{"event": "A31", "PV1": None, **said}).encode(), actor=HOSPITAL)
        process_stored()


def proposals(**which: Any) -> list[DetailProposal]:
    return list(DetailProposal.objects.unscoped(WHY).filter(**which).order_by("id"))


def now(client: Client) -> Any:
    return Client.objects.unscoped(WHY).get(pk=client.pk)


def asked(client: Client) -> list[str]:
    rows = FollowUp.objects.unscoped(WHY).filter(client=client, kind="compare_details")
    return list(rows.order_by("id").values_list("status", flat=True))


def supervisor(client: Client) -> Any:
    return make_actor("supervisor", client.cases.unscoped(WHY).get().team)


def test_what_differs_is_proposed_and_nothing_is_changed(rosa: Client) -> None:
    sent({"PID": NEW, "control": "1"})
    (proposal,) = proposals()
    assert (proposal.status, proposal.source, proposal.values) == ("open", "BAY", {
        "family_name": ["DELGADO-RUIZ"], "middle_name": ["M"], "language": ["es"], "email": ["rosa@example.org"],
        "phone": [{"kind": "home", "number": "6172534567"}],
        "address": [{"use": "home", "street": "5 Elm St.", "city": "Boston", "subdivision": "MA", "postal_code": "02116"}],
    })  # fmt: skip
    assert (now(rosa).family_name, now(rosa).language, now(rosa).version) == ("Delgado", "en", 1)
    assert not Phone.objects.unscoped(WHY).exists() and not Address.objects.unscoped(WHY).exists()
    assert asked(rosa) == ["open"]
    told = Event.objects.unscoped(WHY).get(record=rosa.pk, name="detail_proposal.proposed")
    assert told.data == {"fields": ["address", "email", "family_name", "language", "middle_name", "phone"]}


@pytest.mark.parametrize(
    "pid",
    [
        SAME,
        "PID|1||H100^^^BAY^MR||Delgado^Rosa^^^^^L~Rosita^R^^^^^A||19500304|U",
        'PID|1||H100^^^BAY^MR||Delgado^Rosa||""|F|||""||""||""',
        "PID|1||H100^^^BAY^MR||Delgado^Rosa||20990101|F|||^^Boston^MA^02116||555-call||xx^Klingon",
        "PID|1||H100^^^BAY^MR||Delgado^||19500304",
    ],
    ids=["same", "alias", "deleted", "impossible", "half a name"],
)
def test_what_says_nothing_else_proposes_nothing(rosa: Client, pid: str) -> None:
    sent({"PID": pid})
    assert AdtMessage.objects.unscoped(WHY).get().status == "applied"
    assert proposals() == [] and asked(rosa) == []


def test_taken_over_field_by_field_by_the_steps_of_a_change_by_hand(rosa: Client) -> None:
    sent({"PID": NEW})
    (proposal,) = proposals()
    accept_proposal(proposal.pk, actor=supervisor(rosa), version=1, fields_taken=["family_name", "phone", "address"])
    client = now(rosa)
    assert (client.family_name, client.language, client.email) == ("DELGADO-RUIZ", "en", "")
    assert [str(name) for name in client.former_names.unscoped(WHY)] == ["Delgado"]
    phone, address = Phone.objects.unscoped(WHY).get(), Address.objects.unscoped(WHY).get()
    assert (phone.e164, phone.calls_allowed, address.street, address.confidential) == ("+16172534567", True, "5 Elm St.", False)
    assert [one.status for one in proposals()] == ["accepted"] and asked(rosa) == ["done"]
    who = Event.objects.unscoped(WHY).filter(record=rosa.pk, name__startswith="client.").values_list("actor_kind", flat=True)
    assert set(who) == {"user"}
    sent({"PID": NEW, "control": "2", "happened": "20260303100000"})
    assert len(proposals()) == 1


def test_left_as_it_was_it_is_not_asked_again_and_another_word_is(rosa: Client) -> None:
    sent({"PID": NEW})
    reject_proposal(proposals()[0].pk, actor=supervisor(rosa), version=1, why="Asked her")
    sent({"PID": NEW, "control": "2", "happened": "20260303100000"})
    assert [one.status for one in proposals()] == ["rejected"] and now(rosa).version == 1
    sent({"PID": NEW.replace("2534567", "2539999"), "control": "3", "happened": "20260304100000"})
    assert proposals(status="open")[0].values == {"phone": [{"kind": "home", "number": "6172539999"}]}


def test_a_later_word_takes_the_place_of_an_earlier_one_in_whatever_order_they_come(rosa: Client) -> None:
    said = [
        {"control": "1", "happened": "20260301100000", "PID": f"{SAME}|F||||| 617 253 1111"},
        {"control": "2", "happened": "20260302100000", "PID": f"{SAME}|F||||| 617 253 2222"},
        {"control": "3", "happened": "20260303100000", "PID": f"{SAME}|F|||||||spa"},
        {"control": "4", "happened": "20260304100000", "PID": f"{SAME}|F|||||||eng", "event": "A08"},
    ]  # fmt: skip
    for order in itertools.islice(itertools.permutations(said), 0, 24, 5):
        with transaction.atomic():
            sent(*order, *order)
            (standing,) = proposals(status="open")
            assert standing.values == {"phone": [{"kind": "home", "number": "617 253 2222"}]}
            assert asked(rosa)[-1] == "open"
            transaction.set_rollback(True)


def test_of_a_client_in_danger_an_address_stays_hidden_and_a_number_is_used_for_nothing(rosa: Client) -> None:
    Address.objects.create(client=rosa, street="1 Safe St", city="Lynn", postal_code="01901", confidential=True)
    sent({"PID": NEW})
    (proposal,) = proposals()
    accept_proposal(proposal.pk, actor=supervisor(rosa), version=1, fields_taken=["phone", "address"])
    phone = Phone.objects.unscoped(WHY).get()
    assert (phone.calls_allowed, phone.voicemail_allowed, phone.texts_allowed, phone.note[:17]) == (
        False,
        False,
        False,
        "As a hospital has",
    )
    assert [one.confidential for one in Address.objects.unscoped(WHY).order_by("id")] == [True, True]


def test_the_match_taken_back_takes_its_proposal_along(rosa: Client) -> None:
    sent({"PID": NEW})
    message = AdtMessage.objects.unscoped(WHY).get()
    take_match_back(message.pk, actor=supervisor(rosa), version=message.version, error="Another birth date")
    assert [one.status for one in proposals()] == ["replaced"] and asked(rosa) == ["dropped"]


def test_nothing_can_be_taken_over_that_was_not_proposed(rosa: Client) -> None:
    sent({"PID": f"{SAME}|F||||| 617 253 1111"})
    with pytest.raises(InvalidInput):
        accept_proposal(proposals()[0].pk, actor=supervisor(rosa), version=1, fields_taken=["birth_date"])
    assert now(rosa).birth_date == date(1950, 3, 4)
