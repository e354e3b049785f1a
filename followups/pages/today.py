"""/today/: the case manager's day."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.queries import the_agency
from clients.queries.disclosures import note_reading
from followups.queries.today import today_for
from workflow.pages import page_actor


@transaction.atomic
def today(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    zone = the_agency().zone
    day = today_for(actor, zone)
    note_reading(actor, day.everybody(), "today")
    return render(request, "followups/today.html", {"day": day, "today": timezone.now().astimezone(zone)})
