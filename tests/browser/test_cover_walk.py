"""Maria sets her hours and takes time off; Devon accepts, works for her clients while she is away; Maria returns to a summary.

Time passes by the stored dates alone: nothing sleeps, and the same sweep as in earnest begins and ends what is due.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions.calendar import move_by_time
from accounts.models import Cover, Team, TimeOff, User
from accounts.queries.duty import responders
from clients.models import Client
from tests.browser.conftest import NewPage, open_page, sign_in
from tests.factories.absence import always_at_work, make_shift
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db(transaction=True)

AHEAD = timedelta(days=7)


@pytest.fixture
def harbor() -> Team:
    make_agency()
    team = make_team("Harbor")
    for role, name in (("case_manager", "Maria Lopez"), ("case_manager", "Devon Clark"), ("supervisor", "Sam Okafor")):
        make_user(role, team, name=name)
    return team


def person(name: str) -> User:
    return User.objects.get(name__startswith=name)


def the_day_comes() -> None:
    """The dates move back, which is the same; then the sweep of that minute."""
    by = AHEAD + timedelta(hours=1)
    for model in (TimeOff, Cover):
        model._base_manager.update(starts_at=F("starts_at") - by, ends_at=F("ends_at") - by)
    assert move_by_time() == 2


def the_time_is_over() -> None:
    for model in (TimeOff, Cover):
        model._base_manager.update(ends_at=timezone.now())


def test_the_walk_of_a_cover(new_page: NewPage, live_server: Any, harbor: Team) -> None:
    client = make_case(make_client(given_name="Rosa", family_name="Delgado"), harbor, person("Maria")).client
    maria, devon, sam = new_page(), new_page(width=400, color_scheme="dark"), new_page()
    for page, name in ((maria, "Maria"), (devon, "Devon"), (sam, "Sam")):
        sign_in(page, person(name), live_server.url)
    set_hours(maria)
    refuse_hours_that_overlap(maria)
    plan_time_off(maria)
    ask_devon(maria)
    accept(devon)
    sees(devon, client, status=404)
    see_who_is_away(sam)
    the_day_comes()
    work_for_maria(devon, client)
    at_night_the_one_on_duty_is_told(harbor)
    the_time_is_over()
    sees(devon, client, status=404)
    assert move_by_time() == 2
    read_what_happened(maria, client)


def set_hours(maria: Page) -> None:
    open_page(maria, "/me/hours/")
    expect(maria.get_by_text("The agency's office hours")).to_be_visible()
    maria.get_by_role("link", name="Set working hours").click()
    maria.get_by_label("Monday").fill("08:00-12:00, 12:30-16:00")
    maria.get_by_label("Thursday").fill("10-18")
    maria.get_by_role("button", name="Set working hours").click()
    expect(maria.get_by_text("Working hours saved.")).to_be_visible()
    expect(maria.get_by_text("12:30–16:00")).to_be_visible()
    assert person("Maria").working_hours.count() == 3


def refuse_hours_that_overlap(maria: Page) -> None:
    """The sentence says which hours; what was typed is still there."""
    maria.get_by_role("link", name="Set working hours").click()
    maria.get_by_label("Monday").fill("08:00-12:00, 11:00-16:00")
    maria.get_by_role("button", name="Set working hours").click()
    sentence = "08:00-12:00 and the hours from 11:00 overlap. Let one end before the other starts."
    expect(maria.get_by_text(sentence).first).to_be_visible()
    expect(maria.get_by_label("Monday")).to_have_value("08:00-12:00, 11:00-16:00")
    assert person("Maria").working_hours.count() == 3


def plan_time_off(maria: Page) -> None:
    open_page(maria, "/me/time-off/")
    maria.get_by_role("link", name="Plan time off").first.click()
    first = timezone.localdate() + AHEAD
    maria.get_by_label("First day away").fill((first - timedelta(days=30)).isoformat())
    maria.get_by_label("Last day away").fill((first + timedelta(days=1)).isoformat())
    maria.get_by_role("button", name="Plan time off").click()
    expect(maria.get_by_text("is over already. Choose today or a later day.").first).to_be_visible()
    maria.get_by_label("First day away").fill(first.isoformat())
    maria.get_by_role("button", name="Plan time off").click()
    expect(maria.get_by_text("Time off planned.")).to_be_visible()


def ask_devon(maria: Page) -> None:
    maria.get_by_role("link", name="Ask somebody to cover").click()
    maria.get_by_label("Who covers").select_option("Devon Clark")
    maria.get_by_label("Hand-over note").fill("Rosa wants to be called before noon.")
    maria.get_by_role("button", name="Ask somebody to cover").click()
    expect(maria.get_by_text("Asked. Nothing is shown to them until they accept.")).to_be_visible()


def accept(devon: Page) -> None:
    open_page(devon, "/me/time-off/")
    expect(devon.get_by_text("Rosa wants to be called before noon.")).to_be_visible()
    devon.get_by_role("link", name="Accept Maria Lopez").click()
    devon.get_by_role("button", name="Accept").click()
    expect(devon.get_by_text("Accepted. Their clients open to you when the cover begins.")).to_be_visible()


def see_who_is_away(sam: Page) -> None:
    open_page(sam, "/team/time-off/")
    row = sam.get_by_role("region", name=re.compile("Time off of Maria Lopez"))
    expect(row).to_contain_text("Devon Clark")
    expect(row).to_contain_text("Accepted")


def sees(page: Page, client: Client, *, status: int) -> None:
    open_page(page, client.get_absolute_url(), status=status)
    answer = page.request.get(f"/api/v1/clients/{client.pk}/")
    assert answer.status == status


def work_for_maria(devon: Page, client: Client) -> None:
    open_page(devon, "/today/")
    expect(devon.get_by_role("region", name="My clients")).to_contain_text("Rosa Delgado")
    sees(devon, client, status=200)
    devon.get_by_role("link", name="Log contact").first.click()
    devon.get_by_label("No answer").check()
    devon.get_by_role("button", name="Log contact").click()
    expect(devon.get_by_text("Contact logged.")).to_be_visible()


def at_night_the_one_on_duty_is_told(harbor: Team) -> None:
    """A safety flag while neither Maria nor her coverer works: the shift's person first, and never Maria."""
    nora = make_user("case_manager", harbor, name="Nora Bell")
    make_shift(nora, harbor)
    person("Devon").working_hours.all().delete()
    off_today = (timezone.now() + timedelta(days=3)).weekday()
    always_at_work(person("Devon")).working_hours.exclude(weekday=off_today).delete()
    told = [somebody.name for somebody in responders(person("Maria"), harbor, timezone.now())]
    assert told == ["Nora Bell", "Devon Clark", "Sam Okafor"]


def read_what_happened(maria: Page, client: Client) -> None:
    open_page(maria, "/today/")
    maria.get_by_role("link", name="See what happened to your clients while you were away").click()
    expect(maria.get_by_role("heading", level=1)).to_have_text("While you were away")
    told = maria.get_by_role("region", name="Rosa Delgado")
    expect(told).to_contain_text("Contact logged · Devon Clark")
    off = TimeOff._base_manager.get()
    summary = maria.request.get(f"/api/v1/time-off/{off.pk}/").json()["summary"]
    assert {"what": "Contact logged", "how_often": 1} in summary["counts"]
    maria.get_by_role("button", name="I have read it").click()
    expect(maria.get_by_text("Welcome back.")).to_be_hidden()
    assert TimeOff._base_manager.get().summary_read_at is not None
