"""Reading assessments: the client's list, one with its outcome, on paper, over time, and two dates side by side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments.actions.assessments import start_assessment
from assessments.models import Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.pages.taking import found_or_404, section_url
from assessments.queries.assessments import assessments_of, series_of
from assessments.queries.instruments import in_use, instrument_named
from assessments.queries.needs import suggested_needs
from assessments.queries.outcome import questionnaire_of
from assessments.queries.progress import progress_of
from assessments.queries.questions import blank_screens, screens_of
from assessments.queries.schedule import calls_of, due_for_assessment
from assessments.queries.sensitive import sensitive_parts
from assessments.queries.series import chart_of, compared, main_measure, measure_words
from clients.models import Client
from clients.pages.frame import client_page, offers_by_name, only, render_client
from followups.models import FollowUp
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.steps import Offer, offer

# Numbers that carry no band still belong on one line: what a list shows of an outcome.
STEPS = ("assessment.complete", "assessment.conclude", "assessment.amend", "assessment.mark_error")


@client_page("assessments")
def assessments(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    """All of them, newest first, with what can be started and what is due."""
    page = page_of(assessments_of(actor, client), ("-id",), request.GET.get("at", ""))
    start = offer(start_assessment.step, actor, client)
    context = {
        "rows": page.rows,
        "start": start if start.permitted else None,
        "instruments": in_use() if start.permitted else [],
        "due": [(row, _answers_to(actor, row)) for row in due_for_assessment(actor, client)],
        **page_links(request, page),
    }
    return render_client(request, client, "assessments", "assessments/list.html", context)


def _answers_to(actor: Actor, follow_up: FollowUp) -> list[Offer]:
    """What can be done about a safety flag here: say that one has it, or that it is done. An assessment ends by being taken."""
    if follow_up.kind != FollowUp.Kind.SAFETY_FLAG:
        return []
    steps = offers_by_name(actor, follow_up)
    return [found for found in only(steps, "follow_up.acknowledge", "follow_up.complete") if found.allowed]


@client_page("assessment")
def assessment(request: HttpRequest, actor: Actor, client: Client, assessment_id: UUID) -> HttpResponse:
    """One assessment: its flags and outcome first, then every answer; while it is a draft, what is still open."""
    found = found_or_404(actor, client, assessment_id)
    questionnaire = questionnaire_of(found)
    steps = offers_by_name(actor, found)
    made = screens_of(found, questionnaire)
    context = {
        "assessment": found,
        "instrument": found.instrument,
        "questionnaire": questionnaire,
        "measures": found.scores.get("measures", []),
        "needs": suggested_needs(found) if found.is_final else [],
        "screens": [(screen, section_url(found, screen.number)) for screen in made if screen.is_asked],
        "conclusions": _conclusions(found, questionnaire),
        "progress": progress_of(found, questionnaire),
        "offers": only(steps, *STEPS),
        "calls": [(row, _answers_to(actor, row)) for row in calls_of(actor, found)],
        "complete": steps.get("assessment.complete"),
        "first_section": section_url(found, 1),
        "amendments": found.all_amendments,  # type: ignore[attr-defined]  # set by assessment_of's prefetch
    }
    return render_client(request, client, "assessments", "assessments/result.html", context)


def _conclusions(found: Assessment, questionnaire: Questionnaire) -> list[tuple[str, dict[str, Any]]]:
    """Every factor with its conclusion, the combined one last; a plain screening tool has at most that one."""
    titles = {**dict(questionnaire.factors), "overall": "Everything together"}
    said = [(title, found.conclusions[key]) for key, title in titles.items() if key in found.conclusions]
    return [(title, {**one, "moment": datetime.fromisoformat(one["at"])}) for title, one in said]


@client_page("assessment print")
def printed(request: HttpRequest, actor: Actor, client: Client, assessment_id: UUID) -> HttpResponse:
    """For paper: sensitive answers are left off unless they are asked for."""
    found = found_or_404(actor, client, assessment_id)
    questionnaire = questionnaire_of(found)
    hidden = frozenset() if request.GET.get("sensitive") == "1" else sensitive_parts(questionnaire)
    context = {
        "client": client,
        "assessment": found,
        "instrument": found.instrument,
        "questionnaire": questionnaire,
        "measures": [measure for measure in found.scores.get("measures", []) if measure["id"] not in hidden],
        "flags": [flag for flag in found.flags if flag["id"] not in hidden],
        "screens": screens_of(found, questionnaire),
        "conclusions": [] if hidden else _conclusions(found, questionnaire),
        "hidden": hidden,
        "has_sensitive": bool(sensitive_parts(questionnaire)),
    }
    return render(request, "assessments/print.html", context)


def blank(request: HttpRequest, name: str) -> HttpResponse:
    """The questions alone, to be filled in by hand; anybody who is signed in may print one."""
    page_actor(request)
    instrument = instrument_named(name)
    if instrument is None:
        raise Http404("There is no such instrument.")
    questionnaire = Questionnaire(instrument.definition)
    context = {"instrument": instrument, "questionnaire": questionnaire, "screens": blank_screens(questionnaire)}
    return render(request, "assessments/blank.html", context)


@client_page("assessment over time")
def over_time(request: HttpRequest, actor: Actor, client: Client, key: str) -> HttpResponse:
    """One instrument over time: the line, and the table that says the same."""
    series = series_of(actor, client, key)
    if not series:
        raise Http404("Nothing was completed with this instrument.")
    instrument = series[-1].instrument
    questionnaire = Questionnaire(instrument.definition)
    context = {
        "instrument": instrument,
        "measure": main_measure(questionnaire),
        "chart": chart_of(series, questionnaire),
        "rows": [(one, measure_words(one, main_measure(questionnaire).get("id", ""))) for one in reversed(series)],
        "newest": series[-1],
        "earlier": series[-2] if len(series) > 1 else None,
    }
    return render_client(request, client, "assessments", "assessments/over_time.html", context)


@client_page("assessment comparison")
def comparison(request: HttpRequest, actor: Actor, client: Client, key: str) -> HttpResponse:
    """Two dates side by side: the newest two unless others are chosen."""
    series = series_of(actor, client, key)
    if len(series) < 2:
        return redirect(reverse("client_assessments", args=[client.pk]))
    by_id = {str(one.pk): one for one in series}
    second = by_id.get(request.GET.get("second", ""), series[-1])
    first = by_id.get(request.GET.get("first", ""), next(one for one in reversed(series) if one != second))
    first, second = (first, second) if (first.assessed_on, first.pk) <= (second.assessed_on, second.pk) else (second, first)
    of_scores, of_answers = compared(first, second)
    context = {
        "instrument": second.instrument,
        "first": first,
        "second": second,
        "series": list(reversed(series)),
        "choosers": (("first", "Earlier", first), ("second", "Later", second)),
        "parts": (("Outcome", of_scores), (f"Answers, {sum(pair.differs for pair in of_answers)} of them different", of_answers)),
    }
    return render_client(request, client, "assessments", "assessments/comparison.html", context)
