"""The demo's hours: Maria's week and her time off to come, who is away now, a return with its summary, and a duty rota with one gap."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.actions.calendar import move_by_time
from accounts.actions.covers import accept_cover, propose_cover
from accounts.actions.duty import plan_duty_shift
from accounts.actions.hours import set_hours
from accounts.actions.time_off import plan_time_off
from accounts.models import TimeOff
from accounts.policy.hours import moment
from accounts.queries import closed_days, the_agency
from casemgmt.demo.clock import at, working_moment
from casemgmt.demo.stories import Teller
from clients.actions.contacts import log_contact
from clients.actions.notes import sign_note, start_note
from clients.models import Case
from workflow.business_days import is_business_day

# Who takes the nights in turn; Lena is away.
NIGHTS = ("devon", "tomas", "sam")
NIGHTS_AHEAD, NOBODY_ON = 15, 9
EVENING, MORNING = time(17), time(9)


def tell_of_absence(teller: Teller) -> None:
    """Told when all clients are there: what began or ended by now is moved by the same sweep as in earnest."""
    maria = teller.people["maria"]
    set_hours(
        maria.pk, actor=teller.actor("maria"), version=maria.version, monday="08:00-12:00, 12:30-16:30", tuesday="08:00-12:00, 12:30-16:30",
        wednesday="08:00-12:00", thursday="08:00-12:00, 12:30-18:00", friday="08:00-14:00",
    )  # fmt: skip
    _covered(
        teller,
        "maria",
        "devon",
        0,
        _monday_after(5),
        5,
        "Rosa's daughter calls on Tuesdays. The wheelchair for Mr Byrne comes on Wednesday.",
    )
    _covered(teller, "lena", "tomas", 3, -3, 7, "Two first visits are planned; the addresses are in the cases.")
    _covered(teller, "devon", "maria", 12, -11, 5, "Quiet week. Please try the pharmacy again.")
    _stand_in(teller)
    move_by_time()
    _rota(teller)


def _monday_after(days: int) -> int:
    """So many days from now, and on to the next Monday."""
    day = timezone.localdate() + timedelta(days=days)
    return days + (-day.weekday()) % 7


def _covered(teller: Teller, away: str, coverer: str, planned_ago: int, starts_in: int, days: int, note: str) -> None:
    """Planned, asked and accepted so many days ago, for time off that starts in so many days."""
    first = timezone.localdate() + timedelta(days=starts_in)
    with at(timezone.now() - timedelta(days=planned_ago)):
        off: TimeOff = plan_time_off(
            teller.people[away].pk, actor=teller.actor(away), first_day=first, last_day=first + timedelta(days=days - 1)
        )
        cover = propose_cover(off.pk, actor=teller.actor(away), coverer=teller.people[coverer].pk, note=note)
        accept_cover(cover.pk, actor=teller.actor(coverer), version=cover.version)


def _stand_in(teller: Teller) -> None:
    """What Maria did for Devon's clients while he was away, for his summary."""
    maria, devon = teller.people["maria"], teller.people["devon"]
    covering = replace(teller.actor("maria"), acts_for=frozenset({maria.pk, devon.pk}))
    cases = Case.objects.unscoped("the demo looks for clients whose stories fit").filter(
        case_manager=devon, status=Case.Status.OPEN
    )
    before = timezone.now() - timedelta(days=12)
    clients = [case.client for case in cases.filter(accepted_at__lt=before).select_related("client").order_by("-accepted_at")[:3]]
    for turn, client in enumerate(clients):
        with at(working_moment(teller.zone, 8, 10 + turn)):
            result = "reached" if turn == 0 else "no_answer"
            contact = log_contact(
                client.pk, actor=covering, result=result, channel="phone", minutes=10, summary="For Devon, who is away"
            )
            if turn == 0:
                _write_up(client, contact, covering)


def _write_up(client: Any, contact: Any, actor: Any) -> None:
    said = "Called for Devon. The pharmacy delivers from Friday on; she knows the number."
    note = start_note(client.pk, actor=actor, contact=contact.pk, body=said)
    sign_note(note.pk, actor=actor, version=note.version, body=said)


def _rota(teller: Teller) -> None:
    """Every night and free day of two weeks but one, for the whole agency."""
    today, closed = timezone.localdate(), closed_days(the_agency())
    nights = [today + timedelta(days=n) for n in range(-1, NIGHTS_AHEAD) if n != NOBODY_ON]
    for turn, night in enumerate(nights):
        starts, ends = _night(night, teller, closed)
        if ends > timezone.now():
            person = teller.people[NIGHTS[turn % len(NIGHTS)]]
            plan_duty_shift(actor=teller.actor("sam"), person=person.pk, starts_at=starts, ends_at=ends)


def _night(day: date, teller: Teller, closed: Any) -> tuple[datetime, datetime]:
    """From the end of one office day's afternoon to the next morning, or through a day the office is closed."""
    morrow = day + timedelta(days=1)
    until = MORNING if is_business_day(morrow, closed) else EVENING
    return moment(day, EVENING, teller.zone), moment(morrow, until, teller.zone)
