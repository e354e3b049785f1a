"""SQL that is kept for a set of rights is kept for these rights alone: whatever changes, the very next request shows it."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Cover, Membership, User
from accounts.queries import actor_for
from clients.models import Case, Client, Consent
from clients.queries.search import found_clients
from followups.models import FollowUp
from tests.factories.absence import make_cover, make_time_off
from tests.factories.accounts import give_role, make_agency, make_api_actor, make_team, make_user
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor

pytestmark = pytest.mark.django_db
WHY = "the test changes what is there"


def reaches(user: User, client: Client) -> set[str]:
    """Each way by which this person's next request comes to the client, with whatever was kept of the one before."""
    actor = actor_for(user, "web")
    browser = Browser()
    browser.force_login(user)
    ways = {
        "list": Client.objects.visible_to(actor).filter(pk=client.pk).exists(),
        "cases": Case.objects.visible_to(actor).filter(client=client).exists(),
        "search": client in found_clients(actor, client.family_name),
        "page": browser.get(f"/clients/{client.pk}/").status_code == 200,
    }
    return {name for name, found in ways.items() if found}


EVERY_WAY = {"list", "cases", "search", "page"}


@pytest.fixture
def harbor() -> Case:
    make_agency()
    team = make_team("Harbor")
    case: Case = make_case(make_client(family_name="Quill"), team, make_user("case_manager", team))
    return case


def test_a_new_membership_shows_at_once_and_so_does_its_end(harbor: Case) -> None:
    sam = make_user("supervisor", make_team("Hillside"))
    assert reaches(sam, harbor.client) == set()
    give_role(sam, "supervisor", harbor.team)
    assert reaches(sam, harbor.client) == EVERY_WAY
    Membership.objects.filter(user=sam, team=harbor.team).delete()
    assert reaches(sam, harbor.client) == set()


def test_a_cover_shows_from_its_first_minute_and_not_past_its_last(harbor: Case) -> None:
    devon, now = make_user("case_manager", harbor.team), timezone.now()
    assert reaches(devon, harbor.client) == set()
    away = make_time_off(harbor.case_manager, now - timedelta(hours=1), now + timedelta(hours=1))
    cover = make_cover(harbor.case_manager, devon, away, status="accepted")
    assert reaches(devon, harbor.client) == EVERY_WAY
    Cover.objects.unscoped(WHY).filter(pk=cover.pk).update(ends_at=now)
    assert reaches(devon, harbor.client) == set()


def test_a_case_that_changes_hands_is_seen_by_the_one_and_no_longer_once_declined(harbor: Case) -> None:
    devon = make_user("case_manager", harbor.team)
    assert reaches(devon, harbor.client) == set()
    Case.objects.unscoped(WHY).filter(pk=harbor.pk).update(case_manager=devon)
    assert reaches(devon, harbor.client) == EVERY_WAY
    Case.objects.unscoped(WHY).filter(pk=harbor.pk).update(status=Case.Status.DECLINED)
    assert reaches(devon, harbor.client) == set()


def test_a_client_who_is_restricted_is_gone_from_the_next_request(harbor: Case) -> None:
    sam = make_user("supervisor", harbor.team)
    assert reaches(sam, harbor.client) == EVERY_WAY
    Client.objects.unscoped(WHY).filter(pk=harbor.client_id).update(restricted=True)
    assert reaches(sam, harbor.client) == set()


def test_what_was_handed_over_is_seen_while_it_is_open(harbor: Case) -> None:
    devon = make_user("case_manager", harbor.team)
    assert reaches(devon, harbor.client) == set()
    handed = FollowUp.objects.create(
        kind=FollowUp.Kind.OWN, client=harbor.client, title="Call about the forms", why="Asked", due_at=timezone.now() + timedelta(days=9),
        offered_to=devon, source_key="test", object_id=harbor.pk,
    )  # fmt: skip
    assert reaches(devon, harbor.client) == EVERY_WAY
    FollowUp.objects.unscoped(WHY).filter(pk=handed.pk).update(status=FollowUp.Status.DONE)
    assert reaches(devon, harbor.client) == set()


def test_an_emergency_opens_a_record_for_whoever_holds_it_open_and_for_no_other_request(harbor: Case) -> None:
    devon = make_user("case_manager", harbor.team)
    Client.objects.unscoped(WHY).filter(pk=harbor.client_id).update(restricted=True)

    def sees(actor: Actor) -> bool:
        return bool(Client.objects.visible_to(actor).filter(pk=harbor.client_id).exists())

    closed, opened = actor_for(devon, "web"), actor_for(devon, "web", opened=frozenset({harbor.client_id}))
    assert [sees(actor) for actor in (closed, opened, closed, opened)] == [False, True, False, True]


def test_a_consent_that_ended_yesterday_is_not_kept_for_today(harbor: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    partner, today = make_api_actor("clients:read"), timezone.localdate()
    Consent.objects.create(
        client=harbor.client, kind="share", grantee_client_id=partner.id, scope=["cases"], starts_on=today, ends_on=today,
        signed_on=today, method="paper",
    )  # fmt: skip
    assert Client.objects.visible_to(partner).count() == 1
    monkeypatch.setattr(timezone, "localdate", lambda *args: today + timedelta(days=1))
    assert Client.objects.visible_to(partner).count() == 0
