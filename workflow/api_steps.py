"""Taking a step for an API request: reads what was sent, takes it once a key, and answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from workflow import hooks
from workflow.actor import Actor
from workflow.answers import OutOfSight
from workflow.idempotency import content_mark, fingerprint, once
from workflow.inputs import input_serializer
from workflow.kernel import check
from workflow.models import StepModel
from workflow.refusals import InvalidInput, NotFound, Refusal
from workflow.resources import RESOURCES, Resource, represented_alone
from workflow.steps import BoundStep, Step


def performed(bound: BoundStep, request: Request, actor: Actor, pk: Any, *, with_parent: bool = False) -> Response:
    """Take the step as the request asks; a refused attempt at a watched step is written down, whatever refused it."""
    try:
        version = None if bound.step.creates else _version(request)
        data = _input(bound, request, actor, pk, version, with_parent=with_parent)
        return _taken(bound, request, actor, pk, data, version)
    except Refusal as refusal:
        hooks.note_refusal(actor, bound.step, refusal)
        raise


def _version(request: Request) -> int | None:
    header = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not header:
        return None
    if not header.isdecimal():
        raise InvalidInput({"If-Match": ['Send one version, for example "3".']})
    return int(header)


def named_parent(step: Step, request: Request) -> UUID | None:
    """The record a creation belongs to, when the body names one; the serializer tells what is wrong with it otherwise."""
    named = request.data.get(step.parent_field) if step.parent and isinstance(request.data, Mapping) else None
    try:
        return UUID(str(named)) if named else None
    except ValueError:
        return None


def _input(
    bound: BoundStep, request: Request, actor: Actor, pk: Any, version: int | None, *, with_parent: bool
) -> dict[str, Any]:
    """The shape is checked by the derived serializer; the form judges the values in the kernel.

    What cannot be read is answered only to whoever could take the step: hidden stays 404 whatever is sent.
    """
    serializer = input_serializer(bound.step, with_parent=with_parent)(data=request.data)
    if not serializer.is_valid():
        if bound.step.subject is None or pk is not None:
            check(bound, pk, actor=actor, version=version)
        raise exceptions.ValidationError(serializer.errors)
    sent: Any = request.data
    known = [name for name in map(str, serializer.fields) if name != bound.step.parent_field or not with_parent]
    return {name: _sent(sent, name, bound) for name in known if name in sent}


def _sent(sent: Any, name: str, bound: BoundStep) -> Any:
    """JSON null means left empty; a multipart body repeats the name of a field with several values."""
    field: Any = bound.step.form.base_fields.get(name)
    several = getattr(getattr(field, "widget", None), "allow_multiple_selected", False)
    if several and hasattr(sent, "getlist"):
        return sent.getlist(name)
    return "" if sent[name] is None else sent[name]


def _taken(bound: BoundStep, request: Request, actor: Actor, pk: Any, data: dict[str, Any], version: int | None) -> Response:
    step = bound.step
    key = request.headers.get("Idempotency-Key", "")
    sent = fingerprint(step.name, str(pk), sorted((k, content_mark(v)) for k, v in data.items()), version)
    with once(f"{actor.kind}:{actor.id}", key, sent) as slot:
        if slot.kept is not None:
            return _again(bound, actor, slot.kept)
        if step.edits and pk is not None:
            data = _completed(bound, actor, pk, data)
        obj = bound(pk, actor=actor.because(request.headers.get("X-Reason", "")), version=version, **data)
        slot.answer = {"id": str(obj.pk), "status": 201 if step.creates else 200, "left": OutOfSight(obj).data}
        return _answer(bound, actor, obj, slot.answer["status"])


def _completed(bound: BoundStep, actor: Actor, pk: Any, data: dict[str, Any]) -> dict[str, Any]:
    """An edit names only what changes; the other fields keep their present values."""
    subject = bound.step.subject
    obj = subject.objects.visible_to(actor).filter(pk=pk).first() if subject else None
    if obj is None:
        raise NotFound()
    current = {name: value for name, value in bound.step.form.current(obj).items() if value is not None}
    return {**current, **data}


def _again(bound: BoundStep, actor: Actor, kept: Any) -> Response:
    """The first answer once more; the record as it is now, or what was told of one that is out of sight since."""
    resource = RESOURCES[bound.step.model]
    obj = resource.found(actor, kept["id"])
    response = shown(resource, obj, actor, kept["status"]) if obj else Response(kept["left"], status=kept["status"])
    response["Idempotent-Replay"] = "true"
    return response


def _answer(bound: BoundStep, actor: Actor, obj: Any, status: int) -> Response:
    resource = RESOURCES[bound.step.model]
    seen = resource.found(actor, obj.pk)
    if seen is None:
        # The step itself may have moved the record out of the actor's sight, as closing a case can.
        return Response(OutOfSight(obj).data, status=status, headers={"ETag": f'"{obj.version}"'})
    seen.shown_once = obj.shown_once
    return shown(resource, seen, actor, status)


def shown(resource: Resource, obj: Any, actor: Actor, status: int = 200) -> Response:
    body = represented_alone(resource, obj, actor)
    # Only what changes has a version to come back with.
    headers = {"ETag": f'"{obj.version}"'} if isinstance(obj, StepModel) else {}
    response = Response(body, status=status, headers=headers)
    if status == 201:
        response["Location"] = f"/api/v1/{resource.collection}/{obj.pk}/"
    return response
