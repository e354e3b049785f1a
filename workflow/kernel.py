"""Taking a step: one transaction that finds, locks, checks, changes, and writes down."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, QuerySet
from django.utils import timezone

from workflow import events
from workflow.actor import Actor
from workflow.forms import StepForm
from workflow.models import StepModel
from workflow.refusals import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refusal,
    Stale,
    StepRefused,
    VersionMissing,
    WrongState,
)
from workflow.steps import BoundStep, Step, Taken, offer
from workflow.together import Prepared
from workflow.undo import undoing

REFUSALS: dict[int, type[Refusal]] = {403: NotAllowed, 409: WrongState, 422: StepRefused}

_correlation: ContextVar[UUID | None] = ContextVar("correlation", default=None)
_parents: ContextVar[dict[tuple[Any, UUID | None], Any] | None] = ContextVar("parents", default=None)


@contextmanager
def one_cause() -> Iterator[UUID]:
    """All steps inside share one correlation id: they are one thing a person did."""
    if (running := _correlation.get()) is not None:
        yield running
        return
    token = _correlation.set(uuid.uuid4())
    try:
        yield _correlation.get() or uuid.uuid4()
    finally:
        _correlation.reset(token)


@contextmanager
def _holding_parents() -> Iterator[None]:
    """From the outermost step to its end: locks last as long as its transaction."""
    if _parents.get() is not None:
        yield
        return
    token = _parents.set({})
    try:
        yield
    finally:
        _parents.reset(token)


def take(bound: BoundStep, pk: UUID | None, *, actor: Actor, version: int | None, fields: Mapping[str, Any]) -> Any:
    """Take the step or raise a Refusal with nothing changed.

    Checked in this order: visible (404), permitted (403), version (428, 412), state (409), ready
    (422), input (400), rule (422).
    """
    step = bound.step
    try:
        with transaction.atomic(), undoing(), _holding_parents(), one_cause() as correlation:
            subject = _locked_subject(step, pk, actor)
            _check(step, actor, subject, version)
            form = _cleaned(step, actor, subject, fields)
            taken = Taken(actor=actor, data=form.cleaned_data, now=timezone.now())
            before = "" if step.creates else subject.status
            made = bound.rule(subject, taken)
            obj = made if step.creates else subject
            _keep(step, obj, form)
            for work in taken.afterwards:
                work()
            if not step.quiet:
                events.record(step, obj, taken, before=before, correlation=correlation)
            return obj
    except IntegrityError as error:
        raise Conflict("Somebody made the same entry at the same moment. Reload the page and look again.") from error


def check(bound: BoundStep, pk: UUID | None, *, actor: Actor, version: int | None) -> None:
    """Raise what would be refused before the input is even looked at: a door that cannot read it asks first."""
    with transaction.atomic():
        _check(bound.step, actor, _locked_subject(bound.step, pk, actor), version)


def _locked_subject(step: Step, pk: UUID | None, actor: Actor) -> Any:
    if step.subject is None:
        return None
    if (held := _held_parent(step, pk, actor)) is not None:
        return held
    # The sight of guests and of whoever opened a record in an emergency ends at a minute of its own.
    by_the_clock = actor.is_guest or bool(actor.opened)
    key = (step.subject, actor, step.creates)
    found = list(_subject(*key, cast(UUID, pk))[0]) if by_the_clock else _SUBJECT.rows(*key, record=cast(UUID, pk))
    if not found:
        raise NotFound()
    _hold(step, found[0])
    return found[0]


def _subject(model: type[StepModel], actor: Actor, creates: bool, pk: UUID) -> "list[QuerySet[Any]]":
    # A parent keeps its row key: a creation below it must wait for a close, not for a reader.
    return [model.objects.visible_to(actor).select_for_update(of=("self",), no_key=creates).filter(pk=pk)]


# Every step begins with it, and making its SQL takes longer than finding the row.
_SUBJECT = Prepared(_subject, remembered=256)


def _held_parent(step: Step, pk: UUID | None, actor: Actor) -> Any:
    """The parent that the step around this one has found and locked: what unattended work opens below it need not find it again."""
    held = _parents.get()
    return held.get((step.subject, pk)) if step.creates and actor.is_system and held is not None else None


def _hold(step: Step, subject: Any) -> None:
    """A creation leaves its parent as it is, so it can be shown again; a change of it makes what was read before worthless."""
    held = _parents.get()
    if held is not None and step.creates:
        held[step.subject, subject.pk] = subject
    elif held is not None:
        held.pop((step.subject, subject.pk), None)


def _check(step: Step, actor: Actor, subject: Any, version: int | None) -> None:
    found = offer(step, actor, subject)
    if found.status == 403:
        raise NotAllowed(found.reason)
    if not step.creates:
        if version is None:
            raise VersionMissing()
        if version != subject.version:
            raise Stale(subject)
    if not found.allowed:
        raise REFUSALS[found.status](found.reason)


def _cleaned(step: Step, actor: Actor, subject: Any, fields: Mapping[str, Any]) -> StepForm:
    unknown = sorted(set(fields) - set(step.form.base_fields))
    if unknown:
        raise InvalidInput({name: ["This field is not known here."] for name in unknown})
    files = {name: value for name, value in fields.items() if isinstance(value, UploadedFile)}
    given = {name: value for name, value in fields.items() if name not in files}
    form = step.form(given, files, actor=actor, obj=subject)
    if not form.is_valid():
        raise InvalidInput.of_form(form)
    return form


def _keep(step: Step, obj: StepModel, form: StepForm) -> None:
    if step.target is not None:
        obj.status = step.target
    if not step.creates:
        obj.version += 1
    # The database checks keys itself; checking them here would cost a query each. An id the client made may be taken.
    given = form.cleaned_data
    keys = {f.name for f in obj._meta.concrete_fields if isinstance(f, ForeignKey) or (f.primary_key and f.name not in given)}
    try:
        obj.full_clean(exclude=keys | obj.machine_keys)
    except ValidationError as error:
        raise InvalidInput.of_validation(error, form) from error
    obj.save(force_insert=step.creates)
