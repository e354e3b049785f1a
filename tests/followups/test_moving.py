"""Rescheduled, on hold, nudged, handed over: who may, what changes, and what must not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from clients.models import Client
from clients.queries.record import visible_client
from clients.queries.timeline import entries, timeline
from followups.actions.due import open_once
from followups.actions.follow_ups import complete_follow_up
from followups.actions.handing_over import accept_follow_up, decline_follow_up, hand_over, take_back_follow_up
from followups.actions.moving import end_hold, hold_follow_up, nudge, reschedule_follow_up
from followups.actions.own import add_follow_up
from followups.models import FollowUp
from tests.factories.accounts import make_team, make_user
from tests.followups.stories import Cast, an_accepted_case, cast
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

# A Tuesday, 11:00 in New York.
TUESDAY = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)


@pytest.fixture
def who(db: None) -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield cast()


@pytest.fixture
def marias(who: Cast) -> FollowUp:
    made: FollowUp = add_follow_up(
        an_accepted_case(who).client.pk, actor=who.maria, title="Ask about the ramp", due_on="2026-10-08"
    )
    return made


def event_data(name: str) -> dict[str, Any]:
    found: Event = Event.objects.unscoped("a test looks").get(name=name)
    return dict(found.data)


def of_kind(who: Cast, kind: str, **fields: Any) -> FollowUp:
    case = an_accepted_case(who)
    more = {"case": case, "owner": case.case_manager, "team": case.team, "due_at": TUESDAY + timedelta(days=2), **fields}
    open_once("a source", FollowUp.Kind(kind), case.client, about=case, why="Due", **more)
    found: FollowUp = FollowUp.objects.unscoped("a test looks").get(source_key="a source")
    return found


def test_it_moves_with_its_reason_and_keeps_the_day_it_was_first_due(who: Cast, marias: FollowUp) -> None:
    first = marias.due_at
    moved = reschedule_follow_up(marias.pk, actor=who.maria, version=1, due_on="2026-10-12", reason="She is at her sister's")
    again = reschedule_follow_up(marias.pk, actor=who.maria, version=moved.version, due_on="2026-10-13", reason="Still away")
    assert (again.due_at, again.first_due_at) == (datetime(2026, 10, 14, 3, 59, tzinfo=UTC), first)
    told = entries(list(timeline(who.maria, marias.client, "follow-ups").order_by("-position")))
    # Why stands on the follow-up; the timeline says that it moved, for events hold no content.
    assert again.moved_why == "Still away"
    assert [(entry.label, entry.detail) for entry in told][:2] == [("Follow-up rescheduled", "")] * 2


def test_it_is_not_moved_into_the_past_nor_without_a_reason(who: Cast, marias: FollowUp) -> None:
    with pytest.raises(InvalidInput) as refused:
        reschedule_follow_up(marias.pk, actor=who.maria, version=1, due_on="2026-10-05", reason="")
    assert refused.value.errors == {
        "due_on": ["October 5, 2026 has passed. Choose today or a later day."], "reason": ["This field is required."],
    }  # fmt: skip
    marias.refresh_from_db()
    assert (marias.version, marias.first_due_at) == (1, None)


def test_a_colleague_who_does_not_have_it_cannot_move_it(who: Cast, marias: FollowUp) -> None:
    with pytest.raises(NotFound):
        reschedule_follow_up(marias.pk, actor=who.devon, version=1, due_on="2026-10-12", reason="Later")


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("safety_flag", "A safety flag is not put off."),
        ("commitment", "A promise has a date"),
        ("write_note", "The time to write"),
    ],
)
def test_what_has_a_date_of_its_own_or_must_not_wait_is_not_moved(who: Cast, kind: str, start: str) -> None:
    follow_up = of_kind(who, kind)
    with pytest.raises(StepRefused, match=f"^{start}"):
        reschedule_follow_up(follow_up.pk, actor=who.maria, version=1, due_on="2026-10-12", reason="Later")


def test_on_hold_it_waits_on_others_until_its_day_and_then_is_ones_own_again(who: Cast, marias: FollowUp) -> None:
    held = hold_follow_up(
        marias.pk, actor=who.maria, version=1, waiting_on="Bay Hospital", hold_until="2026-10-20", reason="Letter"
    )
    until = datetime(2026, 10, 21, 3, 59, tzinfo=UTC)
    assert (held.waiting_on, held.hold_until, held.due_at) == ("Bay Hospital", until, until)
    back = end_hold(marias.pk, actor=who.maria, version=held.version)
    assert (back.waiting_on, back.hold_until, back.status) == ("", None, "open")
    with pytest.raises(StepRefused, match="It is not on hold"):
        end_hold(marias.pk, actor=who.maria, version=back.version)


def test_a_nudge_is_written_down_with_its_channel(who: Cast, marias: FollowUp) -> None:
    held = hold_follow_up(
        marias.pk, actor=who.maria, version=1, waiting_on="Bay Hospital", hold_until="2026-10-20", reason="Letter"
    )
    done = nudge(marias.pk, actor=who.maria, version=held.version, channel="phone", words="Left word with the ward")
    assert done.nudged_at == TUESDAY
    assert done.nudge_words == "Left word with the ward"
    assert event_data("follow_up.nudged") == {"kind": "own", "channel": "phone"}


def test_a_client_is_nudged_on_safe_channels_only(who: Cast) -> None:
    follow_up = of_kind(who, "commitment", waiting_on="Client")
    Client.objects.unscoped("the test sets a rule").filter(pk=follow_up.client_id).update(may_text=False, may_voicemail=False)
    with pytest.raises(InvalidInput) as refused:
        nudge(follow_up.pk, actor=who.maria, version=1, channel="sms")
    assert refused.value.errors["channel"][0].startswith("This is not a safe way to contact this client. Safe: phone call")
    follow_up.refresh_from_db()
    assert follow_up.nudged_at is None


def test_nobody_is_nudged_where_nobody_is_waited_for(who: Cast, marias: FollowUp) -> None:
    with pytest.raises(StepRefused, match="It waits on nobody"):
        nudge(marias.pk, actor=who.maria, version=1, channel="phone")


def offered(who: Cast, follow_up: FollowUp) -> FollowUp:
    given: FollowUp = hand_over(
        follow_up.pk, actor=who.maria, version=follow_up.version, to=who.people["devon"].pk, note="She likes mornings."
    )
    return given


def sees_the_client(actor: Any, follow_up: FollowUp) -> bool:
    return visible_client(actor, follow_up.client_id) is not None


def test_an_offer_stays_with_its_owner_until_it_is_accepted(who: Cast, marias: FollowUp) -> None:
    assert not sees_the_client(who.devon, marias)
    given = offered(who, marias)
    assert (given.owner, given.offered_to, given.offer_note) == (who.people["maria"], who.people["devon"], "She likes mornings.")
    assert sees_the_client(who.devon, marias)
    taken = accept_follow_up(marias.pk, actor=who.devon, version=given.version)
    assert (taken.owner, taken.offered_to, taken.status) == (who.people["devon"], None, "open")
    assert sees_the_client(who.devon, marias)
    complete_follow_up(marias.pk, actor=who.devon, version=taken.version, outcome="Asked")
    assert not sees_the_client(who.devon, marias)


def test_a_no_leaves_it_where_it_was_with_the_reason(who: Cast, marias: FollowUp) -> None:
    given = offered(who, marias)
    kept = decline_follow_up(marias.pk, actor=who.devon, version=given.version, reason="I am in court all day")
    assert (kept.owner, kept.offered_to) == (who.people["maria"], None)
    assert kept.offer_answer == "Devon declined: I am in court all day"
    assert not sees_the_client(who.devon, marias)


def test_an_offer_can_be_taken_back_before_it_is_answered(who: Cast, marias: FollowUp) -> None:
    given = offered(who, marias)
    kept = take_back_follow_up(marias.pk, actor=who.maria, version=given.version)
    assert (kept.owner, kept.offered_to) == (who.people["maria"], None)
    with pytest.raises(NotFound):
        accept_follow_up(marias.pk, actor=who.devon, version=kept.version)


def test_nobody_answers_for_the_one_who_was_asked(who: Cast, marias: FollowUp) -> None:
    given = offered(who, marias)
    with pytest.raises(NotAllowed, match="Only the person it was offered to"):
        accept_follow_up(marias.pk, actor=who.sam, version=given.version)


def test_it_is_handed_to_the_team_only_and_not_to_its_owner(who: Cast, marias: FollowUp) -> None:
    stranger = make_user("case_manager", make_team("Hillside"), name="Zoe Stone")
    for person, said in (
        (stranger, "Zoe Stone does not work in Harbor. Choose somebody of that team."),
        (who.people["maria"], "Maria has it already. Choose somebody else."),
    ):
        with pytest.raises(InvalidInput) as refused:
            hand_over(marias.pk, actor=who.maria, version=1, to=person.pk, note="x")
        assert refused.value.errors == {"to": [said]}


def test_what_only_the_case_manager_can_do_is_not_handed_over(who: Cast) -> None:
    follow_up = of_kind(who, "confirm_need")
    with pytest.raises(StepRefused, match="Only the case manager can do this"):
        offered(who, follow_up)


def test_a_restricted_record_is_not_opened_by_handing_something_over(who: Cast, marias: FollowUp) -> None:
    Client.objects.unscoped("the test restricts it").filter(pk=marias.client_id).update(restricted=True)
    with pytest.raises(StepRefused, match="record is restricted"):
        offered(who, marias)
    FollowUp.objects.unscoped("an offer from before").filter(pk=marias.pk).update(offered_to=who.people["devon"])
    assert not sees_the_client(who.devon, marias)
