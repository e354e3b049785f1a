"""What a list asks for all its records at once, so that offering their steps costs no query for each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.actions.cases import CLOSE
from clients.models import Case
from tests.factories.clients import make_note
from tests.followups.stories import a_referral, an_accepted_case, cast
from workflow.steps import foresee, offer, offered

pytestmark = pytest.mark.django_db


def test_offers_are_the_same_whether_foreseen_or_asked_one_by_one() -> None:
    who = cast()
    case = an_accepted_case(who)
    contact = case.contacts.create(
        client=case.client, at=case.opened_at, channel="phone", result="reached", author=who.people["maria"], author_name="Maria"
    )
    make_note(case.client, who.people["maria"], contact=contact)
    rows = list(Case.objects.visible_to(who.maria).select_related("client"))
    alone = [offer(CLOSE, who.maria, row).reason for row in Case.objects.visible_to(who.maria)]
    foresee(rows)
    with CaptureQueriesContext(connection) as captured:
        assert [offer(CLOSE, who.maria, row).reason for row in rows] == alone
    assert alone == ["Sign or discard 1 draft note of this case first."]
    assert len(captured) == 0


@pytest.mark.parametrize("how_many", [1, 5])
def test_foreseeing_costs_the_same_for_few_and_many(how_many: int) -> None:
    who = cast()
    cases = [an_accepted_case(who) for _ in range(how_many)]
    with CaptureQueriesContext(connection) as captured:
        foresee(cases)
    assert len(captured) == 1


def test_nothing_is_foreseen_of_an_empty_list() -> None:
    with CaptureQueriesContext(connection) as captured:
        foresee([])
    assert len(captured) == 0


def test_a_record_is_asked_for_alone_where_nothing_was_foreseen() -> None:
    who = cast()
    case = a_referral(who)
    assert {found.step.name for found in offered(who.ines, case) if found.allowed} >= {"case.start_screening", "case.open"}
