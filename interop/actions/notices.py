"""Steps of hospital notices: received and refused."""

from django.conf import settings

from accounts.queries.agency import the_agency
from interop.forms.hl7_acks import ack_of
from interop.forms.hl7_heads import Head
from interop.forms.hl7_notices import Number
from interop.forms.hl7_received import Received, received
from interop.forms.notices import ReceiveForm, RefuseForm
from interop.models import AdtMessage
from interop.policy import notices as policy
from interop.queries.notices import earlier_under, number_index, stored
from workflow.actor import Actor, system_actor
from workflow.identifiers import new_id
from workflow.steps import Step, Taken

S = AdtMessage.Status
SCOPE = "transitions:write"
GATE = system_actor("hospital notices")

RECEIVE = Step(
    name="adt_message.receive", event="adt_message.received", label="Send a hospital notice", done="Notice received.", model=AdtMessage,
    target=S.STORED, may=policy.may_receive, form=ReceiveForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@RECEIVE.rule
def receive_notice(_: None, taken: Taken) -> AdtMessage:
    """Keep the message whole and answer at once; whom it is about is found afterwards, so that no hospital waits for us."""
    raw: str = taken.data["message"]
    found = received(raw.encode("latin-1"), the_agency().zone, training=settings.DEMO)
    message = AdtMessage(raw=raw, body_hash=found.body_hash, ack_code=found.code, error=found.fault.words if found.fault else "")
    message.ack = ack_of(found.head, found.code, taken.now, new_id().hex[-20:], found.fault)
    message.api_client_id = taken.actor.id if taken.actor.is_api_client else None
    _copy_head(message, found.head)
    _copy_notice(message, found)
    message.reused_control_id = bool(message.control_id) and earlier_under(message).exists()
    return message


def _copy_head(message: AdtMessage, head: Head | None) -> None:
    if head is not None:
        message.sending_application, message.sending_facility = (stored(name) for name in head.sender)
        message.control_id = stored(head.control_id)


def _copy_notice(message: AdtMessage, found: Received) -> None:
    if (notice := found.notice) is not None:
        message.event_code = notice.event
        message.visit_number = notice.visit_number
        message.occurred_at = notice.occurred_at
        message.patient_index = patient_index(notice.person.numbers)
    elif found.head is not None:
        message.event_code = found.head.event


def patient_index(numbers: tuple[Number, ...]) -> str:
    """By which the notices about one person are found again: the first number with its issuer."""
    return number_index(numbers[0].issuer, numbers[0].value) if numbers else ""


REFUSE = Step(
    name="adt_message.refuse", event="adt_message.refused", label="Refuse", done="Notice refused.", model=AdtMessage, source={S.STORED},
    target=S.REFUSED, may=policy.may_process, form=RefuseForm, scope=SCOPE,
)  # fmt: skip


@REFUSE.rule
def refuse_notice(message: AdtMessage, taken: Taken) -> None:
    """Its sender was told what to mend; the message is kept all the same, so that nothing is lost if nobody mends it."""
    message.error = taken.data["error"]


def refuse_if_faulty(message: AdtMessage, actor: Actor = GATE) -> None:
    if message.error:
        refuse_notice(message.pk, actor=actor, version=message.version, error=message.error)
