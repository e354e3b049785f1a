"""Fields that several forms of accounts share."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from accounts.models import Team


def time_zone_field(**options: Any) -> forms.ChoiceField:
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))
    return forms.ChoiceField(label="Time zone", choices=[(name, name.replace("_", " ")) for name in zones], **options)


def team_field(**options: Any) -> forms.ModelChoiceField:
    """A team that is not closed."""
    return forms.ModelChoiceField(label="Team", queryset=Team.objects.filter(status=Team.Status.ACTIVE), **options)


def reason_field(label: str = "Reason", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **options)
