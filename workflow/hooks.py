"""The few questions the kernel asks of the project, answered by functions named in settings."""

from typing import Any, cast

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.module_loading import import_string

from workflow.actor import Actor, Channel
from workflow.refusals import Refusal
from workflow.steps import Step


def actor_of(request: HttpRequest, channel: Channel) -> Actor | None:
    """The signed-in person or API client behind a request; None for nobody."""
    return cast(Actor | None, import_string(settings.WORKFLOW_ACTOR_OF)(request, channel))


def event_visibility(actor: Actor) -> Q:
    """Which events this actor may read."""
    return cast(Q, import_string(settings.WORKFLOW_EVENT_VISIBILITY)(actor))


def note_reading(actor: Actor, obj: Any, view: str) -> None:
    """Write down that a record was read, in the reader's own transaction."""
    import_string(settings.WORKFLOW_NOTE_READING)(actor, obj, view)


def note_refusal(actor: Actor, step: Step, refusal: Refusal) -> None:
    """Write down a refused attempt at a watched step, outside the transaction that the refusal undid."""
    if step.watched:
        import_string(settings.WORKFLOW_NOTE_REFUSAL)(actor, step.name, refusal)
