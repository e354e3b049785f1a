"""Steps of a person and of their roles."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from accounts.actions.people import (
    add_person,
    deactivate_person,
    invite_person,
    reactivate_person,
    reset_second_factor,
    set_preferences,
    update_person,
)
from accounts.actions.roles import end_role, grant_role
from accounts.models import AccessToken, Membership, Team, User
from clients.actions.cases import assign_case_manager
from clients.models import Client
from clients.queries.caseload import cases_like
from clients.queries.responsibilities import left_cases
from tests.factories.accounts import (
    PASSWORD,
    give_role,
    give_second_factor,
    make_access_token,
    make_actor,
    make_agency,
    make_api_actor,
    make_team,
    make_user,
)
from tests.factories.clients import make_case, make_client
from workflow.actor import Actor
from workflow.models import Event, Outbox
from workflow.outbox import deliver
from workflow.refusals import InvalidInput, NotAllowed, StepRefused, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    make_agency()
    return make_actor("administrator", confirmed=True)


def event(name: str) -> Event:
    return Event.objects.unscoped("a test looks").get(name=name)


def new_person(admin: Actor, **more: Any) -> User:
    given = {"name": "Nora Bell", "email": "Nora.Bell@agency.example", "job_title": "Nurse", "role": "intake", **more}
    return add_person(actor=admin, **given)


def test_a_new_person_has_one_role_no_password_and_an_invitation_by_mail(admin: Actor) -> None:
    team = make_team("Harbor")
    person = new_person(admin, team=team.pk)
    assert (person.email, person.status, person.has_usable_password()) == ("nora.bell@agency.example", "active", False)
    assert [(m.role, m.team) for m in person.memberships.all()] == [("intake", team)]
    assert event("person.added").data == {"role": "intake", "team": str(team.pk)}
    for waiting in list(Outbox.objects.all()):
        assert deliver(waiting.event_id)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["nora.bell@agency.example"], "Your account at Harbor Care")
    assert person.shown_once["invitation"].partition("/key/")[0] in sent.body


def test_the_invitation_sets_a_password_once(admin: Actor, client: Browser) -> None:
    link = new_person(admin, team=make_team().pk).shown_once["invitation"].removeprefix("http://127.0.0.1:8000")
    form = client.get(link, follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": "a quiet river bends", "password2": "a quiet river bends"})
    assert answer.status_code == 302
    assert User.objects.get(email="nora.bell@agency.example").check_password("a quiet river bends")
    again = Browser().get(link, follow=True)
    assert "token_fail" in again.context and again.context["token_fail"] is True


def test_the_invitation_ends_after_a_day(admin: Actor, client: Browser, time_machine: Any) -> None:
    link = new_person(admin, team=make_team().pk).shown_once["invitation"].removeprefix("http://127.0.0.1:8000")
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=2))
    assert client.get(link, follow=True).context["token_fail"] is True


def test_who_has_a_password_is_not_invited_again(admin: Actor) -> None:
    person = make_user(password=PASSWORD, name="Nora Bell")
    with pytest.raises(StepRefused, match="Nora Bell has chosen a password already, and can use “I forgot my password”."):
        invite_person(person.pk, actor=admin, version=1)


def test_one_address_signs_in_one_person(admin: Actor) -> None:
    make_user(email="nora.bell@agency.example")
    with pytest.raises(InvalidInput) as refused:
        new_person(admin, team=make_team().pk)
    assert refused.value.errors == {"email": ["Somebody already signs in with this address."]}
    assert User.objects.filter(name="Nora Bell").count() == 0


@pytest.mark.parametrize(
    ("role", "in_team", "sentence"),
    [
        ("case_manager", False, "Choose the team; this role is held in one team."),
        ("administrator", True, "This role is held in the whole agency; leave the team empty."),
    ],
)
def test_a_role_is_held_where_it_belongs(admin: Actor, role: str, in_team: bool, sentence: str) -> None:
    person, team = make_user(), make_team()
    with pytest.raises(InvalidInput) as refused:
        grant_role(person.pk, actor=admin, role=role, team=team.pk if in_team else None)
    assert refused.value.errors == {"team": [sentence]}
    assert person.memberships.count() == 0


def test_a_role_is_not_granted_twice(admin: Actor) -> None:
    team = make_team()
    person = make_user("case_manager", team, name="Nora Bell")
    with pytest.raises(InvalidInput) as refused:
        grant_role(person.pk, actor=admin, role="case_manager", team=team.pk)
    assert refused.value.errors == {"role": ["Nora Bell already has this role here."]}


def test_only_an_administrator_grants_roles() -> None:
    person, team = make_user(), make_team()
    with pytest.raises(NotAllowed, match="Only an administrator can change people, teams and settings."):
        grant_role(person.pk, actor=make_actor("supervisor", team), role="supervisor", team=team.pk)
    assert person.memberships.count() == 0


def test_an_api_client_with_every_scope_does_not_grant_roles() -> None:
    person = make_user()
    with pytest.raises(NotAllowed):
        grant_role(person.pk, actor=make_api_actor("people:write", "staff:act"), role="administrator")
    assert person.memberships.count() == 0


def test_the_last_administrator_stays(admin: Actor) -> None:
    own = Membership.objects.get(user_id=admin.id)
    with pytest.raises(StepRefused, match="This is the last administrator. Make somebody else administrator first."):
        end_role(own.pk, actor=admin, version=1, reason="moving on")
    own.refresh_from_db()
    assert own.status == "active"


def test_an_inactive_administrator_does_not_count_as_one_who_is_left(admin: Actor) -> None:
    User.objects.filter(pk=make_user("administrator").pk).update(status="deactivated")
    own = Membership.objects.get(user_id=admin.id)
    with pytest.raises(StepRefused):
        end_role(own.pk, actor=admin, version=1, reason="moving on")


def test_of_two_administrators_one_may_go(admin: Actor) -> None:
    make_user("administrator")
    own = Membership.objects.get(user_id=admin.id)
    ended = end_role(own.pk, actor=admin, version=1, reason="moving on")
    assert (ended.status, ended.ended_at is not None, event("role.ended").reason) == ("ended", True, "moving on")


def with_a_case(team: Team) -> User:
    person = make_user("case_manager", team, name="Nora Bell")
    make_case(make_client(), team, person)
    return person


def test_a_case_manager_with_running_cases_does_not_lose_the_role(admin: Actor) -> None:
    person = with_a_case(make_team())
    sentence = "Nora Bell still has 1 running case. A supervisor has to assign it to somebody else first."
    with pytest.raises(StepRefused, match=sentence):
        end_role(person.memberships.get().pk, actor=admin, version=1, reason="left")
    assert person.memberships.get().status == "active"


def test_somebody_is_let_go_at_once_and_their_cases_stand_before_the_supervisor_until_given_to_others(admin: Actor) -> None:
    team = make_team()
    person, other = with_a_case(team), make_user("case_manager", team)
    assert left_cases([team.pk]).count() == 0
    deactivate_person(person.pk, actor=admin, version=1, reason="left")
    supervisor = make_actor("supervisor", team)
    [left] = cases_like(supervisor, {"state": "left"})
    assert (left.case_manager, [case.pk for case in left_cases([team.pk])]) == (person, [left.pk])
    assert list(cases_like(make_actor("supervisor", make_team()), {"state": "left"})) == []
    assign_case_manager(left.pk, actor=supervisor, version=left.version, case_manager=other.pk)
    assert left_cases([team.pk]).count() == 0


def test_a_restricted_client_left_without_anybody_is_seen_by_the_supervisor_until_somebody_has_them(admin: Actor) -> None:
    team = make_team()
    person, other = with_a_case(team), make_user("case_manager", team)
    client = Client.objects.unscoped("a test looks").get()
    Client.objects.unscoped("a test changes it").update(restricted=True)
    supervisor, stranger = make_actor("supervisor", team), make_actor("supervisor", make_team())
    assert list(Client.objects.visible_to(supervisor)) == []
    deactivate_person(person.pk, actor=admin, version=1, reason="left")
    assert list(Client.objects.visible_to(supervisor)) == [client]
    assert list(Client.objects.visible_to(stranger)) == []
    [left] = cases_like(supervisor, {"state": "left"})
    assign_case_manager(left.pk, actor=supervisor, version=left.version, case_manager=other.pk)
    assert list(Client.objects.visible_to(supervisor)) == []


def test_deactivating_ends_sessions_and_tokens_at_once(admin: Actor) -> None:
    person = make_user(password=PASSWORD)
    token = make_access_token(person)
    browser = Browser()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert (browser.get("/me/").status_code, UserSession.objects.filter(user=person).count()) == (200, 1)
    deactivate_person(person.pk, actor=admin, version=1, reason="left the agency")
    token.refresh_from_db()
    assert (token.status, UserSession.objects.filter(user=person).count(), Session.objects.count()) == ("revoked", 0, 0)
    assert browser.get("/me/")["Location"] == "/accounts/login/?next=/me/"
    assert Browser().get("/api/v1/me/", headers={"Authorization": "Bearer cmp_token-of-the-tests"}).status_code == 401
    assert event("person.deactivated").reason == "left the agency"


def test_nobody_deactivates_themselves(admin: Actor) -> None:
    make_user("administrator")
    with pytest.raises(StepRefused, match="Another administrator has to deactivate you."):
        deactivate_person(admin.id, actor=admin, version=1, reason="test")


def test_a_reactivated_person_has_their_roles_but_not_their_tokens(admin: Actor) -> None:
    person = make_user("intake", make_team())
    make_access_token(person)
    gone = deactivate_person(person.pk, actor=admin, version=1, reason="leave")
    back = reactivate_person(person.pk, actor=admin, version=gone.version, reason="back from leave")
    assert (back.status, [m.role for m in back.memberships.all()]) == ("active", ["intake"])
    assert AccessToken.objects.unscoped("a test looks").get().status == "revoked"
    with pytest.raises(WrongState):
        reactivate_person(person.pk, actor=admin, version=back.version, reason="again")


def test_a_second_factor_is_reset_by_another_person_who_has_just_confirmed(admin: Actor) -> None:
    person = make_user(name="Nora Bell")
    give_second_factor(person)
    with pytest.raises(StepRefused, match="Confirm first that it is you"):
        reset_second_factor(person.pk, actor=make_actor("administrator"), version=1, reason="lost phone")
    assert Authenticator.objects.filter(user=person).count() == 1
    reset_second_factor(person.pk, actor=admin, version=1, reason="lost phone, seen in person")
    assert Authenticator.objects.filter(user=person).count() == 0
    assert event("person.second_factor_reset").reason == "lost phone, seen in person"


def test_nobody_resets_their_own_second_factor(admin: Actor) -> None:
    give_second_factor(User.objects.get(pk=admin.id))
    with pytest.raises(NotAllowed, match="Another administrator has to reset your second factor."):
        reset_second_factor(admin.id, actor=admin, version=1, reason="lost phone")
    assert Authenticator.objects.filter(user_id=admin.id).count() == 1


def test_a_new_address_is_the_one_to_sign_in_with(admin: Actor) -> None:
    person = make_user(email="old@agency.example")
    update_person(person.pk, actor=admin, version=1, name="Nora Bell", email="new@agency.example", job_title="", phone="")
    assert [(a.email, a.primary, a.verified) for a in EmailAddress.objects.filter(user=person)] == [
        ("new@agency.example", True, True)
    ]
    assert event("person.updated").data == {"changed": ["email", "name"]}


def test_preferences_are_one_s_own(admin: Actor) -> None:
    person = make_user("intake", make_team())
    chosen = {"name": "Nora Bell", "phone": "", "time_zone": "America/Chicago", "language": "es", "shortcuts_on": False}
    with pytest.raises(NotAllowed, match="Only the person themselves can change this."):
        set_preferences(person.pk, actor=admin, version=1, **chosen)
    saved = set_preferences(person.pk, actor=make_actor(person), version=1, **chosen)
    assert (saved.time_zone, saved.language, saved.shortcuts_on) == ("America/Chicago", "es", False)


def test_a_deactivated_person_is_granted_nothing(admin: Actor) -> None:
    person = make_user(name="Nora Bell", status="deactivated")
    with pytest.raises(StepRefused, match="Nora Bell is deactivated. Reactivate them first."):
        grant_role(person.pk, actor=admin, role="privacy_officer")
    assert person.memberships.count() == 0


def test_a_role_that_ended_can_be_granted_again(admin: Actor) -> None:
    person = make_user()
    held = give_role(person, "privacy_officer")
    end_role(held.pk, actor=admin, version=1, reason="pause")
    again = grant_role(person.pk, actor=admin, role="privacy_officer")
    assert (again.status, again.pk != held.pk) == ("active", True)
