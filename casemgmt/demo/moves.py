"""The demo agency's moves between settings: one expected, one in hospital, discharges with contacts made and missed, a readmission.

One stay is scored, one scored by half and under 42 CFR Part 2; one step was missed and nobody has said why; one stay was
called off, and one ended with a death.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from assessments.actions.assessments import answer_assessment, complete_assessment
from casemgmt.demo.clock import at
from casemgmt.demo.stories import Teller
from clients.actions.contacts import log_contact
from clients.models import Case
from transitions.actions.clocks import meet_clock
from transitions.actions.confirmations import record_confirmation
from transitions.actions.ending import cancel_transition, readmit, settle_transition
from transitions.actions.medicines import add_medicine, complete_worksheet, start_worksheet
from transitions.actions.protocols import load_shipped_protocols
from transitions.actions.running_out import mark_what_ran_out
from transitions.actions.scores import begin_score
from transitions.actions.summaries import make_summary
from transitions.actions.teach_backs import record_teach_back
from transitions.actions.transitions import open_transition
from transitions.models import Clock, MedicinesWorksheet, Transition
from transitions.queries.risk import HOSPITAL as HOSPITAL_SCORE
from transitions.queries.risk import LACE
from workflow.actor import Actor

WHY = "the demo's own clients"
HOSPITAL = "Bayview Hospital"
OPIOIDS = [{"code": "F11.20", "words": "Opioid dependence"}]
HEART = [{"code": "I50.9", "words": "Heart failure"}]


def tell_of_moves(teller: Teller) -> None:
    """One story each, for clients Maria and her colleagues have known for a while."""
    load_shipped_protocols()
    cases = Case.objects.unscoped(WHY).filter(
        status=Case.Status.OPEN, accepted_at__lt=teller.moment(60), client__restricted=False
    )
    rows = cases.select_related("case_manager", "client").order_by("opened_at", "id")
    of_maria = Q(case_manager=teller.people["maria"])
    hers, others = rows.filter(of_maria)[1:8:2], rows.exclude(of_maria)[1:10:2]
    stories = (_just_out, _tried, _forgotten, _back_again, _still_there, _expected, _settled, _called_off, _died_there)
    told = zip((*hers, *others), stories, strict=False)
    for case, story in told:
        story(teller, case, teller.actor(next(name for name, user in teller.people.items() if user == case.case_manager)))
    mark_what_ran_out()


def _medicines(move: Transition, worker: Actor) -> MedicinesWorksheet:
    """Water tablets raised in hospital, a painkiller stopped, and one nobody is sure of."""
    sheet: MedicinesWorksheet = start_worksheet(move.pk, actor=worker)
    raised: dict[str, Any] = {
        "before": "20 mg in the morning",
        "at_discharge": "40 mg in the morning",
        "now": "40 mg in the morning",
    }
    add_medicine(sheet.pk, actor=worker, medicine="Furosemide", outcome="changed", comment="Ankles were swollen", **raised)
    add_medicine(
        sheet.pk,
        actor=worker,
        medicine="Ibuprofen",
        outcome="stopped",
        before="400 mg when it hurts",
        comment="Bad for the heart",
    )
    asked: dict[str, Any] = {"question": "Go on with it together with the new dose?", "ask_whom": "Dr Lake"}
    add_medicine(
        sheet.pk, actor=worker, medicine="Potassium", outcome="unclear", before="1 tablet a day", now="1 tablet a day", **asked
    )
    return sheet


def _out(case: Case, worker: Actor, left: datetime, stayed: int = 4, **told: Any) -> Transition:
    fields = {"facility": HOSPITAL, "to_setting": "home", "diagnoses": HEART, "complexity": "high", "disposition": "01", **told}
    with at(left + timedelta(minutes=30)):
        opened: Transition = open_transition(
            case.client_id, actor=worker, admitted_at=left - timedelta(days=stayed), discharged_at=left, **fields
        )
    return opened


def _just_out(teller: Teller, case: Case, worker: Actor) -> None:
    left = teller.moment(1)
    move = _out(case, worker, left, told="Daughter, home health")
    with at(left + timedelta(hours=4)):
        _scores(move, worker)
        _medicines(move, worker)
        said: dict[str, Any] = {"understood": "yes", "client_words": "More than two pounds in a day, and I call you"}
        record_teach_back(move.pk, actor=worker, topic="warning_signs", arranged="yes", **said)
        lacks: dict[str, Any] = {"topic": "equipment", "arranged": "no", "missing": "A scale at home", "remedy": "follow_up"}
        by = timezone.localdate() + timedelta(days=3)
        record_teach_back(
            move.pk, actor=worker, understood="not_yet", client_words="I weigh myself at the clinic", due_on=by, **lacks
        )


def _score(move: Transition, worker: Actor, instrument: str, **said: Any) -> None:
    begun = begin_score(move, instrument, worker)
    answers = {name: {"value": value} for name, value in said.items()}
    answered = answer_assessment(begun.pk, actor=worker, version=begun.version, answers=answers)
    complete_assessment(begun.pk, actor=worker, version=answered.version)


def _scores(move: Transition, worker: Actor) -> None:
    _score(move, worker, LACE, acute_admission=True, comorbidities=["congestive_heart_failure"])
    signs = ("hemoglobin_below_12_g_dl_at_discharge", "index_admission_urgent_or_emergent")
    others = ("oncology_service_discharge", "sodium_below_135_mmol_l_at_discharge", "procedure_during_stay")
    _score(move, worker, HOSPITAL_SCORE, **dict.fromkeys(signs, True), **dict.fromkeys(others, False))


def _tried(teller: Teller, case: Case, worker: Actor) -> None:
    """Home for two days after treatment for substance use, under 42 CFR Part 2; nobody has answered the phone yet."""
    left = teller.moment(2)
    move = _out(case, worker, left, complexity="", facility="Harbor Recovery Center", diagnoses=OPIOIDS, substance_use=True)
    with at(left + timedelta(hours=3)):
        sheet = start_worksheet(move.pk, actor=worker)
        add_medicine(
            sheet.pk, actor=worker, medicine="Buprenorphine with naloxone", outcome="added", at_discharge="8 mg in the morning",
            now="8 mg in the morning", substance_use=True,
        )  # fmt: skip
        log_contact(case.client_id, actor=worker, result="no_answer", channel="phone", summary="Rang twice after the discharge")
        begin_score(move, LACE, worker)


def _still_there(teller: Teller, case: Case, worker: Actor) -> None:
    since = teller.moment(2)
    with at(since + timedelta(hours=1)):
        open_transition(case.client_id, actor=worker, facility=HOSPITAL, admitted_at=since, diagnoses=HEART)


def _expected(teller: Teller, case: Case, worker: Actor) -> None:
    ahead = teller.moment(0) + timedelta(days=6)
    with at(teller.moment(3)):
        open_transition(case.client_id, actor=worker, facility="Harbor Rehabilitation", expected_admission_at=ahead)


def _called_off(teller: Teller, case: Case, worker: Actor) -> None:
    """The operation was put off, so the stay that was expected never began."""
    with at(teller.moment(8)):
        move = open_transition(
            case.client_id, actor=worker, facility=HOSPITAL, expected_admission_at=teller.moment(0) + timedelta(days=2)
        )
    with at(teller.moment(4)):
        cancel_transition(move.pk, actor=worker, version=move.version, reason="The operation was put off to the spring.")


def _died_there(teller: Teller, case: Case, worker: Actor) -> None:
    """The hospital's code says so; a person is asked before the record does."""
    _out(case, worker, teller.moment(3), to_setting="", disposition="20")


def _settled(teller: Teller, case: Case, worker: Actor) -> None:
    """Everybody has confirmed, the client was reached in time."""
    left = teller.moment(12)
    move = _out(case, worker, left)
    with at(left + timedelta(hours=20)):
        log_contact(case.client_id, actor=worker, result="reached", channel="phone", minutes=12, summary="Medicines are there")
        sheet = _medicines(move, worker)
        by = {
            "reconciled_by": "Nora Reed",
            "profession": "nurse",
            "reconciled_with": "client",
            "sources": "Discharge list, packages",
        }
        complete_worksheet(sheet.pk, actor=worker, version=sheet.version, unclear_stays=True, **by)
        for party in ("sender", "receiver", "client"):
            record_confirmation(move.pk, actor=worker, party=party, confirmed=True)
        make_summary(move.pk, actor=worker, recipient=HOSPITAL, purpose="treatment")
        settle_transition(move.pk, actor=worker, version=move.version)
    with at(left + timedelta(days=5)):
        running = Clock.objects.unscoped(WHY).filter(transition=move, status=Clock.Status.RUNNING)
        # One after the other: what is due by the visit moves when the visit took place.
        while (clock := running.order_by("id").first()) is not None:
            meet_clock(clock.pk, actor=worker, version=clock.version, met_at=timezone.now(), evidence="Seen at the clinic")


def _forgotten(teller: Teller, case: Case, worker: Actor) -> None:
    """Nobody has called since the client came home; the sweep has said so, and it is still somebody's to do."""
    _out(case, worker, teller.moment(5), complexity="moderate")


def _back_again(teller: Teller, case: Case, worker: Actor) -> None:
    move = _out(case, worker, teller.moment(20))
    again = teller.moment(6)
    with at(again + timedelta(hours=2)):
        readmit(move.pk, actor=worker, version=move.version, admitted_at=again)
