"""Steps of hospital notices: received, applied to a client, left to a person, set aside, taken up again."""

from django.conf import settings

from accounts.queries.agency import the_agency
from clients.actions.links import link_records
from clients.models import Client
from interop.actions.doubts import ask_about_two_numbers
from interop.actions.leading import hand_on, leads_somewhere, take_back
from interop.actions.matching import BY_A_PERSON, forget, index_of, one_at_a_time, patient_index, remember
from interop.actions.proposals import compare_with_hospitals
from interop.actions.ringing import ring_after_commit
from interop.forms.hl7_acks import ack_of
from interop.forms.hl7_heads import Head
from interop.forms.hl7_notices import MERGE, PERSON, TELLS_OF_PERSON, Number
from interop.forms.hl7_received import Received, read, received
from interop.forms.notices import (
    ApplyForm,
    LinkProposalForm,
    MatchForm,
    ReceiveForm,
    RefuseForm,
    SetAsideForm,
    TakeBackForm,
    WaitForm,
)
from interop.models import AdtMessage
from interop.policy import notices as policy
from interop.queries.notices import LONGEST, applied_like, awaiting, came_before, stored
from transitions.actions.death import ask_whether_the_client_died, take_back_what_a_notice_told, told_by_notice
from workflow.actor import Actor, system_actor
from workflow.identifiers import new_id
from workflow.refusals import Conflict
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
    _compare_with_earlier(message)
    ring_after_commit()
    return message


def _compare_with_earlier(message: AdtMessage) -> None:
    """The very same message once more is none; another one under its control id is told as such, and counts."""
    used, same = came_before(message)
    if same:
        raise Conflict("This very message came before and was taken in then.")
    message.reused_control_id = used and bool(message.control_id)


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


APPLY = Step(
    name="adt_message.apply", event="adt_message.applied", label="Apply", done="Hospital notice came in.", model=AdtMessage,
    source={S.STORED, S.WAITING}, target=S.APPLIED, may=policy.may_process, form=ApplyForm, scope=SCOPE,
)  # fmt: skip


@APPLY.rule
def apply_message(message: AdtMessage, taken: Taken) -> None:
    """The notice is this client's: it starts, changes or ends a transition, and the hospital's number is remembered."""
    client = taken.data["client"]
    learnt = _give_to(message, client, taken.data["how"], taken)
    if message.event_code != MERGE:
        taken.then(lambda: ask_about_two_numbers(client, learnt, message))
    taken.notes.update(event=message.event_code, found_by=message.matched_by)
    _compare_afterwards(message, taken)


def _compare_afterwards(message: AdtMessage, taken: Taken) -> None:
    """Once the notice stands as this client's, and what it says of the person can differ from the record."""
    client_id = message.client_id
    if client_id is not None and message.event_code in TELLS_OF_PERSON:
        taken.then(lambda: compare_with_hospitals(client_id))


def _give_to(message: AdtMessage, client: Client, how: str, taken: Taken) -> list[Number]:
    message.client, message.matched_by, message.error, message.awaited_numbers = client, how[:LONGEST], "", []
    notice = read(message)
    if notice is None:
        return []
    one_at_a_time(notice.numbers)
    learnt = remember(notice.numbers, client, message.matched_by)
    taken.then(lambda: _take_up_what_awaited(learnt))
    if notice.kind and leads_somewhere(notice):
        hand_on(message, notice)
    if notice.died:
        ask_whether_the_client_died(client, notice.facility, source_key=told_by_notice(client), about=client)
    return learnt


def _take_up_what_awaited(numbers: list[Number]) -> None:
    """A notice that came before its number was known ends as if it had come after."""
    for other in awaiting([index_of(number) for number in numbers]) if numbers else ():
        replay_message(other.pk, actor=GATE, version=other.version)


def _await_its_numbers(message: AdtMessage) -> None:
    notice = read(message)
    message.awaited_numbers = sorted({index_of(number) for number in notice.numbers}) if notice else []


WAIT = Step(
    name="adt_message.wait", event="adt_message.left_waiting", label="Leave to a person", done="Hospital notice waits for a match.",
    model=AdtMessage, source={S.STORED}, target=S.WAITING, may=policy.may_process, form=WaitForm, scope=SCOPE,
)  # fmt: skip


@WAIT.rule
def leave_waiting(message: AdtMessage, taken: Taken) -> None:
    """Nobody, or more than one, may be meant: a wrong guess would start another person's clocks, so a person decides."""
    message.error = taken.data["error"]
    message.client, message.prior_client = taken.data["client"], taken.data["prior_client"]
    _await_its_numbers(message)


SET_ASIDE = Step(
    name="adt_message.set_aside", event="adt_message.set_aside", label="Set aside", done="Notice set aside.", model=AdtMessage,
    source={S.STORED, S.WAITING, S.REFUSED}, target=S.IGNORED, may=policy.may_decide, form=SetAsideForm, scope=SCOPE,
    help="For somebody the agency does not work with. The message is kept and can be taken up again.",
)  # fmt: skip


@SET_ASIDE.rule
def set_aside(message: AdtMessage, taken: Taken) -> None:
    """Leave a notice without effect, with the reason, so that the list of what waits holds only what can matter.

    What was set aside only because the person is not known here is looked at again once they are; what somebody set aside is not.
    """
    message.error, message.awaited_numbers = taken.data["error"], []
    if taken.actor.is_system and message.event_code in (PERSON, MERGE):
        _await_its_numbers(message)


def _is_about_one(actor: Actor, message: AdtMessage) -> str:
    return "This notice is about two numbers. Link the two records, or set it aside." if message.event_code == MERGE else ""


MATCH = Step(
    name="adt_message.match", event="adt_message.matched", label="Say whom it is about", done="Hospital notice matched.", model=AdtMessage,
    source={S.WAITING}, target=S.APPLIED, may=policy.may_decide, ready=_is_about_one, form=MatchForm, scope=SCOPE,
)  # fmt: skip


@MATCH.rule
def match_message(message: AdtMessage, taken: Taken) -> None:
    """A person says whom the notice is about; it is remembered, and whatever else waits under that number follows."""
    _give_to(message, taken.data["client"], f"{BY_A_PERSON} {taken.actor.name}", taken)
    taken.notes.update(event=message.event_code, found_by="a person")
    _compare_afterwards(message, taken)


def _has_two_records(actor: Actor, message: AdtMessage) -> str:
    if message.event_code != MERGE:
        return "This notice is about one number. Say whom it is about."
    if message.client_id is None or message.prior_client_id is None:
        return "One of the two numbers is not known here. Add it to the client's record, then take the notice up again."
    seen = Client.objects.visible_to(actor).filter(pk=message.prior_client_id).exists()
    return "" if seen else "You may see only one of the two records. Ask a supervisor of the other's team."


LINK = Step(
    name="adt_message.link", event="adt_message.linked", label="Link the two records", done="Records linked.", model=AdtMessage,
    source={S.WAITING}, target=S.APPLIED, may=policy.may_decide, ready=_has_two_records, form=LinkProposalForm, scope=SCOPE,
    help="Both records stay as they are, and it can be undone. Look at both before you agree with the hospital.",
)  # fmt: skip


@LINK.rule
def link_as_proposed(message: AdtMessage, taken: Taken) -> None:
    """A hospital's merge is a proposal: a person looks at both records, and they are linked, never merged."""
    link_records(message.client_id, actor=taken.actor, duplicate=message.prior_client_id, why=taken.data["why"])
    message.matched_by, message.error, message.awaited_numbers = f"{BY_A_PERSON} {taken.actor.name}"[:LONGEST], "", []


def _is_matched(actor: Actor, message: AdtMessage) -> str:
    if message.event_code == MERGE:
        return "This notice linked two records. Undo that link on the client's page instead."
    return "" if message.client_id else "This notice is about nobody yet."


TAKE_BACK = Step(
    name="adt_message.take_back", event="adt_message.match_taken_back", label="Not about this client", model=AdtMessage,
    done="A hospital notice was found not to be about this client.", source={S.APPLIED}, target=S.WAITING, may=policy.may_decide,
    ready=_is_matched, form=TakeBackForm, scope=SCOPE, danger=True,
    help="It waits again, with all others under the same number. What they did to the client's transitions is undone.",
)  # fmt: skip


@TAKE_BACK.rule
def take_match_back(message: AdtMessage, taken: Taken) -> None:
    """One person's hospital stay on another's record misleads both: the match ends, and whatever it moved moves back."""
    client, notice = message.client, read(message)
    if client is None or notice is None:
        return
    if notice.kind and leads_somewhere(notice):
        take_back(message, notice)
    if notice.died:
        take_back_what_a_notice_told(client)
    forget(notice.person.numbers, client, taken.now)
    _compare_afterwards(message, taken)
    if not taken.actor.is_system:
        others = applied_like(message)
        taken.then(lambda: _take_back_the_others(others, taken.data["error"]))
    message.was_about, message.client, message.matched_by, message.error = client.pk, None, "", taken.data["error"]
    _await_its_numbers(message)
    taken.notes["event"] = message.event_code


def _take_back_the_others(others: list[AdtMessage], why: str) -> None:
    for other in others:
        take_match_back(other.pk, actor=GATE, version=other.version, error=why)


REPLAY = Step(
    name="adt_message.replay", event="adt_message.replayed", label="Take up again", done="It will be looked at again in a moment.",
    model=AdtMessage, source={S.APPLIED, S.IGNORED, S.REFUSED, S.WAITING}, target=S.STORED, may=policy.may_decide, scope=SCOPE,
    help="It is read and matched anew. What it has changed already is not changed twice.",
)  # fmt: skip


@REPLAY.rule
def replay_message(message: AdtMessage, taken: Taken) -> None:
    """Look at a kept message once more after something was mended: a number added, a record registered, a fault of ours."""
    if message.status == S.WAITING:
        message.client = None
    message.prior_client, message.error, message.awaited_numbers = None, "", []
    ring_after_commit()
