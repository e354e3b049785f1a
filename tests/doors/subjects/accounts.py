"""Subjects of the doors: people, teams, the agency, absences and the systems that call."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccessToken, Agency, ApiClient, Cover, DutyShift, Membership, Team, TimeOff, User
from tests.doors.cast import ONESELF, PEOPLE, SYSTEM, Cast
from tests.doors.subjects.sight import ADMINISTRATORS, EVERYBODY, Subject, Subjects
from tests.factories.absence import make_cover, make_shift, make_time_off
from tests.factories.accounts import give_role, make_access_token, make_api_client, make_team, make_user


def _person(cast: Cast, state: str) -> User:
    """A colleague nobody depends on."""
    return make_user("privacy_officer", status=state, name="Pat Colleague", password="a password of their own")


def _invited_person(cast: Cast, state: str) -> User:
    return make_user("privacy_officer", status=state)


def _person_with_second_factor(cast: Cast, state: str) -> User:
    from tests.factories.accounts import give_second_factor

    person = _person(cast, state)
    give_second_factor(person)
    return person


def _membership(cast: Cast, state: str) -> Membership:
    membership = give_role(make_user(), "intake", cast.harbor)
    Membership.objects.filter(pk=membership.pk).update(status=state)
    membership.refresh_from_db()
    return membership


def _team(cast: Cast, state: str) -> Team:
    return make_team("Lakeside", status=state)


def _agency(cast: Cast, state: str) -> Agency:
    return cast.agency


def _agency_with_closure(cast: Cast, state: str) -> Agency:
    cast.agency.closures.create(day="2031-05-01", name="Retreat")
    return cast.agency


def _api_client(cast: Cast, state: str) -> ApiClient:
    return make_api_client("cases:read", name="County registry", status=state)


def _access_token(cast: Cast, state: str) -> AccessToken:
    return make_access_token(_person(cast, "active"), status=state)


def _colleague(cast: Cast, state: str) -> User:
    """Somebody of the team, whose supervisor may plan for them."""
    return make_user("case_manager", cast.harbor, status=state, name="Pat Colleague", password="a password of their own")


def _time_off(cast: Cast, state: str) -> TimeOff:
    now = timezone.now()
    starts_at = now + timedelta(days=1) if state == "planned" else now - timedelta(days=1)
    return make_time_off(_colleague(cast, "active"), starts_at, now + timedelta(days=3), status=state)


def _time_off_that_has_come(cast: Cast, state: str) -> TimeOff:
    return make_time_off(_colleague(cast, "active"), status=state)


def _cover(cast: Cast, state: str) -> Cover:
    return make_cover(_colleague(cast, "active"), cast.user("case_manager"), status=state)


def _duty_shift(cast: Cast, state: str) -> DutyShift:
    return make_shift(_colleague(cast, "active"), cast.harbor, status=state)


SUBJECTS: Subjects = {
    User: Subject(_person, EVERYBODY, oneself=lambda person: person),
    Membership: Subject(_membership, EVERYBODY),
    Team: Subject(_team, EVERYBODY),
    Agency: Subject(_agency, EVERYBODY),
    ApiClient: Subject(_api_client, ADMINISTRATORS),
    AccessToken: Subject(_access_token, ADMINISTRATORS | {ONESELF}, oneself=lambda token: token.user),
    TimeOff: Subject(_time_off, ADMINISTRATORS | {"supervisor", ONESELF}, oneself=lambda off: off.user),
    Cover: Subject(_cover, frozenset({"case_manager", "supervisor", ONESELF, SYSTEM}), oneself=lambda cover: cover.away),
    DutyShift: Subject(_duty_shift, frozenset({*PEOPLE, SYSTEM, ONESELF}), oneself=lambda shift: shift.person),
    "time_off.begin": Subject(_time_off_that_has_come, ADMINISTRATORS | {"supervisor", ONESELF}, oneself=lambda off: off.user),
    "time_off.plan": Subject(_colleague, EVERYBODY, oneself=lambda person: person),
    "person.set_hours": Subject(_colleague, EVERYBODY, oneself=lambda person: person),
    "person.invite": Subject(_invited_person, EVERYBODY, oneself=lambda person: person),
    "person.reset_second_factor": Subject(_person_with_second_factor, EVERYBODY, oneself=lambda person: person),
    "agency.remove_closure": Subject(_agency_with_closure, EVERYBODY),
}
