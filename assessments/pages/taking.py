"""Taking an assessment on screen: one section a page, kept answer by answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessments.actions.assessments import answer_assessment, conclude_on_factor
from assessments.forms.answers import changed_on_page, read_answers, typed_on, typed_on_page, was_on_page
from assessments.models import Assessment
from assessments.models.questionnaire import Questionnaire
from assessments.queries.answers import as_typed, in_words
from assessments.queries.assessments import assessment_of
from assessments.queries.outcome import questionnaire_of
from assessments.queries.progress import progress_of
from assessments.queries.questions import Screen, Typed, screens_of
from clients.models import Client
from clients.pages.frame import client_page, offers_by_name, render_client
from workflow.actor import Actor
from workflow.pages import page_actor
from workflow.refusals import Refusal, Stale

# Two windows that answer at the same instant take turns; more often than this nobody answers at once.
TURNS = 8


@dataclass
class Saved:
    """What became of the answers on a page: those with a problem, and those answered elsewhere, were not kept."""

    assessment: Assessment
    problems: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.problems and not self.elsewhere


def save_answers(actor: Actor, client: Client, pk: UUID, data: Any) -> Saved:
    """Keep what was changed on the page and nothing else, so that a window left open overwrites nobody."""
    for turn in range(TURNS):
        assessment = found_or_404(actor, client, pk)
        saved = _judged(assessment, data)
        kept = {
            key: value for key, value in (changed_on_page(data) or {}).items() if key not in {*saved.problems, *saved.elsewhere}
        }
        if not kept:
            return saved
        try:
            answer_assessment(pk, actor=actor, version=assessment.version, answers=kept)
        except Stale:
            if turn == TURNS - 1:
                raise
            continue
        saved.assessment = found_or_404(actor, client, pk)
        return saved
    raise AssertionError("unreachable: the last turn returns or raises")


def _judged(assessment: Assessment, data: Any) -> Saved:
    questionnaire = questionnaire_of(assessment)
    changed = changed_on_page(data) or {}
    _, problems = read_answers(questionnaire, changed)
    elsewhere = {key: _now(assessment, questionnaire, key) for key in changed if _changed_elsewhere(assessment, data, key)}
    return Saved(assessment, problems, elsewhere)


def _changed_elsewhere(assessment: Assessment, data: Any, link_id: str) -> bool:
    """Somebody answered this question after the page was made, and not as it is answered here."""
    now = as_typed(assessment.answers.get(link_id))
    return now not in (was_on_page(data, link_id), typed_on_page(data, link_id))


def _now(assessment: Assessment, questionnaire: Questionnaire, link_id: str) -> str:
    item = questionnaire.by_id.get(link_id)
    return (in_words(item, assessment.answers.get(link_id)) if item else "") or "no answer"


def found_or_404(actor: Actor, client: Client, pk: UUID) -> Assessment:
    found = assessment_of(actor, client, pk)
    if found is None:
        raise Http404("There is no such assessment, or it is not yours to see.")
    return found


@client_page("assessment")
def section(request: HttpRequest, actor: Actor, client: Client, assessment_id: UUID, number: int) -> HttpResponse:
    """One section: its questions, and the conclusion its factor asks for. Going on keeps what was answered."""
    assessment = found_or_404(actor, client, assessment_id)
    if assessment.status != Assessment.Status.DRAFT:
        return redirect(assessment.get_absolute_url())
    if request.method == "POST":
        return _posted(request, actor, client, assessment, number)
    return _section_page(request, actor, assessment, number, Typed())


def _posted(request: HttpRequest, actor: Actor, client: Client, assessment: Assessment, number: int) -> HttpResponse:
    try:
        saved = save_answers(actor, client, assessment.pk, request.POST)
        problem = _save_conclusion(actor, saved.assessment, request.POST)
    except Refusal as refusal:
        return _section_page(request, actor, assessment, number, typed_on(request.POST), str(refusal), refusal.status)
    if not saved.is_whole or problem:
        typed = typed_on(request.POST, saved.problems, saved.elsewhere)
        return _section_page(request, actor, saved.assessment, number, typed, problem, 400)
    return redirect(_next(request, saved.assessment, number))


def _next(request: HttpRequest, assessment: Assessment, number: int) -> str:
    """On to where the button leads; a question that only now is asked keeps the reader here."""
    made = screens_of(assessment, questionnaire_of(assessment))
    going = request.POST.get("go", "next")
    if going == "next" and _asks_more(request, made[number - 1]):
        messages.info(request, "Your answers lead to a further question. It stands below.")
        return section_url(assessment, number)
    places = [screen.number for screen in made if screen.is_asked]
    later = [place for place in places if place > number]
    earlier = [place for place in places if place < number]
    if going == "back":
        return section_url(assessment, earlier[-1]) if earlier else section_url(assessment, number)
    return section_url(assessment, later[0]) if going == "next" and later else review_url(assessment)


def _asks_more(request: HttpRequest, screen: Screen) -> bool:
    shown = set(request.POST.getlist("shown"))
    return bool(shown) and any(question.item.link_id not in shown for question in screen.open if question.item.required)


def _save_conclusion(actor: Actor, assessment: Assessment, data: Mapping[str, Any]) -> str:
    """The section's conclusion, if it was changed; what is wrong with it, if something is."""
    text, factor = data.get("conclusion", "").strip(), data.get("factor", "")
    not_applicable = data.get("not_applicable") == "on"
    present = assessment.conclusions.get(factor, {})
    if not factor or not text or (text, not_applicable) == (present.get("text", ""), present.get("not_applicable", False)):
        return ""
    fields = {"factor": factor, "conclusion": text, "not_applicable": not_applicable}
    try:
        conclude_on_factor(assessment.pk, actor=actor, version=assessment.version, **fields)
    except Refusal as refusal:
        return str(refusal)
    return ""


def section_url(assessment: Assessment, number: int) -> str:
    return reverse("assessment_section", args=[assessment.client_id, assessment.pk, number])


def review_url(assessment: Assessment) -> str:
    return reverse("client_assessment", args=[assessment.client_id, assessment.pk])


def _section_page(
    request: HttpRequest, actor: Actor, assessment: Assessment, number: int, typed: Typed, refusal: str = "", status: int = 200
) -> HttpResponse:
    questionnaire = questionnaire_of(assessment)
    made = screens_of(assessment, questionnaire, typed)
    if not 1 <= number <= len(made):
        raise Http404("There is no such section.")
    screen = made[number - 1]
    steps = offers_by_name(actor, assessment)
    context = {
        "assessment": assessment,
        "questionnaire": questionnaire,
        "screen": screen,
        "screens": [(one, section_url(assessment, one.number)) for one in made if one.is_asked],
        "progress": progress_of(assessment, questionnaire),
        "conclusion": assessment.conclusions.get(screen.section.factor, {}) | _typed_conclusion(request),
        "may_answer": "assessment.answer" in steps,
        "may_conclude": "assessment.conclude" in steps,
        "is_first": number == min(one.number for one in made if one.is_asked),
        "is_last": number == max(one.number for one in made if one.is_asked),
        "refusal": refusal,
        "autosave_url": reverse("assessment_autosave", args=[assessment.client_id, assessment.pk]),
        "review_url": review_url(assessment),
    }
    answer = render_client(request, assessment.client, "assessments", "assessments/section.html", context)
    answer.status_code = status
    return answer


def _typed_conclusion(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST" or "conclusion" not in request.POST:
        return {}
    return {"text": request.POST["conclusion"], "not_applicable": request.POST.get("not_applicable") == "on"}


@require_POST
@transaction.atomic
def autosave(request: HttpRequest, pk: UUID, assessment_id: UUID) -> HttpResponse:
    """Keep one answer or several at once, and tell what follows: further questions, a safety flag, how much is open."""
    actor = page_actor(request)
    client = Client.objects.visible_to(actor).filter(pk=pk).first()
    if client is None:
        raise Http404("There is no such client, or not one you may see.")
    try:
        saved = save_answers(actor, client, assessment_id, request.POST)
        problem = _save_conclusion(actor, saved.assessment, request.POST)
    except Refusal as refusal:
        return JsonResponse({"detail": str(refusal)}, status=refusal.status)
    return JsonResponse(_told(found_or_404(actor, client, assessment_id), saved, request.POST, problem))


def _told(assessment: Assessment, saved: Saved, data: Any, problem: str) -> dict[str, Any]:
    questionnaire = questionnaire_of(assessment)
    made = screens_of(assessment, questionnaire)
    progress = progress_of(assessment, questionnaire)
    return {
        "version": assessment.version,
        "kept": {
            key: as_typed(assessment.answers.get(key)) for key in (changed_on_page(data) or {}) if key not in saved.problems
        },
        "problems": saved.problems,
        "elsewhere": saved.elsewhere,
        "shown": [question.item.link_id for screen in made for question in screen.questions if question.is_asked],
        "answered": progress.answered,
        "asked": len(progress.asked),
        "flags": [{"title": flag["title"], "action": flag.get("action", "")} for flag in safety_flags(assessment)],
        "detail": problem,
    }


def safety_flags(assessment: Assessment) -> list[dict[str, Any]]:
    return [flag for flag in assessment.flags if flag["severity"] in ("emergency", "urgent")]
