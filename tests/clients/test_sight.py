"""Who sees whom: each role and each partner, towards each kind of client, on the page, in the API and in lists."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import AccessToken, User
from accounts.queries import actor_for
from clients.models import Case, Client, Consent, RestrictedAccess
from clients.queries.matching import Sought, possible_matches
from clients.queries.search import found_clients
from tests.factories.accounts import (
    give_role,
    make_access_token,
    make_agency,
    make_api_actor,
    make_team,
    make_user,
)
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor
from workflow.identifiers import new_id

pytestmark = pytest.mark.django_db

PARTNER = new_id()


class World:
    """One team with its people, another team beside it, and one client at a time."""

    def __init__(self) -> None:
        make_agency()
        self.harbor, self.hillside = make_team("Harbor"), make_team("Hillside")
        self.people: dict[str, User] = {
            "case manager": make_user("case_manager", self.harbor),
            "earlier case manager": make_user("case_manager", self.harbor),
            "other case manager": make_user("case_manager", self.harbor),
            "supervisor": make_user("supervisor", self.harbor),
            "other supervisor": make_user("supervisor", self.hillside),
            "intake": make_user("intake", self.harbor),
            "privacy officer": make_user("privacy_officer"),
            "administrator": make_user("administrator"),
            "nobody yet": make_user(),
        }

    def actor(self, who: str) -> Actor:
        if who == "partner":
            return make_api_actor("clients:read", "cases:read", id=PARTNER)
        return actor_for(self.people[who], "web")

    def who_sees(self, client: Client) -> set[str]:
        seers = {who for who in self.people if _sees(self.actor(who), client.pk)}
        return seers | ({"partner"} if _sees(self.actor("partner"), client.pk) else set())


def _sees(actor: Actor, pk: UUID) -> bool:
    return Client.objects.visible_to(actor).filter(pk=pk).count() == 1


def consent(client: Client, **fields: Any) -> Consent:
    today = timezone.localdate()
    given = {"kind": "share", "grantee_client_id": PARTNER, "scope": ["cases"], "starts_on": today, "signed_on": today, **fields}
    row: Consent = Consent.objects.create(client=client, method="paper", **given)
    return row


def assign(client: Client, user: User) -> None:
    RestrictedAccess.objects.create(client=client, user=user)


def an_open_case(world: World, **client: Any) -> Client:
    found = make_client(**client)
    make_case(found, world.harbor, world.people["case manager"])
    return found


def test_an_open_case_is_seen_by_its_case_manager_and_its_team_s_supervisor() -> None:
    world = World()
    assert world.who_sees(an_open_case(world)) == {"case manager", "supervisor"}


def test_a_client_without_any_case_is_seen_by_intake() -> None:
    world = World()
    assert world.who_sees(make_client()) == {"intake"}


@pytest.mark.parametrize("status", ["referred", "screening"])
def test_a_referral_without_a_team_is_seen_by_intake(status: str) -> None:
    world = World()
    assert world.who_sees(make_case(status=status).client) == {"intake"}


def test_intake_loses_sight_when_the_case_opens_and_gets_it_back_when_it_closes() -> None:
    world = World()
    client = an_open_case(world)
    assert "intake" not in world.who_sees(client)
    Case.objects.unscoped("a test closes it").filter(client=client).update(status="closed")
    assert world.who_sees(client) == {"case manager", "supervisor", "intake"}


def test_a_case_waiting_for_its_case_manager_s_answer_is_seen_by_them() -> None:
    world = World()
    client = make_client()
    make_case(client, world.harbor, world.people["other case manager"], accepted_at=None)
    assert world.who_sees(client) == {"other case manager", "supervisor"}


def test_a_declined_referral_leaves_nothing_with_whom_it_was_meant_for() -> None:
    world = World()
    client = make_client()
    make_case(client, None, world.people["case manager"], status="declined")
    assert world.who_sees(client) == {"intake"}


def test_whoever_covers_sees_what_the_covered_sees_and_nobody_else_does() -> None:
    world = World()
    client = an_open_case(world)
    away, covering = world.people["case manager"], world.people["other case manager"]
    actor = actor_for(covering, "web")
    assert _sees(actor, client.pk) is False
    covered = Actor(
        kind="user", id=covering.pk, name="C", channel="web", roles=actor.roles, acts_for=frozenset({covering.pk, away.pk})
    )
    assert _sees(covered, client.pk) is True


def test_a_partner_sees_whom_it_referred() -> None:
    world = World()
    client = make_client()
    make_case(client, status="referred", referred_by_client_id=PARTNER)
    assert world.who_sees(client) == {"intake", "partner"}


def test_another_partner_does_not() -> None:
    World()
    client = make_client()
    make_case(client, status="referred", referred_by_client_id=new_id())
    assert not _sees(make_api_actor("clients:read", id=PARTNER), client.pk)


def test_a_partner_sees_whom_a_consent_in_force_gives_it() -> None:
    world = World()
    client = an_open_case(world)
    consent(client)
    assert world.who_sees(client) == {"case manager", "supervisor", "partner"}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "revoked"},
        {"starts_on": timezone.localdate() - timedelta(days=9), "ends_on": timezone.localdate() - timedelta(days=1)},
        {"starts_on": timezone.localdate() + timedelta(days=1)},
        {"grantee_client_id": None},
    ],
    ids=["revoked", "expired", "not yet begun", "given to somebody else"],
)
def test_a_partner_does_not_see_whom_a_consent_no_longer_or_not_yet_gives_it(fields: dict[str, Any]) -> None:
    world = World()
    client = an_open_case(world)
    consent(client, **fields)
    assert world.who_sees(client) == {"case manager", "supervisor"}


def test_a_consent_ends_with_the_end_of_its_last_day() -> None:
    world = World()
    client = an_open_case(world)
    consent(client, ends_on=timezone.localdate())
    assert "partner" in world.who_sees(client)


def test_a_restricted_client_is_seen_by_the_case_manager_and_the_people_named_alone() -> None:
    world = World()
    client = an_open_case(world, restricted=True)
    consent(client)
    assert world.who_sees(client) == {"case manager"}
    assign(client, world.people["other supervisor"])
    assign(client, world.people["intake"])
    assert world.who_sees(client) == {"case manager", "other supervisor", "intake"}


def test_restricted_hides_a_client_without_a_case_from_intake_and_a_referred_one_from_the_partner() -> None:
    world = World()
    assert world.who_sees(make_client(restricted=True)) == set()
    referred = make_client(restricted=True)
    make_case(referred, status="referred", referred_by_client_id=PARTNER)
    assert world.who_sees(referred) == set()


def test_an_earlier_case_manager_keeps_an_ordinary_client_but_not_a_restricted_one() -> None:
    world = World()
    for restricted, seen in ((False, True), (True, False)):
        client = make_client(restricted=restricted)
        make_case(client, world.harbor, world.people["earlier case manager"], status="closed")
        make_case(client, world.harbor, world.people["case manager"], number=2)
        assert ("earlier case manager" in world.who_sees(client)) is seen
        assert "case manager" in world.who_sees(client)


def test_a_restricted_client_who_comes_back_stays_with_the_last_case_manager_until_there_is_a_new_one() -> None:
    world = World()
    client = make_client(restricted=True)
    make_case(client, world.harbor, world.people["earlier case manager"], status="closed")
    new = make_case(client, world.harbor, status="open", number=2)
    assert world.who_sees(client) == {"earlier case manager"}
    new.case_manager = world.people["case manager"]
    new.save()
    assert world.who_sees(client) == {"case manager"}


def test_the_privacy_officer_and_the_administrator_see_no_client_even_when_named_or_once_case_managers() -> None:
    world = World()
    client = make_client(restricted=True)
    for who in ("privacy officer", "administrator", "nobody yet"):
        make_case(client, world.harbor, world.people[who], status="closed")
        assign(client, world.people[who])
    assert world.who_sees(client) == set()


def test_two_roles_see_what_either_sees() -> None:
    world = World()
    give_role(world.people["intake"], "supervisor", world.hillside)
    client = make_client()
    make_case(client, world.hillside)
    assert world.who_sees(client) == {"other supervisor", "intake"}


def _statuses(user: User, pk: UUID) -> tuple[int, int]:
    """The page's and the API's answer to one person asking for one client."""
    browser = Browser()
    browser.force_login(user)
    token = f"cmp_{user.pk}"
    if not AccessToken.objects.unscoped("a test looks").filter(user=user).exists():
        make_access_token(user, token)
    page = browser.get(f"/clients/{pk}/")
    api = Browser().get(f"/api/v1/clients/{pk}/", headers={"Authorization": f"Bearer {token}"})
    return page.status_code, api.status_code


def test_hidden_and_absent_are_the_same_404_on_the_page_and_in_the_api() -> None:
    world = World()
    hidden = an_open_case(world, restricted=True)
    for who in ("supervisor", "other case manager", "intake", "privacy officer", "administrator"):
        assert _statuses(world.people[who], hidden.pk) == (404, 404), who
        assert _statuses(world.people[who], new_id()) == (404, 404), who
    assert _statuses(world.people["case manager"], hidden.pk) == (200, 200)


@pytest.mark.parametrize(
    "place", ["timeline/", "contacts/", "support/", "consents/", "cases/", "restrict/", "assign-person/", "log-contact/"]
)
def test_no_page_below_a_hidden_client_opens(place: str) -> None:
    world = World()
    hidden = an_open_case(world, restricted=True)
    browser = Browser()
    browser.force_login(world.people["supervisor"])
    answer = browser.get(f"/clients/{hidden.pk}/{place}")
    absent = browser.get(f"/clients/{new_id()}/{place}")
    assert (answer.status_code, absent.status_code) == (404, 404)
    assert str(hidden.family_name) not in answer.content.decode()


def test_search_finds_no_restricted_client_for_those_who_may_not_see_them() -> None:
    world = World()
    client = an_open_case(world, restricted=True, given_name="Rosalind", family_name="Quintero")
    assert [found.pk for found in found_clients(world.actor("case manager"), "Rosalind Quintero")] == [client.pk]
    for who in ("supervisor", "other case manager", "intake", "privacy officer"):
        assert found_clients(world.actor(who), "Rosalind Quintero") == [], who


def test_matching_tells_intake_that_a_restricted_record_exists_and_a_partner_nothing() -> None:
    world = World()
    client = an_open_case(world, restricted=True, given_name="Rosalind", family_name="Quintero")
    sought = Sought("Rosalind", "Quintero", client.birth_date)
    [match] = possible_matches(world.actor("intake"), sought)
    assert (match.visible, match.hidden, match.where) == (False, True, "Open, Harbor")
    assert possible_matches(world.actor("partner"), sought) == []


def test_the_match_fragment_names_no_restricted_client() -> None:
    world = World()
    client = an_open_case(world, restricted=True, given_name="Rosalind", family_name="Quintero")
    browser = Browser()
    browser.force_login(world.people["intake"])
    typed = {"given_name": "Rosalind", "family_name": "Quintero", "birth_date": str(client.birth_date)}
    shown = browser.post("/clients/matches/", typed).content.decode()
    assert "A restricted record" in shown
    assert f"/clients/{client.pk}/" not in shown and "Harbor" not in shown
