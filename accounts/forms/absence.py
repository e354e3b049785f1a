"""Inputs of time off, covers and duty shifts, with a sentence for each date that cannot be."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils import formats, timezone

from accounts.forms.fields import team_field
from accounts.models import Team, TimeOff, User
from accounts.policy.absence import SUPERVISOR, supervises_person
from accounts.policy.administration import ADMINISTRATOR
from accounts.policy.hours import moment
from accounts.queries.absence import possible_coverers, time_off_between
from accounts.queries.people import people_in_teams
from workflow.forms import CHOOSE, StepForm

MOST_DAYS = 366
LONGEST_SHIFT = timedelta(days=14)


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def moment_field(label: str, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **options)


def words(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def day_span(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first moment after the last, where the person is."""
    return moment(first, time(0), zone), moment(last + timedelta(days=1), time(0), zone)


class DatesForm(StepForm):
    """A first and a last day, in order, neither over."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day comes before the first. Check both dates.")
        elif last and last < self.today():
            self.add_error("last_day", f"{words(last)} is over already. Choose today or a later day.")
        elif first and first < self.today():
            self.add_error("first_day", f"{words(first)} is over already. Choose today or a later day.")
        return data

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person().time_zone)

    def person(self) -> Any:
        return self.obj

    def today(self) -> date:
        return timezone.now().astimezone(self.zone()).date()


class TimeOffForm(DatesForm):
    first_day = day_field("First day away")
    last_day = day_field("Last day away", help_text="The last whole day. Nobody is asked why.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        if (data["last_day"] - data["first_day"]).days > MOST_DAYS:
            self.add_error("last_day", "Time off is planned for at most a year at a time. Choose an earlier last day.")
            return data
        starts, ends = day_span(data["first_day"], data["last_day"], self.zone())
        # Away from now on, when the day has begun.
        data["starts_at"], data["ends_at"] = max(starts, timezone.now()), ends
        if (other := time_off_between([self.obj.pk], data["starts_at"], ends).first()) is not None:
            self.add_error(
                "first_day", f"{self.obj.name} has time off already {between(other, self.zone())}. Choose days outside it."
            )
        return data


def between(absence: Any, zone: ZoneInfo) -> str:
    """Its first and last day in words, where the person is; the end is the first moment they are back."""
    first, last = absence.starts_at.astimezone(zone).date(), (absence.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    return f"on {words(first)}" if first == last else f"from {words(first)} to {words(last)}"


class ProposeCoverForm(DatesForm):
    coverer = forms.ModelChoiceField(label="Who covers", queryset=User.objects.all(), empty_label=str(CHOOSE))
    first_day = day_field("First day", required=False, help_text="Empty: from the first day away.")
    last_day = day_field("Last day", required=False, help_text="Empty: until the last day away.")
    note = forms.CharField(
        label="Hand-over note", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What the coverer has to know. They see it, you, and your supervisors; it goes into no e-mail.",
    )  # fmt: skip

    def person(self) -> Any:
        return self.obj.user

    def narrow(self) -> None:
        """Colleagues are offered; who else is named is answered with the reason."""
        if self.obj is not None:
            offered = possible_coverers(self.obj.user_id, everybody=self.has_the_say()).exclude(pk=self.obj.user_id)
            self.suggest("coverer", [("", CHOOSE), *offered.values_list("pk", "name")])

    def has_the_say(self) -> bool:
        return supervises_person(self.actor, self.obj.user)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        off: TimeOff = self.obj
        first, last = data.get("first_day"), data.get("last_day")
        data["starts_at"] = max(moment(first, time(0), self.zone()) if first else off.starts_at, off.starts_at)
        data["ends_at"] = min(moment(last + timedelta(days=1), time(0), self.zone()) if last else off.ends_at, off.ends_at)
        if data["starts_at"] >= data["ends_at"]:
            self.add_error("first_day", f"These days lie outside the time off, which is {between(off, self.zone())}.")
        return data


class DeclineCoverForm(StepForm):
    answer = forms.CharField(
        label="Why not", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="If you like. A no never counts against anybody.",
    )  # fmt: skip


class DutyShiftForm(StepForm):
    person = forms.ModelChoiceField(label="Who", queryset=User.objects.all(), empty_label=str(CHOOSE))
    team = team_field(required=False, empty_label="The whole agency")
    starts_at = moment_field("From")
    ends_at = moment_field("Until")

    def narrow(self) -> None:
        people = people_in_teams()
        if not self.actor.has(ADMINISTRATOR):
            teams = self.actor.teams(SUPERVISOR)
            people = people.filter(memberships__team__in=teams, memberships__status="active").distinct()
            mine = Team.objects.filter(pk__in=teams, status=Team.Status.ACTIVE).values_list("pk", "name")
            self.suggest("team", [("", "The whole agency"), *mine])
        self.suggest("person", [("", CHOOSE), *people.values_list("pk", "name")])

    def clean_team(self) -> Team | None:
        team: Team | None = self.cleaned_data["team"]
        if team is not None and not self.actor.has(ADMINISTRATOR) and team.pk not in self.actor.teams(SUPERVISOR):
            raise forms.ValidationError("Choose one of your teams, or the whole agency.")
        return team

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends:
            self._check_times(starts.astimezone(UTC), ends.astimezone(UTC))
        if not self.errors:
            self._check_person(data["person"], data)
        return data

    def _check_times(self, starts: datetime, ends: datetime) -> None:
        if ends <= starts:
            self.add_error("ends_at", "The shift ends before it starts. Check both times.")
        elif ends <= timezone.now():
            self.add_error("ends_at", "This time is over already. Choose one that is still to come.")
        elif ends - starts > LONGEST_SHIFT:
            self.add_error("ends_at", "A shift lasts at most 14 days. Plan a longer time as several shifts.")

    def _check_person(self, person: User, data: dict[str, Any]) -> None:
        if not people_in_teams().filter(pk=person.pk).exists():
            self.add_error("person", f"{person.name} has no role in a team, so nothing urgent could be shown to them.")
        elif off := time_off_between([person.pk], data["starts_at"], data["ends_at"]).first():
            self.add_error(
                "person",
                f"{person.name} is away {between(off, ZoneInfo(person.time_zone))}. Choose somebody else or another time.",
            )
        elif person.duty_shifts.filter(
            Q(team=data["team"]), status="planned", starts_at__lt=data["ends_at"], ends_at__gt=data["starts_at"]
        ).exists():
            self.add_error(
                "starts_at", f"{person.name} is on duty in this time already. Cancel that shift first, or choose another time."
            )
