"""/audit/records/: one record's audit — finding its id, checking its history, its accounting of disclosures."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.queries import the_agency
from clients.forms.emergency import ExactlyNamed
from clients.pages.audit import audit_page, tabs
from clients.queries import audit
from clients.queries.accounting import Line, accounting
from clients.queries.disclosures import write_down
from clients.queries.exact import exactly_named
from workflow.actor import Actor
from workflow.spreadsheets import write_csv

WHY = "the privacy officer looks for a record by what its owner tells"


@require_POST
@audit_page
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """From what its owner tells to the record's id; sent by POST, so that no name stands in an address."""
    named = ExactlyNamed(request.POST)
    found = exactly_named(WHY, **named.cleaned_data) if named.is_valid() else []
    write_down(actor, "audit:find", [client.pk for client in found], "")
    if len(found) == 1:
        return redirect("audit_record", found[0].pk)
    context = {"tabs": tabs(""), "named": named, "found": found}
    return render(request, "clients/audit/find.html", context, status=200 if named.is_valid() else 400)


@audit_page
def record(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """What can be asked about one record."""
    write_down(actor, "audit:record", [pk], "")
    return render(request, "clients/audit/record.html", {"tabs": tabs(""), "pk": pk})


@require_POST
@audit_page
def verify(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    write_down(actor, "audit:verify", [pk], "")
    context = {"tabs": tabs(""), "pk": pk, "result": audit.verified(actor, pk), "checked_at": timezone.now()}
    return render(request, "clients/audit/record.html", context)


class RecordForm(forms.Form):
    record = forms.UUIDField(label="Record", help_text="Its id, as it stands in the lists.")


@audit_page
def integrity(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The last seal over all chains, and the way to check one of them."""
    form = RecordForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("audit_record", form.cleaned_data["record"])
    write_down(actor, "audit:integrity", (), "")
    context = {"tabs": tabs("audit_integrity"), "checkpoint": audit.last_checkpoint(), "form": form}
    return render(request, "clients/audit/integrity.html", context)


@audit_page
def accounting_page(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    write_down(actor, "audit:accounting", [pk], "")
    context = {"tabs": tabs(""), "pk": pk, "lines": accounting(actor, pk), "agency": the_agency(), "made_at": timezone.now()}
    return render(request, "clients/audit/accounting.html", context)


HEAD = ("first", "last", "times", "recipient", "address", "what was disclosed", "purpose", "basis", "to be accounted for")


@audit_page
def accounting_csv(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    write_down(actor, "audit:accounting-csv", [pk], "")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="accounting-of-disclosures-{pk}.csv"'
    write_csv(answer, HEAD, (_cells(line) for line in accounting(actor, pk)))  # type: ignore[arg-type]  # a response writes text like a file
    return answer


def _cells(line: Line) -> tuple[Any, ...]:
    """The recipient's address is required only if known; systems have none on file."""
    first, last = (timezone.localtime(moment).isoformat(timespec="minutes") for moment in (line.first, line.last))
    accountable = "yes" if line.accountable else "no"
    return (first, last, line.times, line.recipient, "", line.what, line.purpose, line.basis, accountable)
