"""Subjects of the doors: transitions, their clocks, medicines, checks and summaries."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors.cast import Cast
from tests.doors.subjects.clients import known_client
from tests.doors.subjects.sight import EVERYBODY, SENT, Subject, Subjects
from tests.factories.transitions import make_protocol
from transitions.models import (
    Clock,
    Confirmation,
    HandoverSummary,
    MedicineLine,
    MedicinesWorksheet,
    Protocol,
    TeachBack,
    Transition,
)


def _transition(cast: Cast, state: str) -> Transition:
    """With the moments its state has; sent by the partner."""
    now = timezone.now().replace(microsecond=0)
    moments: dict[str, Any] = {}
    if state not in ("anticipated", "cancelled"):
        moments["admitted_at"] = now - timedelta(days=9)
    if state in ("discharged", "settled", "readmitted", "deceased"):
        moments["discharged_at"] = now - timedelta(days=3)
    made: Transition = Transition.objects.create(
        client=known_client(cast), status=state, facility="Bay Hospital", opened_by_name="Partner",
        opened_by_client_id=cast.partners["partner"].pk, **moments,
    )  # fmt: skip
    return made


def _handed_over(cast: Cast, state: str) -> Transition:
    transition = _transition(cast, state)
    for party in Confirmation.Party.values:
        _confirmation_of(transition, party)
    return transition


def _confirmation_of(transition: Transition, party: str = "sender", state: str = "recorded") -> Confirmation:
    made: Confirmation = Confirmation.objects.create(
        client_id=transition.client_id, transition=transition, status=state, party=party, confirmed=True, said_at=timezone.now(),
        recorded_by_name="Case Manager",
    )  # fmt: skip
    return made


def _owing(cast: Cast, state: str) -> Transition:
    return _clock(cast, "running", state).transition


def _run_out(cast: Cast, state: str) -> Clock:
    clock = _clock(cast, state)
    clock.due_at = timezone.now() - timedelta(hours=1)
    clock.save(update_fields=["due_at"])
    return clock


def _clock(cast: Cast, state: str, of: str = "discharged") -> Clock:
    transition, protocol = _transition(cast, of), make_protocol()
    made: Clock = Clock.objects.create(
        client_id=transition.client_id, transition=transition, protocol=protocol, key="contact", title="Contact", status=state,
        evidence_asked="visit", opens_on=timezone.localdate() - timedelta(days=3), due_at=timezone.now() + timedelta(days=1),
        booked_for=timezone.now() + timedelta(hours=20), booked_with="Dr Lake", attempts=2,
    )  # fmt: skip
    return made


def _worksheet(cast: Cast, state: str) -> MedicinesWorksheet:
    transition, done = _transition(cast, "discharged"), {}
    if state == "completed":
        now = timezone.now()
        done = {"reconciled_by": "Case Manager", "profession": "nurse", "reconciled_at": now, "reconciled_with": "client"}
    made: MedicinesWorksheet = MedicinesWorksheet.objects.create(
        client_id=transition.client_id, transition=transition, status=state, started_by_name="Case Manager", **done
    )
    return made


def _teach_back(cast: Cast, state: str) -> TeachBack:
    transition = _transition(cast, "discharged")
    made: TeachBack = TeachBack.objects.create(
        client_id=transition.client_id, transition=transition, status=state, topic="transport", arranged="yes", understood="not_yet",
        recorded_by_name="Case Manager",
    )  # fmt: skip
    return made


def _medicine(cast: Cast, state: str, of: str = "draft") -> MedicineLine:
    sheet = _worksheet(cast, of)
    made: MedicineLine = MedicineLine.objects.create(
        client_id=sheet.client_id, transition_id=sheet.transition_id, worksheet=sheet, status=state, medicine="Furosemide",
        before="20 mg", now="20 mg", outcome="kept", written_by_name="Case Manager",
    )  # fmt: skip
    return made


def _summary(cast: Cast, state: str) -> HandoverSummary:
    transition = _transition(cast, "discharged")
    made: HandoverSummary = HandoverSummary.objects.create(
        client_id=transition.client_id, transition=transition, status=state, recipient="Bay Hospital", purpose="treatment", basis="Treatment",
        treating=True, sections=["call"], made_at=timezone.now(), made_by_name="Case Manager",
    )  # fmt: skip
    return made


SUBJECTS: Subjects = {
    Transition: Subject(_transition, SENT),
    "transition.settle": Subject(_handed_over, SENT),
    HandoverSummary: Subject(_summary, SENT - {"partner"}),
    "transition.end_clocks": Subject(_owing, SENT),
    "clock.expire": Subject(_run_out, SENT),
    Clock: Subject(_clock, SENT),
    Confirmation: Subject(lambda cast, state: _confirmation_of(_transition(cast, "discharged"), state=state), SENT),
    TeachBack: Subject(_teach_back, SENT),
    MedicinesWorksheet: Subject(_worksheet, SENT),
    MedicineLine: Subject(_medicine, SENT),
    "medicine.correct": Subject(lambda cast, state: _medicine(cast, state, "completed"), SENT),
    Protocol: Subject(lambda cast, state: make_protocol(status=state), EVERYBODY),
}
