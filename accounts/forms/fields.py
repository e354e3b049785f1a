"""Fields that several forms of accounts share."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms

from accounts.models import Team, User
from accounts.queries.people import colleagues_of
from workflow.actor import Actor


def time_zone_field(**options: Any) -> forms.ChoiceField:
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))
    return forms.ChoiceField(label="Time zone", choices=[(name, name.replace("_", " ")) for name in zones], **options)


def clock_field(label: str, **options: Any) -> forms.TimeField:
    """A time by the clock on the wall."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def team_field(**options: Any) -> forms.ModelChoiceField:
    """A team that is not closed."""
    return forms.ModelChoiceField(label="Team", queryset=Team.objects.filter(status=Team.Status.ACTIVE), **options)


def reason_field(label: str = "Reason", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **options)


class ColleagueField(forms.ModelChoiceField):
    """Somebody who works here. The people of one's own teams are offered, not all of an agency; a link may name anybody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.all(), required=False, **options)

    def offer(self, actor: Actor, chosen: str) -> None:
        """Fill the list for this actor, with the person chosen in it wherever they work."""
        people = colleagues_of(actor, also=_id(chosen)).values_list("pk", "name")
        self.widget.choices = [("", self.empty_label), *people]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
