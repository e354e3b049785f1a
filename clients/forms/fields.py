"""Fields that several of the clients' forms share."""

import re
from datetime import date
from typing import Any, cast

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.models import Channel, Client

OLDEST = 130
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def long_text(label: str, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=options.pop("max_length", 10_000), widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class LanguageField(forms.ChoiceField):
    """One of the languages offered, or any other by its BCP 47 tag, as other systems send it."""

    LONGEST = 20

    def valid_value(self, value: str) -> bool:
        tag = len(value) <= self.LONGEST and LANGUAGE_TAG.fullmatch(value)
        return bool(tag) or super().valid_value(value)

    def offer_also(self, tag: str) -> None:
        """Keep a language that came by its tag choosable, so that saving something else does not change it."""
        offered = cast("list[tuple[str, str]]", self.choices)
        if tag and tag not in dict(offered):
            self.choices = [*offered, (tag, tag)]


def not_in_future(day: date | None, what: str = "This date") -> date | None:
    if day and day > timezone.localdate():
        raise ValidationError(f"{what} lies in the future. Check the year.")
    return day


def plausible_birth_date(day: date | None) -> date | None:
    not_in_future(day, "The birth date")
    if day and day.year < timezone.localdate().year - OLDEST:
        raise ValidationError(f"The birth date is more than {OLDEST} years ago. Check the year.")
    return day


def e164(number: str, region: str = "US") -> str:
    """The number in international form, or empty when it cannot be one (555-… stays as typed)."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(parsed) else ""
    )


def phone_number(typed: str) -> str:
    """As typed, if it can be a phone number at all."""
    if typed and not e164(typed):
        raise ValidationError("This does not look like a phone number. Type it with its area code, for example 617 555 0123.")
    return typed


def safe_channels_of(client: Client) -> list[tuple[str, Any]]:
    """The choices for reaching this client: only the channels that are safe for them."""
    safe = set(client.safe_channels)
    return [(key, label) for key, label in Channel.choices if key in safe]
