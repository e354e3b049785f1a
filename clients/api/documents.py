"""/api/v1/documents/: what is kept for a client, and the files themselves."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from clients.actions.documents import add_document
from clients.api.contacts import OfClientFilters
from clients.models import Document
from clients.queries.disclosures import note_reading
from clients.queries.documents import opened_file
from workflow.actor import Actor
from workflow.api import Door, actor_for
from workflow.downloads import attachment
from workflow.refusals import NotFound
from workflow.resources import RecordSerializer, Resource, register

# 42 CFR 2.32(a)(2): each disclosure made with the client's consent carries this sentence.
PART_2_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


class DocumentSerializer(RecordSerializer):
    file_url = serializers.SerializerMethodField(help_text="Where the file is; null once it is withdrawn.")
    notice = serializers.SerializerMethodField(help_text="What must travel with the document; empty for most.")

    class Meta:
        model = Document
        fields = (
            *RecordSerializer.common, "client", "kind", "title", "file_name", "media_type", "size", "sha256", "substance_use",
            "added_by_name", "withdrawn_reason", "file_url", "notice",
        )  # fmt: skip

    def get_file_url(self, document: Document) -> str | None:
        return f"/api/v1/documents/{document.pk}/file/" if document.kept else None

    def get_notice(self, document: Document) -> str:
        return PART_2_NOTICE if document.substance_use else ""


class DocumentFilters(OfClientFilters):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Document.Status.choices])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Document.Kind.choices])


def document_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Document]":
    return one_document(actor).filter(**{name: value for name, value in filters.items() if value})


def one_document(actor: Actor) -> "QuerySet[Document]":
    rows: QuerySet[Document] = Document.objects.visible_to(actor)
    return rows


class FileDoor(Door):
    """One document's file, as a download; each fetching is written down."""

    @extend_schema(
        operation_id="documents_file", tags=["documents"], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        description="The file itself, as an attachment. Scope for API clients: `documents:read`.",
    )  # fmt: skip
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        actor = actor_for(request, "documents", read=True)
        with transaction.atomic():
            document = one_document(actor).filter(pk=pk).first()
            if document is None:
                raise NotFound()
            file = opened_file(document)
            note_reading(actor, [document], f"api:document file {document.pk}")
        return _sent(document, attachment(file, document.file_name, document.media_type))

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is what it is: whoever asks for image/png is not told that only JSON can be had."""
        return super().perform_content_negotiation(request, force=True)


def _sent(document: Document, response: HttpResponseBase) -> HttpResponseBase:
    if document.substance_use:
        response["Redisclosure-Notice"] = PART_2_NOTICE
    return response


DOCUMENTS = register(
    Resource(
        model=Document,
        serializer=DocumentSerializer,
        scope="documents",
        rows=document_rows,
        one=one_document,
        filters=DocumentFilters,
        create=add_document,
        summary="Documents, newest first. POST adds one, as multipart/form-data.",
    )
)
