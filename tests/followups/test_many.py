"""Many follow-ups at once: seen before it is done, each judged by itself, and undone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from followups.actions.many import take_many
from followups.actions.moving import move_follow_up_back
from followups.models import FollowUp
from tests.followups.stories import Cast, cast
from tests.followups.test_moving import of_kind
from tests.followups.test_own import added
from workflow.models import Event
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db

# A Tuesday, 11:00 in New York.
TUESDAY = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)
THEN = datetime(2026, 10, 13, 3, 59, tzinfo=UTC)
INPUT = {"due_on": "2026-10-12", "reason": "Off sick"}


@pytest.fixture
def who() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield cast()


@pytest.fixture
def three(who: Cast) -> list[FollowUp]:
    """Two that can be moved, and a promise that cannot."""
    return [added(who), added(who, title="Order the frame"), of_kind(who, "commitment")]


def due_times(rows: list[FollowUp]) -> list[datetime]:
    return [FollowUp.objects.unscoped("a test looks").get(pk=row.pk).due_at for row in rows]


def chosen(rows: list[FollowUp]) -> list[Any]:
    return [(row.pk, row.version) for row in rows]


def test_a_preview_says_what_would_happen_and_changes_nothing(who: Cast, three: list[FollowUp]) -> None:
    before, events = due_times(three), Event.objects.unscoped("a test counts").count()
    outcomes = take_many(who.maria, "reschedule", chosen(three), INPUT, preview=True)
    assert [outcome.status for outcome in outcomes] == [200, 200, 422]
    assert [outcome.row.due_at for outcome in outcomes[:2] if outcome.row] == [THEN, THEN]
    assert outcomes[2].said.startswith("A promise has a date of its own.")
    assert (due_times(three), Event.objects.unscoped("a test counts").count()) == (before, events)


def test_one_that_is_refused_keeps_none_of_the_others_back_and_all_are_one_thing_done(who: Cast, three: list[FollowUp]) -> None:
    before = due_times(three)
    outcomes = take_many(
        who.maria, "reschedule", [*chosen(three[:1]), (three[1].pk, 9), *chosen(three[2:])], INPUT, preview=False
    )
    assert [outcome.status for outcome in outcomes] == [200, 412, 422]
    assert due_times(three) == [THEN, *before[1:]]
    take_many(who.maria, "reschedule", chosen(three[1:2]), INPUT, preview=False)
    moved = Event.objects.unscoped("a test looks").filter(name="follow_up.rescheduled")
    assert len(set(moved.values_list("correlation", flat=True))) == 2


def test_a_move_is_undone_within_the_hour_and_not_after(who: Cast, three: list[FollowUp]) -> None:
    before = due_times(three)
    moved = take_many(who.maria, "reschedule", chosen(three[:2]), INPUT, preview=False)
    back = take_many(who.maria, "move_back", [(m.id, m.row.version if m.row else 0) for m in moved], {}, preview=False)
    assert ([outcome.status for outcome in back], due_times(three)) == ([200, 200], before)
    assert [outcome.row.first_due_at for outcome in back if outcome.row] == [None, None]
    [again] = take_many(who.maria, "reschedule", [(three[0].pk, 3)], INPUT, preview=False)
    with (
        time_machine.travel(TUESDAY + timedelta(minutes=61), tick=False),
        pytest.raises(StepRefused, match="more than an hour ago"),
    ):
        move_follow_up_back(again.id, actor=who.maria, version=4)


def browser_of(who: Cast, name: str) -> Browser:
    browser = Browser()
    browser.force_login(who.people[name])
    return browser


def test_on_the_page_it_is_chosen_seen_done_and_undone(who: Cast, three: list[FollowUp]) -> None:
    before, maria = due_times(three), browser_of(who, "maria")
    sent = {"verb": "reschedule", "row": [str(row.pk) for row in three], **INPUT}
    assert b"3 follow-ups" in maria.get("/follow-ups/move/", sent).content
    seen = maria.post("/follow-ups/move/", {**sent, "do": "preview"}).content.decode()
    assert "Nothing is changed yet. 2 will change." in seen
    assert "1 stays as it is" in seen
    assert due_times(three) == before
    versions = {f"version-{row.pk}": 1 for row in three}
    done = maria.post("/follow-ups/move/", {**sent, **versions, "do": "take"}).content.decode()
    assert "2 follow-ups changed." in done
    assert due_times(three) == [THEN, THEN, before[2]]
    undo = {"verb": "move_back", "row": sent["row"][:2], "do": "take"}
    assert "Undone" in maria.post("/follow-ups/move/", undo).content.decode()
    assert due_times(three) == before


def test_a_day_in_the_past_is_told_at_its_field_before_anything_is_shown(who: Cast, three: list[FollowUp]) -> None:
    sent = {"verb": "reschedule", "row": [str(row.pk) for row in three], "due_on": "2026-10-01", "reason": "x", "do": "preview"}
    answer = browser_of(who, "maria").post("/follow-ups/move/", sent)
    assert answer.status_code == 400
    assert "October 1, 2026 has passed. Choose today or a later day." in answer.content.decode()


def test_by_the_api_each_has_its_own_answer_and_sent_twice_it_is_done_once(who: Cast, three: list[FollowUp]) -> None:
    maria = browser_of(who, "maria")
    body = {"verb": "hand_over", "items": [{"id": str(row.pk), "version": 1} for row in three]}
    body |= {"to": str(who.people["devon"].pk), "note": "I am off next week"}
    headers = {"Idempotency-Key": "once"}
    first = maria.post("/api/v1/follow-ups/move/", json.dumps(body), content_type="application/json", headers=headers)
    again = maria.post("/api/v1/follow-ups/move/", json.dumps(body), content_type="application/json", headers=headers)
    assert [found["status"] for found in first.json()["results"]] == [200, 200, 422]
    assert (again.json(), again["Idempotent-Replay"]) == (first.json(), "true")
    offered = FollowUp.objects.unscoped("a test looks").filter(offered_to=who.people["devon"])
    assert sorted(row.version for row in offered) == [2, 2]


def test_what_one_does_not_see_is_not_there(who: Cast, three: list[FollowUp]) -> None:
    outcomes = take_many(who.devon, "reschedule", chosen(three), INPUT, preview=False)
    assert {outcome.status for outcome in outcomes} == {404}
    assert b"Nothing is ticked" in browser_of(who, "devon").get("/follow-ups/move/", {"row": str(three[0].pk)}).content
