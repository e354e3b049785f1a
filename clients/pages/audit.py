"""/audit/ and /audit/changes/: who saw and who changed what. Ids and kinds, never clients' names or what was written."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import AgencyRole
from accounts.queries import the_agency
from clients.forms.emergency import ExactlyNamed
from clients.forms.fields import day_field
from clients.queries import audit
from clients.queries.disclosures import write_down
from workflow.actor import Actor
from workflow.events import event_labels
from workflow.keyset import Page, page_links, page_of
from workflow.pages import page_actor

P = ParamSpec("P")

LISTS = {"audit": "readings", "audit_changes": "changes"}

WAYS = (("audit", "Who saw what"), ("audit_changes", "Who changed what"), ("emergency_accesses", "Emergency accesses"),
        ("audit_integrity", "Integrity"))  # fmt: skip


def audit_page(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For the privacy officer alone; looking into the audit is written down in the same transaction."""

    @wraps(view)
    @transaction.atomic
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = page_actor(request)
        if not actor.has(AgencyRole.PRIVACY_OFFICER):
            raise PermissionDenied("The audit is the privacy officer's. Ask them who saw or changed a record.")
        return view(request, actor, *args, **kwargs)

    return page


def tabs(current: str) -> list[tuple[str, str, bool, None]]:
    return [(label, reverse(name), name == current, None) for name, label in WAYS]


class AuditFilters(forms.Form):
    """What both lists are searched by."""

    client = forms.UUIDField(label="Record", required=False, help_text="Its id.")
    who = forms.ChoiceField(label="Who", required=False)
    since = day_field("From", required=False)
    until = day_field("Until", required=False)
    order = forms.ChoiceField(label="Order", required=False, choices=[("", "Newest first"), ("oldest", "Oldest first")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["who"]).choices = [("", "Anybody"), *audit.people_and_systems()]


class ReadingFilters(AuditFilters):
    view = forms.CharField(label="Page or list", max_length=80, required=False)
    emergency = forms.BooleanField(label="In an emergency only", required=False)


class ChangeFilters(AuditFilters):
    name = forms.ChoiceField(label="What", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted(event_labels().items(), key=lambda item: item[1])
        named = [(name, f"{label} ({name})") for name, label in labels]
        cast(forms.ChoiceField, self.fields["name"]).choices = [("", "Everything"), *named]


@audit_page
def readings(request: HttpRequest, actor: Actor) -> HttpResponse:
    filters, chosen = _chosen(ReadingFilters, request)
    page = _page(audit.readings(actor, chosen, the_agency().zone), chosen, request)
    for row in page.rows:
        row.words, row.like_it = audit.view_words(row.view), _same_list(request, view=row.view)
    return _list(request, actor, "audit", filters, chosen, page)


@audit_page
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    filters, chosen = _chosen(ChangeFilters, request)
    page = _page(audit.changes(actor, chosen, the_agency().zone), chosen, request)
    for row in page.rows:
        row.words = audit.event_words(row.name)
    return _list(request, actor, "audit_changes", filters, chosen, page)


def _chosen(kind: type[AuditFilters], request: HttpRequest) -> tuple[AuditFilters, dict[str, Any]]:
    """A filter that cannot be read finds nothing, so that nobody takes the whole log for its answer."""
    filters = kind(request.GET or None)
    valid = not filters.is_bound or filters.is_valid()
    return filters, (filters.cleaned_data if filters.is_bound else {}) if valid else {"unreadable": True}


def _page(rows: Any, chosen: dict[str, Any], request: HttpRequest) -> Page:
    order = audit.OLDEST if chosen.get("order") == "oldest" else audit.NEWEST
    return page_of(rows.none() if "unreadable" in chosen else rows, order, request.GET.get("at", ""))


def _list(
    request: HttpRequest, actor: Actor, name: str, filters: AuditFilters, chosen: dict[str, Any], page: Page
) -> HttpResponse:
    """What was looked for is itself written down: ids, kinds and days."""
    sought = ", ".join(f"{key}={value}" for key, value in chosen.items() if value)
    write_down(actor, f"audit:{LISTS[name]}", filter(None, [chosen.get("client")]), sought)
    context = {
        "tabs": tabs(name), "filters": filters, "rows": page.rows, "named": ExactlyNamed(), "client": chosen.get("client"),
        **page_links(request, page),
    }  # fmt: skip
    return render(request, f"clients/audit/{LISTS[name]}.html", context)


def _same_list(request: HttpRequest, **changed: str) -> str:
    """This list with one thing changed, from its first page unless that is what changes."""
    query = request.GET.copy()
    query.pop("at", None)
    for name in changed:
        query.setlist(name, [changed[name]])
    return f"?{query.urlencode()}"
