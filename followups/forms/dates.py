"""Dates that lie ahead, as people type them: a day, and a time where it has one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.queries import the_agency
from clients.forms.fields import day_field
from workflow.business_days import end_of_day

FARTHEST = timedelta(days=3 * 366)


def due_day(label: str = "Due on", **options: Any) -> forms.DateField:
    return day_field(label, **options)


def due_time() -> forms.TimeField:
    return forms.TimeField(
        label="At", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Only if it has a time, like a visit; else it is due by the end of the day.",
    )  # fmt: skip


def not_past(day: date) -> date:
    """The agency's own day decides what is past, wherever the worker sits."""
    today = timezone.now().astimezone(the_agency().zone).date()
    if day < today:
        raise forms.ValidationError(f"{day:%B %-d, %Y} has passed. Choose today or a later day.")
    if day > today + FARTHEST:
        raise forms.ValidationError("That is more than three years ahead. Check the year.")
    return day


def moment(day: date, at: time | None) -> datetime:
    """The moment it is due in the agency's time: at the time given, or by the end of the day."""
    zone = the_agency().zone
    return datetime.combine(day, at, tzinfo=zone) if at else end_of_day(day, zone)


def moment_ahead(form: forms.Form, data: dict[str, Any]) -> datetime | None:
    """The moment typed into `due_on` and `due_time`; a time of today that has passed is refused at its field."""
    if not data.get("due_on") or form.errors:
        return None
    due_at = moment(data["due_on"], data.get("due_time"))
    if due_at <= timezone.now():
        form.add_error("due_time", "That time has passed today. Choose a later time or another day.")
    return due_at
