"""Time off and covers as steps: planning, asking, answering, giving back, and what begins and ends by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.actions.calendar import move_by_time
from accounts.actions.covers import ACCEPT, accept_cover, decline_cover, propose_cover, return_cover, withdraw_cover
from accounts.actions.people import deactivate_person
from accounts.actions.time_off import cancel_time_off, end_time_off, plan_time_off, read_summary
from accounts.models import Cover, TimeOff, User
from accounts.queries import actor_for
from accounts.tasks import begin_and_end_absences
from tests.factories.absence import make_cover, make_shift, make_time_off
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from workflow.addresses import page_url
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    make_agency()
    harbor, hillside = make_team("Harbor"), make_team("Hillside")
    return {
        "maria": make_user("case_manager", harbor, name="Maria Lopez"),
        "devon": make_user("case_manager", harbor, name="Devon Clark"),
        "sam": make_user("supervisor", harbor, name="Sam Okafor"),
        "lena": make_user("case_manager", hillside, name="Lena Fischer"),
        "ines": make_user("intake", harbor, name="Ines Duarte"),
    }


def day(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def plan(person: User, first: int, last: int, by: User | None = None) -> TimeOff:
    made: TimeOff = plan_time_off(person.pk, actor=make_actor(by or person), first_day=day(first), last_day=day(last))
    return made


def ask(off: TimeOff, coverer: User, by: User | None = None, **more: Any) -> Cover:
    made: Cover = propose_cover(off.pk, actor=make_actor(by or off.user), coverer=coverer.pk, note="Call Rosa early.", **more)
    return made


def accept(cover: Cover) -> Cover:
    accepted: Cover = accept_cover(cover.pk, actor=make_actor(cover.coverer), version=cover.version)
    return accepted


def again(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def test_time_off_lasts_from_the_first_moment_of_the_first_day_to_the_end_of_the_last(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 4)
    local = timezone.localtime(off.starts_at), timezone.localtime(off.ends_at)
    assert [(moment.date(), moment.hour, moment.minute) for moment in local] == [(day(3), 0, 0), (day(5), 0, 0)]
    assert off.status == "planned"


def test_time_off_from_today_begins_now_and_not_this_morning(people: dict[str, User]) -> None:
    before = timezone.now()
    off = plan(people["maria"], 0, 0)
    assert before <= off.starts_at <= timezone.now()


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        (5, 3, "last_day", "The last day comes before the first. Check both dates."),
        (-3, -2, "last_day", "is over already. Choose today or a later day."),
        (-1, 2, "first_day", "is over already. Choose today or a later day."),
        (1, 400, "last_day", "Time off is planned for at most a year at a time. Choose an earlier last day."),
    ],
)
def test_dates_that_cannot_be_say_why(people: dict[str, User], first: int, last: int, field: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(people["maria"], first, last)
    assert refused.value.errors[field][0].endswith(sentence)
    assert TimeOff._base_manager.count() == 0


def test_time_off_is_not_planned_twice_for_the_same_days(people: dict[str, User]) -> None:
    plan(people["maria"], 3, 5)
    with pytest.raises(InvalidInput) as refused:
        plan(people["maria"], 5, 8)
    [sentence] = refused.value.errors["first_day"]
    assert sentence.startswith("Maria Lopez has time off already from ") and sentence.endswith("Choose days outside it.")
    assert plan(people["maria"], 6, 8).status == "planned"


def test_a_supervisor_plans_for_somebody_who_fell_ill_and_a_colleague_does_not(people: dict[str, User]) -> None:
    assert plan(people["maria"], 0, 2, by=people["sam"]).user == people["maria"]
    with pytest.raises(NotAllowed):
        plan(people["devon"], 0, 2, by=people["maria"])


def test_a_cover_is_asked_for_and_accepted(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    cover = ask(off, people["devon"])
    assert (cover.status, cover.starts_at, cover.ends_at) == ("proposed", off.starts_at, off.ends_at)
    assert accept(cover).status == "accepted"
    assert actor_for(people["devon"], "web").acts_for == {people["devon"].pk}


def test_who_asks_and_who_is_asked_read_that_nights_belong_to_the_duty_rota(people: dict[str, User], client: Browser) -> None:
    cover = ask(plan(people["maria"], 3, 5), people["devon"])
    client.force_login(people["devon"])
    words = [client.get(url).content.decode() for url in ("/me/time-off/", page_url(ACCEPT, cover.pk))]
    assert all("urgent matters go to the duty rota first" in page for page in words)
    client.force_login(people["maria"])
    mine = client.get("/me/time-off/").content.decode()
    assert "Outside the coverer&#x27;s working hours" in mine or "Outside the coverer's working hours" in mine


def test_only_the_one_who_is_asked_answers(people: dict[str, User]) -> None:
    cover = ask(plan(people["maria"], 3, 5), people["devon"])
    for name in ("maria", "sam"):
        with pytest.raises(NotAllowed, match="Only the one who is asked to cover can answer."):
            accept_cover(cover.pk, actor=make_actor(people[name]), version=1)
    with pytest.raises(NotFound):
        accept_cover(cover.pk, actor=make_actor(people["lena"]), version=1)
    declined = decline_cover(cover.pk, actor=make_actor(people["devon"]), version=1, answer="I am at a course")
    assert (declined.status, declined.answer) == ("declined", "I am at a course")


def why_not(off: TimeOff, coverer: User, **more: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        ask(off, coverer, **more)
    assert not off.covers.unscoped("a test looks").filter(coverer=coverer).exclude(status="declined").exists()
    return str(refused.value)


def test_nobody_covers_for_themselves(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    assert why_not(off, people["maria"]) == "Nobody can cover for themselves. Choose a colleague."


def test_two_people_do_not_cover_each_other_at_the_same_time(people: dict[str, User]) -> None:
    accept(ask(plan(people["devon"], 5, 8), people["maria"], by=people["devon"]))
    sentence = why_not(TimeOff._base_manager.get(pk=make_time_off(
        people["maria"], timezone.now() + timedelta(days=6), timezone.now() + timedelta(days=10)
    ).pk), people["devon"])  # fmt: skip
    assert sentence.startswith("Maria Lopez covers for Devon Clark from ")
    assert sentence.endswith("or was asked to: two people cannot cover each other. Choose somebody else.")


def test_a_longer_circle_breaks_at_whoever_is_away(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    plan(people["devon"], 5, 9)
    sentence = why_not(off, people["devon"])
    assert sentence.startswith("Devon Clark is away then, from ") and sentence.endswith("Choose somebody else, or other days.")
    assert ask(off, people["devon"], first_day=day(3), last_day=day(4)).status == "proposed"


def test_who_covers_plans_no_time_off_before_giving_the_cover_back(people: dict[str, User]) -> None:
    cover = accept(ask(plan(people["maria"], 3, 5), people["devon"]))
    with pytest.raises(StepRefused) as refused:
        plan(people["devon"], 4, 9)
    assert str(refused.value).startswith("Devon Clark covers for Maria Lopez from ")
    withdraw_cover(cover.pk, actor=make_actor(people["devon"]), version=cover.version)
    assert plan(people["devon"], 4, 9).status == "planned"


def test_who_went_away_after_being_asked_can_no_longer_accept(people: dict[str, User]) -> None:
    cover = ask(plan(people["maria"], 3, 5), people["devon"])
    plan(people["devon"], 4, 4)
    with pytest.raises(StepRefused, match="Devon Clark is away then"):
        accept(cover)
    assert again(cover).status == "proposed"


def test_another_team_covers_only_by_a_supervisor_s_word(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    assert why_not(off, people["lena"]) == (
        "Lena Fischer works in another team. Ask a supervisor of Maria Lopez to arrange this cover."
    )
    assert ask(off, people["lena"], by=people["sam"]).coverer == people["lena"]


def test_only_who_can_be_a_case_manager_covers(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    assert why_not(off, people["ines"]) == (
        "Ines Duarte is not a case manager or supervisor here. Choose somebody who works with clients."
    )


def test_a_time_is_covered_by_one_person(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    ask(off, people["devon"])
    assert why_not(off, people["sam"]).startswith("Devon Clark is asked to cover already from ")


def test_a_cover_outside_the_time_off_is_refused(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    with pytest.raises(InvalidInput) as refused:
        ask(off, people["devon"], first_day=day(8), last_day=day(9))
    assert refused.value.errors["first_day"][0].startswith("These days lie outside the time off, which is from ")


def test_cancelling_frees_whoever_was_asked_or_had_agreed(people: dict[str, User]) -> None:
    off = plan(people["maria"], 3, 5)
    cover = accept(ask(off, people["devon"]))
    cancel_time_off(off.pk, actor=make_actor(people["maria"]), version=off.version)
    assert (again(off).status, again(cover).status) == ("cancelled", "withdrawn")
    assert plan(people["maria"], 3, 5).status == "planned"


def test_the_sweep_begins_and_ends_what_the_clock_has_and_nothing_twice(people: dict[str, User]) -> None:
    now = timezone.now()
    off = make_time_off(people["maria"], now - timedelta(hours=1), now + timedelta(hours=1), status="planned")
    cover = make_cover(people["maria"], people["devon"], off, status="accepted")
    later = make_time_off(people["sam"], now + timedelta(hours=1), now + timedelta(hours=2))
    assert move_by_time() == 2
    assert (again(off).status, again(cover).status, again(later).status) == ("begun", "begun", "planned")
    assert move_by_time() == 0
    for row in (off, cover):
        type(row)._base_manager.filter(pk=row.pk).update(ends_at=now - timedelta(minutes=1))
    assert move_by_time() == 2
    assert (again(off).status, again(cover).status) == ("ended", "returned")
    assert move_by_time() == 0
    names = Event.objects.unscoped("a test looks").order_by("id").values_list("name", "actor_name")
    assert list(names) == [
        ("time_off.begun", "the calendar"), ("cover.begun", "the calendar"),
        ("cover.returned", "the calendar"), ("time_off.ended", "the calendar"),
    ]  # fmt: skip


def test_a_sweep_that_comes_days_late_brings_everything_to_its_end(people: dict[str, User]) -> None:
    now = timezone.now()
    off = make_time_off(people["maria"], now - timedelta(days=3), now - timedelta(days=2), status="planned")
    agreed = make_cover(people["maria"], people["devon"], off, status="accepted")
    unanswered = make_cover(people["maria"], people["sam"], off, status="proposed")
    assert move_by_time() == 5
    assert [again(row).status for row in (off, agreed, unanswered)] == ["ended", "returned", "withdrawn"]


def test_coming_back_early_ends_the_cover_at_once(people: dict[str, User]) -> None:
    cover = make_cover(people["maria"], people["devon"])
    assert people["maria"].pk in actor_for(people["devon"], "web").acts_for
    off = end_time_off(cover.time_off_id, actor=make_actor(people["maria"]), version=1)
    assert (off.status, again(cover).status) == ("ended", "returned")
    assert off.ends_at <= timezone.now()
    assert actor_for(people["devon"], "web").acts_for == {people["devon"].pk}


def test_a_running_cover_can_be_given_back_by_the_coverer_and_taken_back_by_a_supervisor(people: dict[str, User]) -> None:
    for name in ("devon", "sam"):
        cover = make_cover(people["maria"], people["devon"], make_time_off(people["maria"]))
        assert return_cover(cover.pk, actor=make_actor(people[name]), version=1).status == "returned"
        assert actor_for(people["devon"], "web").acts_for == {people["devon"].pk}


def test_who_has_no_clients_is_told_nothing_on_their_return(people: dict[str, User]) -> None:
    off = make_time_off(people["maria"])
    ended = end_time_off(off.pk, actor=make_actor(people["maria"]), version=1)
    assert ended.summary == {"clients": 0, "counts": [], "lines": []}
    assert ended.summary_read_at is not None


def test_the_summary_is_put_away_by_its_reader_alone(people: dict[str, User]) -> None:
    off = make_time_off(people["maria"], status="ended")
    with pytest.raises(NotAllowed, match="It is for the one who was away."):
        read_summary(off.pk, actor=make_actor(people["sam"]), version=1)
    assert read_summary(off.pk, actor=make_actor(people["maria"]), version=1).summary_read_at is not None


def test_whoever_leaves_is_no_longer_away_covered_covering_or_on_duty(people: dict[str, User]) -> None:
    now = timezone.now()
    planned = make_time_off(people["maria"], now + timedelta(days=5), now + timedelta(days=6))
    own = make_cover(people["maria"], people["devon"])
    covering = make_cover(
        people["sam"], people["maria"], make_time_off(people["sam"], now + timedelta(days=9), now + timedelta(days=10))
    )
    shift = make_shift(people["maria"])
    deactivate_person(people["maria"].pk, actor=make_actor("administrator"), version=1, reason="Left")
    ended = [again(row).status for row in (planned, own.time_off, own, covering, shift)]
    assert ended == ["cancelled", "ended", "returned", "withdrawn", "cancelled"]
    assert actor_for(people["devon"], "web").acts_for == {people["devon"].pk}


@pytest.mark.parametrize(("name", "opens"), [("devon", False), ("lena", False), ("sam", True)])
def test_time_off_is_seen_by_its_person_and_their_supervisor(people: dict[str, User], name: str, opens: bool) -> None:
    off = make_time_off(people["maria"])
    assert TimeOff.objects.visible_to(make_actor(people[name])).filter(pk=off.pk).exists() is opens


def test_a_hand_over_note_is_not_the_administrator_s(people: dict[str, User]) -> None:
    make_cover(people["maria"], people["devon"])
    assert Cover.objects.visible_to(make_actor("administrator")).count() == 0
    assert Cover.objects.visible_to(make_actor(people["lena"])).count() == 0


def test_a_supervisor_plans_from_the_team_s_list_for_somebody_who_fell_ill(people: dict[str, User]) -> None:
    browser = Browser()
    browser.force_login(people["sam"])
    page = browser.get("/team/time-off/").content.decode()
    assert f"/people/{people['maria'].pk}/plan-time-off/" in page
    assert f"/people/{people['lena'].pk}/plan-time-off/" not in page
    sent = {"first_day": day(0).isoformat(), "last_day": day(1).isoformat(), "next": "/team/time-off/"}
    answer = browser.post(f"/people/{people['maria'].pk}/plan-time-off/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/team/time-off/")
    assert TimeOff._base_manager.get().user == people["maria"]


@pytest.mark.parametrize(
    ("role", "leads_to"), [("sam", "/team/time-off/"), ("maria", "/me/time-off/"), ("alex", "/settings/people/")]
)
def test_from_a_time_off_everybody_finds_back_to_where_it_is_listed_for_them(
    people: dict[str, User], role: str, leads_to: str
) -> None:
    who = make_user("administrator") if role == "alex" else people[role]
    browser = Browser()
    browser.force_login(who)
    page: Any = browser.get(f"/me/time-off/{make_time_off(people['maria']).pk}/")
    assert page.context["back"][0].startswith(leads_to)


def test_the_scheduler_sweeps_every_minute(people: dict[str, User], settings: Any) -> None:
    make_time_off(people["maria"], status="planned")
    [often] = [row for row in settings.CELERY_BEAT_SCHEDULE.values() if row["task"] == begin_and_end_absences.name]
    assert often["schedule"] == timedelta(minutes=1)
    assert begin_and_end_absences() == 1


def test_one_row_that_fails_keeps_nobody_else_away(people: dict[str, User], monkeypatch: Any, caplog: Any) -> None:
    broken, fine = make_time_off(people["maria"]), make_time_off(people["devon"])
    for off in (broken, fine):
        TimeOff._base_manager.filter(pk=off.pk).update(ends_at=timezone.now())

    def fails_for_maria(person_id: Any, *moments: Any) -> dict[str, Any]:
        assert person_id != people["maria"].pk
        return {"clients": 0, "counts": [], "lines": []}

    monkeypatch.setattr("accounts.actions.time_off.summary_of", fails_for_maria)
    assert move_by_time() == 1
    assert (again(broken).status, again(fine).status) == ("begun", "ended")
    assert "time_off.end failed" in caplog.text


@pytest.mark.parametrize(("status", "alone"), [("accepted", False), ("proposed", False), ("declined", True), ("returned", True)])
def test_who_is_away_with_nobody_covering_stands_out(people: dict[str, User], status: str, alone: bool) -> None:
    make_cover(people["maria"], people["devon"], status=status)
    browser = Browser()
    browser.force_login(people["sam"])
    assert ("Nobody covers yet." in browser.get("/team/time-off/").content.decode()) is alone
