"""/saved-filters/: one's own filters, and the way to be rid of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from followups.models import SavedFilter
from workflow.pages import page_actor


def saved_filters(request: HttpRequest) -> HttpResponse:
    kept = SavedFilter.objects.visible_to(page_actor(request)).filter(status=SavedFilter.Status.KEPT)
    return render(request, "followups/saved_filters.html", {"kept": list(kept.order_by("place", "name", "id"))})
