"""Subjects of the doors: follow-ups, reminders and what people keep of their own work."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from followups.models import CalendarFeed, DeadLetter, Delivery, FollowUp, Ladder, Notification, SavedFilter
from tests.doors.cast import SYSTEM, Cast
from tests.doors.subjects.clients import known_client
from tests.doors.subjects.sight import ADMINISTRATORS, EVERYBODY, IN_WORK, SIGHT_OF_OFFER, Subject, Subjects


def _follow_up(cast: Cast, state: str) -> FollowUp:
    client = known_client(cast)
    follow_up: FollowUp = FollowUp.objects.create(
        client=client, status=state, kind="first_contact", title="First contact", why="A new case", owner=cast.user("case_manager"),
        team=cast.harbor, due_at=timezone.now() + timedelta(days=1), source_key=f"case:{client.pk}", object_id=client.pk,
    )  # fmt: skip
    return follow_up


def _changed(follow_up: FollowUp, **fields: Any) -> FollowUp:
    for name, value in fields.items():
        setattr(follow_up, name, value)
    follow_up.save()
    return follow_up


def _offered_follow_up(cast: Cast, state: str) -> FollowUp:
    return _changed(_follow_up(cast, state), offered_to=cast.user("other_case_manager"), offer_note="She likes mornings.")


def _follow_up_of_nobody(cast: Cast, state: str) -> FollowUp:
    return _changed(_follow_up(cast, state), owner=None)


def _held_follow_up(cast: Cast, state: str) -> FollowUp:
    return _changed(_follow_up(cast, state), waiting_on="Bay Hospital", hold_until=timezone.now() + timedelta(days=9))


def _moved_follow_up(cast: Cast, state: str) -> FollowUp:
    now = timezone.now()
    return _changed(_follow_up(cast, state), moved_from=now - timedelta(days=1), moved_at=now)


def _saved_filter(cast: Cast, state: str) -> SavedFilter:
    """The case manager's own; nobody else sees it."""
    saved: SavedFilter = SavedFilter.objects.create(
        user=cast.user("case_manager"), status=state, place="follow-ups", name=uuid4().hex, query="bucket=overdue"
    )
    return saved


def _calendar_feed(cast: Cast, state: str) -> CalendarFeed:
    """The case manager's own; there is one at most that counts."""
    CalendarFeed.objects.unscoped("a test makes room").filter(user=cast.user("case_manager")).update(status="revoked")
    feed: CalendarFeed = CalendarFeed.objects.create(user=cast.user("case_manager"), status=state, fingerprint=uuid4().hex)
    return feed


def _repeating_follow_up(cast: Cast, state: str) -> FollowUp:
    today = timezone.localdate()
    rhythm = {"repeat_every": 1, "repeat_unit": "week", "repeat_from": today, "repeat_until": today + timedelta(days=300)}
    return _changed(_follow_up(cast, state), kind="own", **rhythm)


def _safety_flag(cast: Cast, state: str) -> FollowUp:
    follow_up = _follow_up(cast, state)
    follow_up.kind = FollowUp.Kind.SAFETY_FLAG
    follow_up.save()
    return follow_up


def _notification(cast: Cast, state: str) -> Notification:
    made: Notification = Notification.objects.create(
        key=f"test:{uuid4()}", user=cast.user("case_manager"), follow_up=_follow_up(cast, "open"), rung="due", status=state
    )
    return made


def _ladder(cast: Cast, state: str) -> Ladder:
    return Ladder.objects.create(kind=FollowUp.Kind.ASSESS, status=state)


def a_delivery(cast: Cast, state: str) -> Delivery:
    now = timezone.now()
    made: Delivery = Delivery.objects.create(
        key=f"test:{uuid4()}", rung="notice", to="person", channel="email", recipient=cast.user("case_manager"), lane="bulk", due_at=now,
        wakes_at=now, state=state,
    )  # fmt: skip
    return made


def _dead_letter(cast: Cast, state: str) -> DeadLetter:
    delivery = a_delivery(cast, "dead" if state == "open" else "waiting")
    made: DeadLetter = DeadLetter.objects.create(
        delivery=delivery, status=state, why="The mail server does not know it.", attempts=12
    )
    return made


SUBJECTS: Subjects = {
    FollowUp: Subject(_follow_up, IN_WORK),
    Notification: Subject(_notification, frozenset({"case_manager", SYSTEM})),
    Ladder: Subject(_ladder, EVERYBODY),
    DeadLetter: Subject(_dead_letter, ADMINISTRATORS),
    "follow_up.acknowledge": Subject(_safety_flag, IN_WORK),
    # An offer opens it, and its client, to the colleague who is asked; while it is open.
    "follow_up.accept": Subject(_offered_follow_up, SIGHT_OF_OFFER),
    "follow_up.decline": Subject(_offered_follow_up, SIGHT_OF_OFFER),
    "follow_up.take_back": Subject(_offered_follow_up, SIGHT_OF_OFFER),
    "follow_up.assign": Subject(_follow_up_of_nobody, IN_WORK),
    "follow_up.end_hold": Subject(_held_follow_up, IN_WORK),
    "follow_up.nudge": Subject(_held_follow_up, IN_WORK),
    "follow_up.move_back": Subject(_moved_follow_up, IN_WORK),
    CalendarFeed: Subject(_calendar_feed, frozenset({"case_manager", SYSTEM})),
    SavedFilter: Subject(_saved_filter, frozenset({"case_manager", SYSTEM})),
    "follow_up.repeat": Subject(_repeating_follow_up, IN_WORK),
}
