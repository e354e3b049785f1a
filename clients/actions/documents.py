"""Steps of documents: added once, never changed, withdrawn with a reason."""

import logging

from django.core.files.uploadedfile import UploadedFile

from clients.actions.storage import StoredFile, store
from clients.forms.documents import AddDocumentForm, WithdrawDocumentForm
from clients.models import Client, Document
from clients.policy import documents as policy
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

log = logging.getLogger(__name__)

KEPT = Document.Status.KEPT
SCOPE = "documents:write"

ADD = Step(
    name="document.add", event="document.added", label="Add a document", done="Document added.", model=Document, target=KEPT,
    parent=Client, parent_field="client", may=policy.may_add_document, form=AddDocumentForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_document(client: Client, taken: Taken) -> Document:
    """Keep the paper with the record, as it came: what was agreed or ordered can then be read, not remembered."""
    data, actor = dict(taken.data), taken.actor
    upload = data.pop("file")
    stored = _stored(upload)
    taken.notes["kind"] = data["kind"]
    return Document(
        client=client, file_name=upload.name, media_type=upload.content_type, size=stored.size, sha256=stored.sha256,
        storage_key=stored.storage_key, added_by_client_id=actor.id if actor.is_api_client else None,
        added_by_name=actor.name[:120], **data,
    )  # fmt: skip


def _stored(upload: UploadedFile) -> StoredFile:
    try:
        return store(upload)
    except OSError as error:
        log.exception("a document could not be stored")
        raise StepRefused("The file could not be stored. Try again later, and tell your administrator.") from error


WITHDRAW = Step(
    name="document.withdraw", event="document.withdrawn", label="Withdraw", done="Document withdrawn.", model=Document,
    source={KEPT}, target=Document.Status.WITHDRAWN, may=policy.may_withdraw_document, form=WithdrawDocumentForm, scope=SCOPE,
    danger=True, help="It stays on record with your reason, and nobody can download it any more.",
)  # fmt: skip


@WITHDRAW.rule
def withdraw_document(document: Document, taken: Taken) -> None:
    """Take a wrong or outdated paper out of use; that it was there, and who had it, stays on record."""
    document.withdrawn_reason = taken.data["reason"]
