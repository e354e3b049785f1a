"""Adding documents, and what is kept afterwards."""

import pytest

from clients.actions.documents import add_document
from clients.models import Document
from tests.factories.files import PDF, upload
from workflow.refusals import InvalidInput

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BOTH = ("documents:read", "documents:write", "clients:read")


def add(client, actor, content=PDF, name="letter.pdf", **fields) -> Document:
    given = {"title": "Discharge letter", "kind": "discharge", "file": upload(content, name), **fields}
    return add_document(client.pk, actor=actor, **given)


def rows():
    return list(Document.objects.unscoped("result").order_by("id"))


def files(settings):
    return sorted(place.name for place in settings.DOCUMENTS_ROOT.rglob("*") if place.is_file())


def refused(client, actor, content, name="letter.pdf"):
    with pytest.raises(InvalidInput) as refusal:
        add(client, actor, content, name)
    assert rows() == []
    [(field, [sentence])] = refusal.value.errors.items()
    assert field == "file"
    return sentence
