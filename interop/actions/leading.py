"""From a hospital notice about a client to their transition."""

import re
from typing import Any

from interop.forms.hl7_notices import Notice
from interop.models import AdtMessage
from transitions.actions.notices import Notice as VisitNotice
from transitions.actions.notices import apply_notice, withdraw_notice
from workflow.actor import Actor, system_actor

# UB-04 FL17; many feeds put words of their own there.
CODE = re.compile(r"\d{2}\Z")
# Classes of table 0004 that are no stay, and the events that would begin one of them.
NO_STAY = ("O", "R", "C", "N")
BEGINS_IN_EMERGENCY = "A04"
FOLLOWS_CLASS = ("A08", "A05", "A14", "A27", "A38")


def leads_somewhere(notice: Notice) -> bool:
    """A registration counts in the emergency department alone, and an update or a plan of a visit that is no stay not at all."""
    if notice.event == BEGINS_IN_EMERGENCY:
        return notice.patient_class == "E"
    return not (notice.event in FOLLOWS_CLASS and notice.patient_class in NO_STAY)


def sender_of(message: AdtMessage) -> Actor:
    """A partner sees the transitions that began with its notices."""
    if message.api_client_id is None:
        return system_actor("hospital notices")
    return Actor(kind="api_client", id=message.api_client_id, name=message.sending_facility or "Hospital", channel="task")


def hand_on(message: AdtMessage, notice: Notice) -> None:
    """Hand the notice on; the same notice twice, or notices in another order, lead to the same state."""
    apply_notice(_of_the_visit(message, notice), actor=sender_of(message))


def take_back(message: AdtMessage, notice: Notice) -> None:
    """The notice was not about this client: their transition is led to what is left of it."""
    withdraw_notice(_of_the_visit(message, notice), actor=sender_of(message))


def _of_the_visit(message: AdtMessage, notice: Notice) -> VisitNotice:
    # Before anybody was admitted, many systems put the day that is planned where the admission stands later.
    planned = notice.kind in ("expect", "cancel_expect")
    told: dict[str, Any] = {
        "client_id": message.client_id, "facility": notice.facility, "visit_number": notice.visit_number, "kind": notice.kind,
        "occurred_at": notice.occurred_at or message.created_at, "admitted_at": None if planned else notice.admitted_at,
        "discharged_at": None if planned else notice.discharged_at, "expected_discharge_at": notice.expected_discharge_at,
        "expected_admission_at": notice.expected_admission_at or (notice.admitted_at if planned else None),
        "patient_class": notice.patient_class[:1], "disposition": notice.disposition if CODE.match(notice.disposition) else "",
        "diagnoses": tuple(notice.diagnoses),
    }  # fmt: skip
    return VisitNotice(**told)
