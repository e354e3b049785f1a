"""Who sees assessments."""

import pytest

from assessments.models import Assessment
from clients.models import Consent
from tests.factories.accounts import make_actor, make_api_actor, make_team, make_user
from tests.factories.assessments import make_assessment
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor

pytestmark = pytest.mark.django_db


def seen_by(actor: Actor) -> list[Assessment]:
    return list(Assessment.objects.visible_to(actor))


def test_the_case_manager_sees_an_assessment_and_a_colleague_does_not() -> None:
    team, maria, devon = make_team(), make_user("case_manager"), make_user("case_manager")
    case = make_case(team=team, case_manager=maria)
    assessment = make_assessment(case.client)
    assert seen_by(make_actor(maria)) == [assessment]
    assert seen_by(make_actor(devon)) == []


def test_the_administrator_and_the_privacy_officer_see_no_answers() -> None:
    make_assessment(make_case().client)
    assert seen_by(make_actor("administrator")) == []
    assert seen_by(make_actor("privacy_officer")) == []


def test_a_partner_sees_its_own_and_others_only_with_consent() -> None:
    partner = make_api_actor("assessments:read")
    client = make_client()
    make_case(client, referred_by_client_id=partner.id)
    own = make_assessment(client, author_client_id=partner.id)
    other = make_assessment(client)
    assert seen_by(partner) == [own]
    Consent.objects.create(
        client=client, kind="share", grantee_client_id=partner.id, scope=["assessments"], starts_on="2020-01-01",
        signed_on="2020-01-01", method="paper",
    )  # fmt: skip
    assert set(seen_by(partner)) == {own, other}
