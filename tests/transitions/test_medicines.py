"""Medicines are reconciled: compared line by line, asked where unclear, never edited silently, and proof for the clocks that ask."""

import pytest

from clients.models import Client
from tests.doors.cast import browser_of
from tests.factories.transitions import at, clock_of, fresh, make_transition, open_for
from transitions.actions.ending import cancel_transition
from transitions.actions.medicines import (
    add_medicine,
    complete_worksheet,
    correct_medicine,
    edit_medicine,
    mark_medicine_error,
    mark_worksheet_error,
    reopen_worksheet,
    start_worksheet,
)
from transitions.models import MedicineLine, MedicinesWorksheet, Transition
from workflow.actor import Actor
from workflow.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db
KEPT = {"medicine": "Metformin", "before": "500 mg", "at_discharge": "500 mg", "now": "500 mg", "outcome": "kept"}
ASKED = {
    "medicine": "Warfarin", "before": "2 mg", "outcome": "unclear", "question": "Was it stopped?", "ask_whom": "Dr Lake",
}  # fmt: skip
BY_NURSE = {"profession": "nurse", "reconciled_with": "client", "sources": "Discharge list, packages"}


@pytest.fixture
def move(maria: Actor, rosa: Client) -> Transition:
    return make_transition(rosa, maria, "2026-01-16 09:00")


@pytest.fixture
def sheet(move: Transition, maria: Actor) -> MedicinesWorksheet:
    started: MedicinesWorksheet = start_worksheet(move.pk, actor=maria)
    return started


def completed(sheet: MedicinesWorksheet, actor: Actor, **said: object) -> MedicinesWorksheet:
    done: MedicinesWorksheet = complete_worksheet(sheet.pk, actor=actor, version=fresh(sheet).version, **{**BY_NURSE, **said})
    return done


def questions(move: Transition) -> list[str]:
    return [key for key in open_for(move.pk) if key.startswith("medicine:")]


def test_a_completed_worksheet_of_a_nurse_meets_both_clocks(maria: Actor, move: Transition, sheet: MedicinesWorksheet) -> None:
    add_medicine(sheet.pk, actor=maria, **KEPT)
    completed(sheet, maria, reconciled_at=at("2026-01-16 15:00"), reconciled_by="Nora Reed")
    for protocol in ("tcm", "trc"):
        met = clock_of(move, "medicines", protocol)
        assert (met.status, met.met_at, met.worksheet_id) == ("met", at("2026-01-16 15:00"), sheet.pk)
        assert met.evidence == "Medicines worksheet by Nora Reed (registered nurse), with the client; Discharge list, packages"
    assert not [key for key in open_for(move.pk) if "medicine" in key]


def test_hedis_counts_clinicians_only_and_cms_anybody_who_works_for_one(
    maria: Actor, move: Transition, sheet: MedicinesWorksheet
) -> None:
    add_medicine(sheet.pk, actor=maria, **KEPT)
    completed(sheet, maria, profession="other")
    assert [clock_of(move, "medicines", key).status for key in ("tcm", "trc")] == ["met", "running"]


def test_it_does_not_lie_before_the_discharge(maria: Actor, move: Transition, sheet: MedicinesWorksheet) -> None:
    add_medicine(sheet.pk, actor=maria, **KEPT)
    with pytest.raises(InvalidInput) as refused:
        completed(sheet, maria, reconciled_at=at("2026-01-15 15:00"))
    assert list(refused.value.errors) == ["reconciled_at"]
    assert (fresh(sheet).status, clock_of(move, "medicines").status) == ("draft", "running")


def test_no_medicines_is_said_and_not_guessed(maria: Actor, sheet: MedicinesWorksheet) -> None:
    with pytest.raises(InvalidInput) as refused:
        completed(sheet, maria)
    assert "no medicine here" in str(refused.value.errors)
    line = add_medicine(sheet.pk, actor=maria, **KEPT)
    with pytest.raises(InvalidInput) as refused:
        completed(sheet, maria, no_medicines=True)
    assert "Metformin stands here" in str(refused.value.errors)
    mark_medicine_error(line.pk, actor=maria, version=1, reason="Another client")
    assert completed(sheet, maria, no_medicines=True).no_medicines


def test_an_unclear_medicine_is_asked_until_it_is_cleared(maria: Actor, move: Transition, sheet: MedicinesWorksheet) -> None:
    line = add_medicine(sheet.pk, actor=maria, **ASKED)
    assert questions(move) == [f"medicine:{line.thread}"]
    with pytest.raises(InvalidInput) as refused:
        completed(sheet, maria)
    assert "still unclear" in str(refused.value.errors)
    completed(sheet, maria, unclear_stays=True)
    assert (questions(move), clock_of(move, "medicines").status) == ([f"medicine:{line.thread}"], "met")
    cleared = {"medicine": "Warfarin", "before": "2 mg", "outcome": "stopped", "reason": "Dr Lake by phone"}
    correct_medicine(line.pk, actor=maria, version=1, **cleared)
    now = MedicineLine.objects.unscoped("test").get(worksheet=sheet, status="current")
    assert (questions(move), fresh(line).status, fresh(line).question) == ([], "replaced", "Was it stopped?")
    assert (now.outcome, now.previous_id, now.why_changed, now.written_by_name) == (
        "stopped",
        line.pk,
        "Dr Lake by phone",
        maria.name,
    )


def test_an_unclear_medicine_needs_its_question_and_whom_to_ask(maria: Actor, sheet: MedicinesWorksheet) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_medicine(sheet.pk, actor=maria, medicine="Warfarin", outcome="unclear")
    assert sorted(refused.value.errors) == ["ask_whom", "question"]


@pytest.mark.parametrize(("outcome", "field"), [("kept", "now"), ("changed", "now"), ("added", "before"), ("stopped", "now")])
def test_an_outcome_that_contradicts_what_is_taken_is_refused(
    maria: Actor, sheet: MedicinesWorksheet, outcome: str, field: str
) -> None:
    taken = {"kept": "", "changed": "", "added": "2 mg", "stopped": "2 mg"}[outcome]
    with pytest.raises(InvalidInput) as refused:
        add_medicine(sheet.pk, actor=maria, medicine="Warfarin", before="2 mg", now=taken, outcome=outcome)
    assert list(refused.value.errors) == [field]


def test_what_is_completed_is_not_edited(maria: Actor, sheet: MedicinesWorksheet) -> None:
    line = add_medicine(sheet.pk, actor=maria, **KEPT)
    completed(sheet, maria)
    with pytest.raises(StepRefused, match="Correct the medicine with a reason"):
        edit_medicine(line.pk, actor=maria, version=1, **{**KEPT, "now": "1000 mg", "outcome": "changed"})
    with pytest.raises(StepRefused, match="reopened with a reason"):
        add_medicine(sheet.pk, actor=maria, **KEPT)
    assert fresh(line).now == "500 mg"


def test_reopened_its_clocks_run_again_until_it_is_completed_again(
    maria: Actor, move: Transition, sheet: MedicinesWorksheet
) -> None:
    add_medicine(sheet.pk, actor=maria, **KEPT)
    done = completed(sheet, maria)
    reopen_worksheet(sheet.pk, actor=maria, version=done.version, reason="The pharmacy's list came")
    assert (clock_of(move, "medicines").status, "tcm:medicines" in open_for(move.pk)) == ("running", True)
    completed(sheet, maria)
    assert clock_of(move, "medicines").status == "met"


def test_entered_in_error_it_proves_nothing_and_another_can_be_started(
    maria: Actor, move: Transition, sheet: MedicinesWorksheet
) -> None:
    add_medicine(sheet.pk, actor=maria, **ASKED)
    done = completed(sheet, maria, unclear_stays=True)
    with pytest.raises(StepRefused, match="has its worksheet already"):
        start_worksheet(move.pk, actor=maria)
    mark_worksheet_error(sheet.pk, actor=maria, version=done.version, reason="Another client")
    assert (clock_of(move, "medicines").status, questions(move)) == ("running", [])
    assert start_worksheet(move.pk, actor=maria).status == "draft"


def test_nobody_is_asked_after_the_transition_was_cancelled(maria: Actor, move: Transition, sheet: MedicinesWorksheet) -> None:
    add_medicine(sheet.pk, actor=maria, **ASKED)
    cancel_transition(move.pk, actor=maria, version=move.version, reason="Somebody else")
    assert open_for(move.pk) == []


def test_the_client_gets_the_list_in_their_language(maria: Actor, move: Transition, sheet: MedicinesWorksheet) -> None:
    add_medicine(sheet.pk, actor=maria, **KEPT)
    add_medicine(sheet.pk, actor=maria, **ASKED)
    paper = f"/clients/{move.client_id}/transitions/{move.pk}/medicines/print/"
    browser = browser_of(move.case.case_manager)
    assert browser.get(paper).status_code == 404
    completed(sheet, maria, unclear_stays=True)
    Client.objects.unscoped("test").filter(pk=move.client_id).update(language="es", birth_date="1950-03-04")
    read = browser.get(paper).content.decode()
    assert ("Mis medicinas" in read, "Seguir" in read, "Preguntamos a: Dr Lake" in read, "1950" in read) == (
        True,
        True,
        True,
        False,
    )
    assert "My medicines" in browser.get(paper + "?lang=en").content.decode()
    card = browser.get(f"/clients/{move.client_id}/transitions/{move.pk}/").content.decode()
    assert f"Reconciled by {maria.name} on" in card
