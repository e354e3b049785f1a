"""Steps of teams and of the agency."""

from datetime import UTC, date, datetime

import pytest

from accounts.actions.agency import add_closure, remove_closure, update_agency
from accounts.actions.teams import close_team, create_team, rename_team
from accounts.models import Agency, Team
from accounts.queries import closed_days
from accounts.queries.hours import working_spans
from clients.models import Case, Client
from tests.factories.absence import make_hours
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from workflow.actor import Actor
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, StepRefused

pytestmark = pytest.mark.django_db

SETTINGS = {
    "name": "Harbor Care", "crisis_line": "988", "country": "US", "subdivision": "MA", "time_zone": "America/New_York",
    "office_opens": "09:00", "office_closes": "17:00", "note_due_hours": 24, "screening_due_days": 2, "first_contact_due_days": 3,
    "plan_review_days": 90, "emergency_access_minutes": 60,
}  # fmt: skip


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def admin(agency: Agency) -> Actor:
    return make_actor("administrator")


def test_a_team_is_created_renamed_and_closed(admin: Actor) -> None:
    team = create_team(actor=admin, name="Harbor")
    team = rename_team(team.pk, actor=admin, version=1, name="Harbor North")
    team = close_team(team.pk, actor=admin, version=2)
    assert (team.name, team.status, team.version) == ("Harbor North", "closed", 3)


def test_two_teams_do_not_share_a_name(admin: Actor) -> None:
    make_team("Harbor")
    with pytest.raises(InvalidInput) as refused:
        create_team(actor=admin, name="harbor")
    assert refused.value.errors == {"name": ["There is a team of this name, perhaps a closed one. Choose another name."]}
    assert Team.objects.count() == 1


def test_a_supervisor_does_not_create_teams(agency: Agency) -> None:
    with pytest.raises(NotAllowed):
        create_team(actor=make_actor("supervisor", make_team()), name="Mine")
    assert not Team.objects.filter(name="Mine").exists()


def test_a_team_with_people_stays_open(admin: Actor) -> None:
    team = make_team()
    make_user("intake", team)
    with pytest.raises(StepRefused, match="End the roles of 1 person in this team first."):
        close_team(team.pk, actor=admin, version=1)
    team.refresh_from_db()
    assert team.status == "active"


def test_a_team_with_running_cases_stays_open(admin: Actor) -> None:
    team = make_team()
    client = Client.objects.unscoped("a test makes it").create(given_name="Ada", family_name="Cole")
    Case.objects.unscoped("a test makes it").create(
        client=client, number=1, status="open", team=team, referred_on="2026-11-01", source="self", need="Help"
    )
    with pytest.raises(StepRefused, match="This team still has 1 running case. Close it or move it to another team first."):
        close_team(team.pk, actor=admin, version=1)


def test_the_agency_s_settings_are_changed_and_named_in_the_log(admin: Actor, agency: Agency) -> None:
    saved = update_agency(agency.pk, actor=admin, version=1, **SETTINGS)
    assert (saved.note_due_hours, saved.version) == (24, 2)
    assert Event.objects.unscoped("a test looks").get(name="agency.updated").data == {"changed": ["note_due_hours"]}


def test_an_office_that_closes_before_it_opens_is_refused(admin: Actor, agency: Agency) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_agency(agency.pk, actor=admin, version=1, **{**SETTINGS, "office_closes": "08:00"})
    assert refused.value.errors == {"office_closes": ["The office closes before it opens. Check both times."]}


def test_whoever_set_no_hours_works_the_office_s(admin: Actor, agency: Agency) -> None:
    person, monday = make_user("case_manager", make_team("Harbor")), date(2026, 11, 30)
    update_agency(agency.pk, actor=admin, version=1, **{**SETTINGS, "office_opens": "08:30", "office_closes": "16:00"})
    [(starts, ends)] = working_spans(person, monday)
    assert (starts, ends) == (datetime(2026, 11, 30, 13, 30, tzinfo=UTC), datetime(2026, 11, 30, 21, tzinfo=UTC))
    make_hours(person, (0, "10:00", "12:00"))
    assert working_spans(person, monday)[0][0] == datetime(2026, 11, 30, 15, tzinfo=UTC)


def test_a_state_without_calendar_is_refused(admin: Actor, agency: Agency) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_agency(agency.pk, actor=admin, version=1, **{**SETTINGS, "subdivision": "ZZ"})
    assert refused.value.errors["subdivision"][0].startswith("The calendar of US knows no “ZZ”.")


def test_a_closed_day_is_no_business_day_until_it_is_removed(admin: Actor, agency: Agency) -> None:
    add_closure(agency.pk, actor=admin, version=1, day="2026-12-24", name="Staff retreat")
    assert closed_days(agency)(date(2026, 12, 24)) is True
    with pytest.raises(InvalidInput):
        add_closure(agency.pk, actor=admin, version=2, day="2026-12-24", name="Again")
    remove_closure(agency.pk, actor=admin, version=2, day="2026-12-24")
    assert closed_days(agency)(date(2026, 12, 24)) is False
    with pytest.raises(InvalidInput) as refused:
        remove_closure(agency.pk, actor=admin, version=3, day="2026-12-24")
    assert refused.value.errors == {"day": ["No closure is entered for this day."]}


def test_a_case_manager_does_not_close_the_agency(agency: Agency) -> None:
    with pytest.raises(NotAllowed):
        add_closure(agency.pk, actor=make_actor("case_manager", make_team()), version=1, day="2026-12-24", name="Beach")
    assert agency.closures.count() == 0
