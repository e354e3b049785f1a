"""/today/: the case manager's day."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.queries import the_agency
from clients.queries.disclosures import note_reading
from followups.models import SavedFilter
from followups.pages.lists import KEYS
from followups.queries.header import Header, header_for
from followups.queries.today import GROUPS, today_for
from workflow.pages import page_actor


class DayFilters(forms.Form):
    """What of the day, and whose of those one works for."""

    group = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *[(key, label) for key, (label, _) in GROUPS.items()]]
    )
    whose = forms.TypedChoiceField(label="Whose", required=False, coerce=UUID, empty_value=None)

    def __init__(self, data: Any, person: Any, header: Header) -> None:
        super().__init__(data)
        covered = {str(cover.away_id): cover.away.name for cover in header.covering}
        if covered:
            whose = cast(forms.ChoiceField, self.fields["whose"])
            whose.choices = [("", "Everybody's"), (str(person.pk), "Mine"), *covered.items()]
        else:
            del self.fields["whose"]


@transaction.atomic
def today(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    agency = the_agency()
    header = header_for(request.user, agency, SavedFilter.Place.TODAY)  # type: ignore[arg-type]  # pages stand behind the sign-in
    filters = DayFilters(request.GET or None, request.user, header)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    day = today_for(actor, agency.zone, chosen.get("group", ""), chosen.get("whose"))
    note_reading(actor, day.everybody(), "today")
    context = {
        "day": day, "header": header, "filters": filters, "filtered": any(chosen.values()), "place": SavedFilter.Place.TODAY,
        "back": request.get_full_path(), "page_keys": KEYS, "today": timezone.now().astimezone(agency.zone),
    }  # fmt: skip
    return render(request, "followups/today.html", context)
