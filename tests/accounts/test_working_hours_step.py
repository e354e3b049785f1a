"""Setting working hours: who may, what is read, and the sentence for each line that cannot be."""

from datetime import time
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.actions.hours import set_hours
from accounts.models import User
from tests.factories.absence import make_hours
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from workflow.refusals import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


def spans(person: User) -> list[tuple[int, time, time]]:
    return list(person.working_hours.values_list("weekday", "starts", "ends"))


def refused(day: str) -> str:
    person = make_user("case_manager")
    with pytest.raises(InvalidInput) as refusal:
        set_hours(person.pk, actor=make_actor(person), version=1, tuesday=day)
    assert spans(person) == []
    return refusal.value.errors["tuesday"][0]


def test_a_week_is_set_whole_and_replaces_the_one_before() -> None:
    person = make_user("case_manager")
    make_hours(person, (5, "10:00", "12:00"))
    set_hours(person.pk, actor=make_actor(person), version=1, monday="13 - 17:00, 9:00-12:30", sunday="18:00 to 24:00")
    assert spans(person) == [
        (0, time(9), time(12, 30)), (0, time(13), time(17)), (6, time(18), time(0)),
    ]  # fmt: skip
    set_hours(person.pk, actor=make_actor(person), version=2)
    assert spans(person) == []


def test_hours_that_overlap_are_refused_with_both_named() -> None:
    assert refused("09:00-13:00, 12:30-17:00") == (
        "09:00-13:00 and the hours from 12:30 overlap. Let one end before the other starts."
    )


def test_hours_that_touch_are_no_overlap() -> None:
    person = make_user("case_manager")
    set_hours(person.pk, actor=make_actor(person), version=1, tuesday="09:00-12:00, 12:00-15:00")
    assert len(spans(person)) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("17:00-09:00", "“17:00-09:00” ends before it starts. Work over midnight stands as 22:00-24:00 on one day and 00:00-06:00 on the next."),
        ("9:00-9:00", "“9:00-9:00” ends before it starts."),
        ("25:00-26:00", "“25:00-26:00” names a time no clock shows."),
        ("nine to five", "“nine to five” is not understood. Write each time as in 09:00-12:30, several with a comma between them."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_says_why(typed: str, sentence: str) -> None:
    assert refused(typed).startswith(sentence)


def test_a_supervisor_of_another_team_sets_nobody_s_hours() -> None:
    person = make_user("case_manager", make_team())
    with pytest.raises(NotAllowed, match="Only the person themselves, their supervisor or an administrator can change this."):
        set_hours(person.pk, actor=make_actor("supervisor", make_team()), version=1, monday="9-17")
    assert spans(person) == []


def test_the_page_shows_the_week_and_when_work_begins_again(client: Browser) -> None:
    make_agency()
    person = make_user("case_manager")
    make_hours(person, (0, "09:00", "12:30"), (0, "13:00", "17:00"))
    client.force_login(person)
    answer: Any = client.get("/me/hours/")
    assert "09:00–12:30" in answer.content.decode()
    form: Any = client.get(f"/people/{person.pk}/set-hours/")
    assert form.context["form"]["monday"].value() == "09:00-12:30, 13:00-17:00"


def test_the_api_tells_and_sets_the_hours(client: Browser) -> None:
    person = make_user("case_manager")
    make_hours(person, (0, "09:00", "17:00"))
    client.force_login(person)
    told = client.get(f"/api/v1/people/{person.pk}/").json()
    assert told["working_hours"] == [{"weekday": 0, "starts": "09:00:00", "ends": "17:00:00"}]
    answer = client.post(
        f"/api/v1/people/{person.pk}/set-hours/", {"friday": "8-12"}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert answer.json()["working_hours"] == [
        {"weekday": 0, "starts": "09:00:00", "ends": "17:00:00"}, {"weekday": 4, "starts": "08:00:00", "ends": "12:00:00"},
    ]  # fmt: skip
