"""Hospital notices as they lie in the store, and what they say differently about a client."""

import json
from typing import Any
from uuid import uuid4

from clients.models import Client
from interop.actions.differences import mark
from interop.actions.matching import patient_index
from interop.forms.hl7_received import read
from interop.models import AdtMessage, DetailProposal
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


def make_proposal(client: Client, said: dict[str, Any] | None = None, status: str = "open") -> DetailProposal:
    """Another e-mail address, or what `said` has by field."""
    values = said or {"email": ["rosa@example.org"]}
    made: DetailProposal = DetailProposal.objects.create(
        client=client, notice=make_notice("applied", client=client), source="BAY", status=status, said=json.dumps(values),
        marks=[mark(name, value) for name, all_of in values.items() for value in all_of],
    )  # fmt: skip
    return made
