"""POST /hl7/v2/adt: HL7 v2 over HTTP. Whoever may send gets 200 with an answer in HL7, whether AA, AE or AR."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, negotiation, parsers, status
from rest_framework.request import Request

from interop.actions.notices import RECEIVE
from interop.actions.receiving import take_in
from workflow.api import Door, actor_for
from workflow.refusals import NotAllowed
from workflow.steps import permission

ER7 = "x-application/hl7-v2+er7"
MEDIA_TYPES = (ER7, "application/hl7-v2+er7", "application/hl7-v2", "text/plain")
MOST_BYTES = 5 * 1024 * 1024


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "Send at most 5 MB at once: split the batch."
    default_code = "too-large"


class AsSent(parsers.BaseParser):
    """The body as bytes: only the message itself tells its character set."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> bytes:  # type: ignore[override]  # a parser may give anything
        body: bytes = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge()
        return body


PARSERS = tuple(type("Parser", (AsSent,), {"media_type": media_type}) for media_type in MEDIA_TYPES)


class InHl7(negotiation.DefaultContentNegotiation):
    """An answer to HL7 is HL7, whatever a sender's library puts into Accept."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class AdtDoor(Door):
    parser_classes = PARSERS
    content_negotiation_class = InHl7

    @extend_schema(
        operation_id="hl7_v2_adt", tags=["hl7"], summary="Send hospital notices (HL7 v2 ADT)",
        description="One message or a batch (FHS, BHS) in its usual ER7 form. Scope for API clients: `transitions:write`.",
        request={media_type: OpenApiTypes.STR for media_type in (ER7, "text/plain")},
        responses={(200, ER7): OpenApiTypes.STR},
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        actor = actor_for(request)
        if not (verdict := permission(RECEIVE, actor, None)):
            raise NotAllowed(verdict.reason)
        body = request.data if isinstance(request.data, bytes) else b""
        kind = request.content_type.partition(";")[0].strip()
        return HttpResponse(take_in(body, actor=actor), content_type=kind if kind in MEDIA_TYPES else ER7)
