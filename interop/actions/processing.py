"""What happens to stored notices after their senders were answered: each is matched and applied, or left to a person."""

import logging

from django.db import transaction

from interop.actions.leading import leads_somewhere
from interop.actions.matching import Finding, find, find_by_numbers, one_at_a_time
from interop.actions.notices import GATE, apply_message, leave_waiting, refuse_notice, set_aside
from interop.forms.hl7_notices import MERGE, PERSON, Notice
from interop.forms.hl7_received import read
from interop.models import AdtMessage
from workflow.refusals import Refusal

log = logging.getLogger(__name__)
WHY = "unattended work matches what hospitals sent"
OUR_FAULT = "Something went wrong on our side. Take it up again; if it stays so, tell your administrator."
TWO_NUMBERS = "The hospital says that two numbers are one person. Look at both records."


def process_stored(limit: int = 500) -> int:
    """Work through what is stored, oldest first; several workers never take the same one. Answers how many."""
    done = 0
    while done < limit and _process_next():
        done += 1
    return done


@transaction.atomic
def _process_next() -> bool:
    rows = AdtMessage.objects.unscoped(WHY).select_for_update(of=("self",), skip_locked=True)
    message = rows.filter(status=AdtMessage.Status.STORED).order_by("id").first()
    if message is None:
        return False
    try:
        with transaction.atomic():
            process(message)
    except Refusal as refusal:
        leave_waiting(message.pk, actor=GATE, version=message.version, error=refusal.sentence[:500])
    except Exception:
        # Whatever it is, it must not keep all other hospitals' notices waiting.
        log.exception("a hospital notice could not be processed", extra={"notice": str(message.pk)})
        leave_waiting(message.pk, actor=GATE, version=message.version, error=OUR_FAULT)
    return True


def process(message: AdtMessage) -> None:
    """Decide what becomes of one stored notice."""
    notice = read(message)
    one_at_a_time(notice.numbers if notice else ())
    if notice is None or notice.faults:
        words = notice.faults[0].words if notice else "This does not begin with a readable MSH segment."
        refuse_notice(message.pk, actor=GATE, version=message.version, error=words)
    elif not notice.is_understood:
        _set_aside(message, "This event has no effect here.")
    elif notice.event == MERGE:
        _look_at_merge(message, notice)
    elif notice.kind and not leads_somewhere(notice):
        _set_aside(message, "An outpatient visit starts no clock.")
    else:
        _look_for_client(message, notice)


def _look_for_client(message: AdtMessage, notice: Notice) -> None:
    found = find(notice.person)
    if found.client:
        _apply(message, found)
    elif notice.event == PERSON:
        _set_aside(message, found.doubt)
    else:
        leave_waiting(message.pk, actor=GATE, version=message.version, error=found.doubt)


def _look_at_merge(message: AdtMessage, notice: Notice) -> None:
    """Never blindly: only where the hospital says what we have decided already, or says it of nobody we know."""
    kept, given_up = find_by_numbers(notice.person.numbers), find_by_numbers(notice.prior_numbers)
    if kept.client and kept.client == given_up.client:
        _apply(message, kept)
    elif kept.client or given_up.client or "More" in kept.doubt + given_up.doubt:
        pair = {"client": kept.client, "prior_client": given_up.client} if kept.client and given_up.client else {}
        leave_waiting(message.pk, actor=GATE, version=message.version, error=TWO_NUMBERS, **pair)
    else:
        _set_aside(message, "Neither number is known here.")


def _apply(message: AdtMessage, found: Finding) -> None:
    apply_message(message.pk, actor=GATE, version=message.version, client=found.client, how=found.how)


def _set_aside(message: AdtMessage, why: str) -> None:
    set_aside(message.pk, actor=GATE, version=message.version, error=why)
