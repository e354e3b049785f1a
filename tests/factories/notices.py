"""Hospital notices as they lie in the store."""

from typing import Any
from uuid import uuid4

from interop.actions.matching import patient_index
from interop.forms.hl7_received import read
from interop.models import AdtMessage
from tests.factories.accounts import make_agency
from tests.interop.adt import an_adt


def make_notice(status: str = "stored", said: dict[str, Any] | None = None, **fields: Any) -> AdtMessage:
    """A discharge from Bay Hospital, or what `said` makes of it."""
    make_agency()
    raw = an_adt(**(said or {})).encode().decode("latin-1")
    message = AdtMessage(
        raw=raw, status=status, control_id="M1", sending_facility="BAY", ack_code="AA", ack="", body_hash=uuid4().hex
    )
    notice = read(message)
    assert notice is not None
    message.event_code, message.patient_index = notice.event, patient_index(notice.person.numbers)
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(force_insert=True)
    return message
