"""/settings/reminders/ and /settings/deliveries/: when what reminds whom, and what could not be delivered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.pages.frame import permitted, settings_page
from followups.queries.ladders import ladders
from followups.queries.notifications import dead_letters
from workflow.actor import Actor
from workflow.keyset import page_links, page_of


@settings_page
def reminders(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "followups/reminders.html", {"ladders": ladders()})


@settings_page
def deliveries(request: HttpRequest, actor: Actor) -> HttpResponse:
    page = page_of(dead_letters(actor), ("-id",), request.GET.get("at", ""))
    for letter in page.rows:
        letter.offers = permitted(actor, letter)
    return render(request, "followups/deliveries.html", {"page": page, **page_links(request, page)})
