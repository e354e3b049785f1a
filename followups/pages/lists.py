"""/follow-ups/: the list behind every number of Today and Team."""

from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ColleagueField
from accounts.models import Team
from accounts.queries import the_agency
from clients.queries.disclosures import note_reading
from followups.models import FollowUp, SavedFilter
from followups.queries.header import saved_for
from followups.queries.lists import BUCKETS, follow_ups_like, with_sight
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor

EARLIEST, LATEST = ("due_at", "id"), ("-due_at", "-id")
# Told in the list of keys (?) on pages with rows.
KEYS = ((("j", "k"), _("Next or previous row")), (("x",), _("Tick the row")), (("Enter",), _("Open the row's client")))


class FollowUpFilters(forms.Form):
    bucket = forms.ChoiceField(label="When", required=False, choices=[("", "Any time"), *BUCKETS])
    kind = forms.ChoiceField(label="What", required=False, choices=[("", "Everything"), *FollowUp.Kind.choices])
    owner = ColleagueField(label="Whose", empty_label="Everybody's")
    team = forms.ModelChoiceField(label="Team", queryset=Team.objects.all(), required=False, empty_label="All teams")
    sort = forms.ChoiceField(label="Order", required=False, choices=[("", "Earliest due first"), ("latest", "Latest due first")])
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        cast(ColleagueField, self.fields["owner"]).offer(actor, self.data.get("owner", ""))


@transaction.atomic
def follow_ups(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    filters = FollowUpFilters(request.GET or None, actor)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows = follow_ups_like(actor, chosen, the_agency().zone)
    page = page_of(rows, LATEST if chosen.get("sort") else EARLIEST, request.GET.get("at", ""))
    page.rows[:] = with_sight(actor, page.rows)
    note_reading(actor, [row for row in page.rows if row.client_shown], "follow-ups")
    place = SavedFilter.Place.FOLLOW_UPS
    context = {
        "page": page, "filters": filters, "saved": list(saved_for(actor, place)), "place": place, "filtered": any(chosen.values()),
        "back": request.get_full_path(), "page_keys": KEYS, **page_links(request, page),
    }  # fmt: skip
    return render(request, "followups/list.html", context)
