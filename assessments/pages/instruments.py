"""/settings/instruments/: which instruments there are, their terms, and switching them on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.pages.frame import creation, permitted, settings_page
from assessments.models import Instrument
from assessments.models.questionnaire import Questionnaire
from assessments.queries.instruments import listed
from assessments.queries.questions import blank_screens
from workflow.actor import Actor


@settings_page
def instruments(request: HttpRequest, actor: Actor) -> HttpResponse:
    context = {"instruments": listed(actor), "add": creation(actor, "instrument.import")}
    return render(request, "assessments/instruments.html", context)


@settings_page
def instrument(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Its terms, how it is scored, and every question."""
    found = get_object_or_404(Instrument, pk=pk)
    questionnaire = Questionnaire(found.definition)
    context = {
        "instrument": found,
        "questionnaire": questionnaire,
        "screens": blank_screens(questionnaire),
        "offers": permitted(actor, found),
        "editions": Instrument.objects.filter(key=found.key).exclude(pk=found.pk).defer("definition"),
    }
    return render(request, "assessments/instrument.html", context)
