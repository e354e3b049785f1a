"""/calendar/: one's week, and the address under which a calendar programme reads it."""

from datetime import date, timedelta
from typing import Any

from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar
from icalendar import Event as Entry

from accounts.models import Agency
from accounts.queries import the_agency
from clients.queries.disclosures import note_reading
from followups.actions.calendar_feeds import MAKE, REVOKE, fingerprint_of
from followups.models import FollowUp
from followups.queries.calendar import active_feed, fed_by, fed_rows, has_no_hour, monday_of, week_of
from workflow.pages import page_actor
from workflow.steps import offer

NO_ADDRESS = "There is no calendar at this address. Make a new one under “My week”."
PRIVATE = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}
# What has a title of somebody's own words is told by its kind alone: words may name a client.
NEUTRAL = {FollowUp.Kind.OWN: "Follow-up", FollowUp.Kind.COMMITMENT: "Promise due"}
HALF_AN_HOUR = timedelta(minutes=30)


@transaction.atomic
def calendar(request: HttpRequest) -> HttpResponse:
    actor, agency = page_actor(request), the_agency()
    person: Any = request.user
    today = timezone.now().astimezone(agency.zone).date()
    week = week_of(actor, person, agency, monday_of(_day(request.GET.get("from", ""), today)))
    note_reading(actor, week.everybody(), "calendar")
    feed = active_feed(actor.id)
    offers = [offer(REVOKE, actor, feed)] if feed else []
    context = {"week": week, "feed": feed, "offers": [offer(MAKE, actor, person), *offers], "this_week": monday_of(today)}
    return render(request, "followups/calendar.html", context)


def _day(text: str, today: date) -> date:
    """A day from the address; one that cannot be, or lies a lifetime away, is today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) < timedelta(days=3660) else today


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What is due, for a calendar programme: when and of what kind, never for whom. A guess finds nothing, and soon no answer."""
    # The public function never counts a GET, and an address is guessed by one.
    if ratelimit.consume(request, app="allauth.account", action="calendar_feed", limit_get=True) is None:
        return HttpResponse("Too many requests. Try again in a minute.", status=429, content_type="text/plain", headers=PRIVATE)
    person = fed_by(fingerprint_of(secret))
    if person is None:
        return HttpResponse(NO_ADDRESS, status=404, content_type="text/plain", headers=PRIVATE)
    agency = the_agency()
    made = Calendar()
    made.add("prodid", "-//casemgmt//follow-ups//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Follow-ups")
    for row in fed_rows(person):
        made.add_component(_event(row, agency))
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8", headers=PRIVATE)


def _event(row: FollowUp, agency: Agency) -> Entry:
    event = Entry()
    event.add("uid", f"{row.pk}@casemgmt")
    event.add("summary", NEUTRAL.get(FollowUp.Kind(row.kind), FollowUp.Kind(row.kind).label))
    event.add("dtstamp", row.updated_at)
    event.add("last-modified", row.updated_at)
    if has_no_hour(row, agency):
        event.add("dtstart", row.due_at.astimezone(agency.zone).date())
    else:
        event.add("dtstart", row.due_at)
        event.add("duration", HALF_AN_HOUR)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
