"""The demo's reminders: weeks of them told on their days, the newest unread; a consent about to end, one failure, a ladder of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.queries import actor_for
from casemgmt.demo.clock import at, working_moment
from casemgmt.demo.stories import Teller
from clients.actions.consents import record_consent
from clients.models import Case
from followups.actions import claims
from followups.actions.dead_letters import give_up
from followups.actions.dispatch import dispatch
from followups.actions.ending_consents import look_for_ending_consents
from followups.actions.ladders import add_ladder
from followups.actions.notifications import mark_read
from followups.actions.own import add_follow_up
from followups.actions.planning import plan_notice
from followups.models import Delivery, FollowUp, Lane, Notification

WHY = "the demo's reminders of the past weeks"
DAYS = (28, 21, 14, 10, 7, 5, 3, 2, 1, 0)


def tell_of_reminders(teller: Teller) -> None:
    """Told when everything else has happened, by the dispatcher itself, day after day."""
    add_ladder(
        actor=teller.actor("admin"), kind=FollowUp.Kind.NOTE, hours_before=12, at_due=True, hours_overdue=12, hours_to_supervisor=48,
        urgent_minutes=10,
    )  # fmt: skip
    _agree_to_messages(teller)
    look_for_ending_consents()
    _fail_once(teller)
    for days in DAYS:
        _a_day(working_moment(teller.zone, days, 10), newest=days == 0)


def _agree_to_messages(teller: Teller) -> None:
    """Two of Maria's clients want to be reminded as well; the consent of one ends soon."""
    cases = Case.objects.unscoped(WHY).filter(
        case_manager=teller.people["maria"], status=Case.Status.OPEN, accepted_at__isnull=False
    )
    maria = teller.actor("maria")
    for number, case in enumerate(cases.filter(client__restricted=False).order_by("-accepted_at", "id")[:2]):
        today = timezone.localdate()
        ends_on = today + timedelta(days=12) if number else None
        record_consent(case.client_id, actor=maria, kind="messages", signed_on=today, ends_on=ends_on, method="paper")
        due_on = today + timedelta(days=2 + number)
        add_follow_up(
            case.client_id,
            actor=maria,
            title="Appointment at the clinic",
            due_on=due_on.isoformat(),
            due_time="14:00",
            remind_client=True,
        )


def _fail_once(teller: Teller) -> None:
    plan_notice(teller.people["tomas"], "demo:failed", "Welcome to the team", by_email=True)
    rows = Delivery.objects.unscoped(WHY).filter(key="demo:failed:email")
    # As if a worker had it in its hands.
    rows.update(lease_until=timezone.now())
    give_up(rows.get(), Delivery.State.DEAD, "The mail server does not know this address.")


def _a_day(moment: datetime, *, newest: bool) -> None:
    """Whatever was due by then is told; yesterday's is read. Old e-mail is not sent to anybody."""
    with at(moment), _database_at(moment):
        outside = Delivery.waiting(WHY).exclude(channel=Delivery.Channel.IN_APP).filter(wakes_at__lte=moment)
        outside.update(state=Delivery.State.CANCELLED, because="The demo sends no old mail.")
        for lane in Lane.values:
            dispatch(lane)
    if not newest:
        with at(moment + timedelta(hours=1)):
            for row in (
                Notification.objects.unscoped(WHY).filter(status=Notification.Status.UNREAD).select_related("user").order_by("id")
            ):
                mark_read(row.pk, actor=actor_for(row.user, "web"), version=row.version)


@contextmanager
def _database_at(moment: datetime) -> Iterator[None]:
    """The dispatcher asks the database for the time; here it is told another."""
    real: Any = claims.database_now
    claims.database_now = lambda: moment
    try:
        yield
    finally:
        claims.database_now = real
