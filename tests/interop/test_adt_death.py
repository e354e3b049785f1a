"""A notice that says the patient has died (PID-30): a person is asked to ask; nobody is declared dead by a message."""

from typing import Any

import pytest

from clients.actions.people import record_death
from clients.models import Client
from followups.models import FollowUp
from interop.actions.notices import take_match_back
from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from interop.models import AdtMessage
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.interop.adt import an_adt
from tests.interop.feeds import a_hospital

pytestmark = pytest.mark.django_db
WHY = "a test looks"


@pytest.fixture
def rosa(db: None) -> Client:
    make_agency()
    rosa: Client = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04")
    make_case(rosa, make_team(), make_user("case_manager", name="Maria"))
    return rosa


def told(event: str = "A31", control: str = "1") -> AdtMessage:
    hospital = a_hospital()
    died = "PID|1||H100^^^BAY^MR||Delgado^Rosa||19500304|F" + "|" * 22 + "Y"
    take_in(an_adt(event=event, control=control, PID=died).encode(), actor=hospital)
    process_stored()
    message: AdtMessage = AdtMessage.objects.unscoped(WHY).order_by("-id")[0]
    return message


def to_ask(client: Client, status: str = "open") -> list[Any]:
    rows = FollowUp.objects.unscoped(WHY).filter(source_key=f"notice-of-death:{client.pk}", status=status)
    return list(rows.values_list("why", "owner__name"))


@pytest.mark.parametrize("event", ["A31", "A08"])
def test_it_asks_the_case_manager_once_and_changes_nothing(rosa: Client, event: str) -> None:
    assert told(event).status == "applied"
    told(event, "2")
    assert to_ask(rosa) == [("BAY says that the client died. Ask them, then record it on the client's page.", "Maria")]
    rosa.refresh_from_db()
    assert (rosa.status, rosa.deceased_on) == ("active", None)


def test_of_a_death_on_record_nobody_is_asked(rosa: Client) -> None:
    record_death(
        rosa.pk, actor=make_actor(rosa.cases.unscoped(WHY).get().case_manager), version=rosa.version, deceased_on="2026-01-05"
    )
    told()
    assert to_ask(rosa) == []


def test_a_match_taken_back_takes_the_question_with_it(rosa: Client) -> None:
    message = told()
    supervisor = make_actor("supervisor", rosa.cases.unscoped(WHY).get().team)
    take_match_back(message.pk, actor=supervisor, version=message.version, error="Another birth date")
    assert (to_ask(rosa), len(to_ask(rosa, "dropped"))) == ([], 1)
