"""The page door: one generic page for every step, which never loses what was typed."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from workflow import hooks
from workflow.actor import Actor
from workflow.addresses import page_name, page_route
from workflow.forms import StepForm
from workflow.idempotency import content_mark, fingerprint, once
from workflow.models import StepModel
from workflow.refusals import InvalidInput, KeyReused, NotFound, Refusal, Stale
from workflow.steps import REGISTRY, BoundStep, offer

RESERVED = ("csrfmiddlewaretoken", "version", "idempotency_key", "next")

# Who goes back in the browser and sends a form once more: the first is kept, and nothing typed since is lost.
SENT_BEFORE = "This form was sent before with other answers, and those are saved. To save these as well, send it again."

PageContext = Callable[[HttpRequest, Any], dict[str, Any]]


@dataclass(frozen=True)
class Frame:
    """How the step pages of one model look: the layout they extend, and what that layout needs."""

    layout: str = "base.html"
    context: PageContext = lambda request, obj: {}


@dataclass(frozen=True)
class Shown:
    """What the page says beside the form when a step was not taken."""

    refusal: str = ""
    conflict: list[tuple[str, str, str]] | None = None
    status: int = 200
    key: str = ""


class StepPage(View):
    """GET shows the step's form; POST takes the step and goes on to the record."""

    bound: BoundStep = None  # type: ignore[assignment]  # as_view() accepts only attributes that exist; step_paths always gives both
    frame: Frame = Frame()

    def get(self, request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
        actor = page_actor(request)
        subject = self._subject(actor, pk)
        step = self.bound.step
        found = offer(step, actor, subject)
        form = step.form(initial=self.initial(request, subject), actor=actor, obj=subject)
        shown = Shown(refusal=found.reason, status=found.status)
        return self._page(request, subject, form, shown)

    def initial(self, request: HttpRequest, subject: Any) -> dict[str, Any]:
        """What the form shows at first: the record's present values, then what the address names."""
        form = self.bound.step.form
        present = form.current(subject) if self.bound.step.edits else {}
        return {**present, **{name: request.GET[name] for name in form.base_fields if name in request.GET}}

    def post(self, request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
        actor = page_actor(request)
        try:
            target, told = self._take(request, actor, pk)
        except Refusal as refusal:
            hooks.note_refusal(actor, self.bound.step, refusal)
            return self._refused(request, actor, pk, refusal)
        if told:
            # Answered without a redirect: what is told once must not wait in a session to be shown.
            return render(request, "workflow/shown_once.html", {"step": self.bound.step, "told": _labelled(told), "next": target})
        messages.success(request, str(self.bound.step.done))
        return redirect(target)

    def _take(self, request: HttpRequest, actor: Actor, pk: uuid.UUID | None) -> tuple[str, Mapping[str, str]]:
        """Where to go next, and what is told once; sent again, a form only leads to the record."""
        step = self.bound.step
        key = request.POST.get("idempotency_key", "")
        typed = sorted((n, str(v)) for n, v in request.POST.lists() if n not in RESERVED)
        typed += sorted((n, content_mark(file)) for n, file in request.FILES.items())
        with once(f"{actor.kind}:{actor.id}", key, fingerprint(step.name, str(pk), typed)) as slot:
            if slot.kept is not None:
                return str(slot.kept["url"]), {}
            obj = self.bound(pk, actor=actor, version=_version(request), **_typed(step.form, request))
            slot.answer = {"url": next_url(request) or _where_it_is(actor, obj)}
            return str(slot.answer["url"]), obj.shown_once

    def _refused(self, request: HttpRequest, actor: Actor, pk: uuid.UUID | None, refusal: Refusal) -> HttpResponse:
        subject = self._subject(actor, pk)
        step = self.bound.step
        if isinstance(refusal, InvalidInput) and refusal.form is not None:
            form: Any = refusal.form
        else:
            form = step.form(request.POST, request.FILES, actor=actor, obj=subject)
        if isinstance(refusal, InvalidInput) and refusal.form is None:
            _mark(form, refusal)
        if isinstance(refusal, KeyReused):
            return self._page(request, subject, form, Shown(SENT_BEFORE, status=refusal.status, key=str(uuid.uuid4())))
        conflict = _conflict(form, subject, step.edits) if isinstance(refusal, Stale) else None
        return self._page(request, subject, form, Shown(str(refusal), conflict, refusal.status))

    def _subject(self, actor: Actor, pk: uuid.UUID | None) -> Any:
        model = self.bound.step.subject
        if model is None:
            return None
        subject = model.objects.visible_to(actor).filter(pk=cast(uuid.UUID, pk)).first()
        if subject is None:
            raise Http404(str(NotFound()))
        return subject

    def _page(self, request: HttpRequest, subject: Any, form: StepForm, shown: Shown) -> HttpResponse:
        step = self.bound.step
        context = {
            "layout": self.frame.layout if subject is not None else "base.html",
            "step": step,
            "obj": subject,
            "form": form,
            "version": getattr(subject, "version", ""),
            "idempotency_key": shown.key or request.POST.get("idempotency_key") or str(uuid.uuid4()),
            "next": next_url(request) or "",
            "cancel_url": next_url(request) or _home_of(subject),
            "refusal": "" if shown.status == 400 else shown.refusal,
            "offerable": shown.status not in (403,),
            "conflict": shown.conflict,
            **(self.frame.context(request, subject) if subject is not None else {}),
        }
        return render(request, _templates(step), context, status=shown.status)


def _mark(form: Any, refusal: InvalidInput) -> None:
    """What the rule itself found wrong stands at the field, as the form's own findings do."""
    form.is_valid()
    for name, problems in refusal.errors.items():
        for message in problems:
            form.add_error(name if name in form.fields else None, message)


def _labelled(told: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name.replace("_", " ").capitalize(), value) for name, value in told.items()]


def page_actor(request: HttpRequest) -> Actor:
    """The signed-in person; pages stand behind the sign-in, so nobody else gets here."""
    actor = hooks.actor_of(request, "web")
    if actor is None:
        raise Http404("Sign in first.")
    return actor


def next_url(request: HttpRequest) -> str:
    """Where to go afterwards, only if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _where_it_is(actor: Actor, obj: Any) -> str:
    """The record's page, or the actor's own start page when the step moved it out of their sight."""
    seen = type(obj).objects.visible_to(actor).filter(pk=obj.pk).exists()
    return str(obj.get_absolute_url()) if seen else "/"


def _version(request: HttpRequest) -> int | None:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else None


def _typed(form: type[StepForm], request: HttpRequest) -> dict[str, Any]:
    """What was typed, read by each field's own widget so that check boxes and lists come out whole."""
    values = {}
    for name, field in form.base_fields.items():
        value = field.widget.value_from_datadict(request.POST, request.FILES, name)
        if value is not None:
            values[name] = value
    return values


def _conflict(form: StepForm, subject: Any, edits: bool) -> list[tuple[str, str, str]]:
    """Each field as typed and as it stands now, where the two differ."""
    now = form.current(subject) if edits else {}
    rows = []
    for name in form.fields:
        bound = form[name]
        mine, theirs = _words(bound.value(), bound), _words(now.get(name, ""), bound)
        if name in now and mine != theirs:
            rows.append((str(bound.label), mine, theirs))
    return rows


def _words(value: Any, bound: Any) -> str:
    choices = {str(k): str(v) for k, v in getattr(bound.field, "choices", []) or []}
    if isinstance(value, (list, tuple)):
        return ", ".join(choices.get(str(v), str(v)) for v in value)
    return choices.get(str(value), "" if value is None else str(value))


def _home_of(subject: Any) -> str:
    return str(subject.get_absolute_url()) if subject is not None else "/"


def _templates(step: Any) -> list[str]:
    app = step.model._meta.app_label
    return [f"{app}/steps/{step.noun}_{step.verb}.html", "workflow/step.html"]


def step_paths(model: type[StepModel], frame: Frame) -> list[URLPattern]:
    """The page of every step that makes or changes this model; called once its app's steps are registered."""
    found = [bound for bound in REGISTRY.values() if bound.step.model is model]
    return [path(page_route(b.step), StepPage.as_view(bound=b, frame=frame), name=page_name(b.step)) for b in found]
