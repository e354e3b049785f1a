"""Taking in what a hospital sends, one message or a batch, each exactly once; the same for HTTP and MLLP."""

from django.utils import timezone

from interop.actions.notices import receive_notice, refuse_if_faulty
from interop.forms.hl7_acks import REJECTED, ack_of, batch_of
from interop.forms.hl7_heads import Fault, hash_of, head_of
from interop.forms.hl7_received import read_head
from interop.forms.hl7_text import bytes_of, messages_in
from interop.models import AdtMessage
from interop.queries.notices import answer_given_before
from workflow.actor import Actor
from workflow.identifiers import new_id
from workflow.refusals import Conflict

EMPTY = Fault("100", "MSH", "There is no message in it.")


def take_in(body: bytes, *, actor: Actor) -> bytes:
    """The answer to send back. Each message of a batch is stored by itself: one that is wrong keeps none of the others out."""
    if not body.strip():
        # There is nothing to keep; its sender learns of it in its own language all the same.
        return ack_of(None, REJECTED, timezone.now(), new_id().hex[-20:], EMPTY).encode()
    sent = messages_in(body)
    acks = [_answer_to(message, actor) for message in sent.messages]
    if not sent.is_batch:
        return _as_sent(acks[0])
    whole = batch_of(acks, timezone.now(), new_id().hex[-20:])
    return whole.encode() if any(_charset(ack) == "" for ack in acks) or not acks else bytes_of(whole, _charset(acks[0]))


def _answer_to(message: bytes, actor: Actor) -> str:
    """The same message again gets its first answer and has no further effect, also when both come at the same moment."""
    try:
        return _stored(message, actor)
    except Conflict:
        if answer := _first_answer(message, actor):
            return answer
        raise


def _stored(message: bytes, actor: Actor) -> str:
    """Two steps, for most messages have no fault: one that is cut off between them is refused by the worker."""
    stored: AdtMessage = receive_notice(actor=actor, message=message)
    refuse_if_faulty(stored)
    return stored.ack


def _first_answer(message: bytes, actor: Actor) -> str:
    text, head = read_head(message)
    sender = actor.id if actor.is_api_client else None
    named = (*head.sender, head.control_id) if head else ("", "", "")
    return answer_given_before(sender, named, hash_of(text, head))


def _charset(ack: str) -> str:
    head = head_of(ack)
    return head.charset if head else ""


def _as_sent(ack: str) -> bytes:
    """In the character set of the message that it answers."""
    return bytes_of(ack, _charset(ack))
