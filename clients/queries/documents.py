"""Reads of documents, and of the files that lie behind them."""

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from clients.models import Client, Document
from workflow.actor import Actor
from workflow.refusals import StepRefused, WrongState


def documents_of(actor: Actor, client: Client) -> "QuerySet[Document]":
    rows: QuerySet[Document] = Document.objects.visible_to(actor).filter(client=client)
    return rows


def place_of(storage_key: str) -> Path:
    """Where a file lies: outside the web root, under a random name, in one of 256 folders."""
    return Path(settings.DOCUMENTS_ROOT) / storage_key[:2] / storage_key


def opened_file(document: Document) -> BinaryIO:
    """The document's file, open for reading; a withdrawn one stays on record but is not handed out."""
    if not document.kept:
        raise WrongState("This document was withdrawn. It stays on record, but can no longer be downloaded.")
    try:
        return place_of(document.storage_key).open("rb")
    except OSError as error:
        raise StepRefused("The file of this document cannot be read at the moment. Tell your administrator.") from error
