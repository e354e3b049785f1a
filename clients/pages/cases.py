"""/cases/: the list behind every number about cases."""

from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.forms.fields import ColleagueField
from accounts.models import Team
from clients.queries.caseload import COMPUTED_STATES, STATES, cases_like
from clients.queries.disclosures import note_reading
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor

LABELS = {
    "open": "Open", "accepted": "Open and accepted", "asked": "Waiting for an answer", "unassigned": "Without case manager", "high-tier": "Tier 3 and 4",
    "to-screen": "To screen", "closed": "Closed", "out-of-touch": "Out of touch",
    "left": "Left without anybody",
}  # fmt: skip


class CaseFilters(forms.Form):
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *[(s, LABELS[s]) for s in (*STATES, *COMPUTED_STATES)]]
    )
    case_manager = ColleagueField(label="Case manager", empty_label="Anybody")
    team = forms.ModelChoiceField(label="Team", queryset=Team.objects.all(), required=False, empty_label="All teams")
    tier = forms.TypedChoiceField(
        label="Tier",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any"), *[(n, f"Tier {n}") for n in range(1, 5)]],
    )

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        cast(ColleagueField, self.fields["case_manager"]).offer(actor, self.data.get("case_manager", ""))


@transaction.atomic
def cases(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    filters = CaseFilters(request.GET or None, actor)
    chosen: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    page = page_of(cases_like(actor, chosen), ("-id",), request.GET.get("at", ""))
    note_reading(actor, page.rows, "cases")
    context = {
        "page": page,
        "filters": filters,
        **page_links(request, page),
    }
    return render(request, "clients/case_list.html", context)
