"""Valid input for every step, as a form or JSON body carries it: one entry for each step that takes any.

An entry is a dict, or a function of the cast and the record for input that names other records.
Steps without fields need no entry.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers as s

from tests.doors.cast import Cast
from tests.doors.subjects import consent_for
from tests.factories.assessments import make_instrument
from tests.factories.clients import make_case, make_client
from tests.factories.files import upload
from tests.factories.notices import make_notice
from tests.interop.adt import an_adt
from workflow.inputs import input_serializer
from workflow.steps import Step

Input = dict[str, Any]
Given = Input | Callable[[Cast, Any], Input]


def _somebody_all_of_them_see(cast: Cast, message: Any) -> Input:
    """Nobody's open case, and once worked with in both teams."""
    client = make_client()
    for number, team in enumerate((cast.harbor, cast.hillside), start=1):
        make_case(client, team, status="closed", number=number, closed_at=timezone.now())
    consent_for(client, cast.partners["integration"])
    return {"client": str(client.pk)}


REASON: Input = {"reason": "Entered for somebody else"}
DETAILS: Input = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04", "language": "es"}
REFERRAL: Input = {"source": "hospital", "source_name": "Bay Hospital", "urgency": "soon", "need": "Home alone after a fall"}
SUPPORT: Input = {"name": "Ana Hill", "relationship": "Daughter", "phone": "617 555 0190", "may_know": ["appointments"]}
NEED: Input = {"domain": "food-insecurity", "title": "Not enough food"}
GOAL: Input = {"client_words": "A warm meal every day", "measure": "Meals a day", "target_date": "2031-05-01", "confidence": "8"}
LEVELS: Input = {
    "level_minus2": "None", "level_minus1": "Few", "level_0": "One", "level_plus1": "Two", "level_plus2": "Three", "baseline": "-1",
}  # fmt: skip
PROMISE: Input = {"owner_kind": "client", "what": "Call the meal service", "due_on": "2031-05-01"}
TEXT: Input = {"body": "She sleeps better and asked about meals."}
# As text, which every door carries unchanged.
QUESTIONNAIRE = json.dumps({
    "resourceType": "Questionnaire", "name": "sleep", "version": "1", "title": "Sleep",
    "item": [{"linkId": "1", "type": "boolean", "text": "Do you sleep well?"}],
})  # fmt: skip


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _phone(cast: Cast, client: Any) -> Input:
    return {"entry": str(client.phones.create(number="617 555 0111").pk)}


def _address(cast: Cast, client: Any) -> Input:
    return {"entry": str(client.addresses.create(city="Boston").pk)}


def _identifier(cast: Cast, client: Any) -> Input:
    from clients.models import Identifier

    made = Identifier.objects.create(client=client, kind="MR", issuer="Bay Hospital", value="77", value_index="77")
    return {"entry": str(made.pk)}


def _closed_record(cast: Cast, nothing: Any) -> Input:
    """A record none of the staff sees."""
    client = make_client(restricted=True)
    return {"client": str(client.pk), "reason_code": "danger", "explanation": "A neighbour heard a fall"}


def _other_record(cast: Cast, client: Any) -> Input:
    """Seen by everybody who sees the record that is kept."""
    from tests.doors.subjects import known_client

    return {"duplicate": str(known_client(cast).pk), "why": "Same Medicaid number"}


def _former_name(cast: Cast, client: Any) -> Input:
    return {"entry": str(client.former_names.create(use="maiden", family_name="Reyes").pk)}


def _previous_promise(cast: Cast, plan: Any) -> Input:
    made = plan.commitments.create(client_id=plan.client_id, owner_kind="client", what="Call", due_on="2031-04-01", status="kept")
    return {"previous": str(made.pk), "due_on": "2031-05-01"}


def _given_up(cast: Cast, nothing: Any) -> Input:
    from tests.doors.subjects.followups import a_delivery

    return {"delivery": str(a_delivery(cast, "dead").pk), "why": "The mail server does not know it.", "attempts": 12}


def _readmitted(cast: Cast, transition: Any) -> Input:
    return {"admitted_at": (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S%z")}


def _discharged(cast: Cast, transition: Any) -> Input:
    day_before = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S%z")
    return {"discharged_at": day_before, "to_setting": "home", "complexity": "high"}


def _stay(cast: Cast, transition: Any) -> Input:
    """As it is on record, with another name."""
    moments = ("admitted_at", "discharged_at")
    had = {name: getattr(transition, name).strftime("%Y-%m-%dT%H:%M:%S%z") for name in moments if getattr(transition, name)}
    return {"facility": "Bay Hospital, west", "from_setting": "hospital", **had}


def _clock(cast: Cast, transition: Any) -> Input:
    from tests.factories.transitions import make_protocol

    return {"protocol": str(make_protocol().pk), "key": "contact", **CLOCK_DUE}


MEDICINE: Input = {"medicine": "Furosemide", "before": "20 mg", "at_discharge": "40 mg", "now": "40 mg", "outcome": "changed"}


def _corrected_medicine(cast: Cast, worksheet: Any) -> Input:
    from transitions.models import MedicineLine

    line = MedicineLine.objects.create(
        client_id=worksheet.client_id, transition_id=worksheet.transition_id, worksheet=worksheet, medicine="Iron", outcome="stopped",
        status="replaced",
    )  # fmt: skip
    return {**MEDICINE, **REASON, "previous": str(line.pk), "written_by": "Case Manager"}


CLOCK_DUE: Input = {"opens_on": "2026-01-02", "due_at": "2031-05-01T12:00:00Z"}
PROTOCOL = json.dumps({
    "key": "own", "edition": "1", "title": "Own", "from": ["hospital"], "to": ["home"],
    "steps": [{
        "key": "call", "title": "Call", "rule": "Ours", "anchor": "discharge", "days": 1, "unit": "calendar", "evidence": "contact",
        "owner": "case_manager",
    }],
})  # fmt: skip
DECIDED: Input = {"decided_because": "The mail server is back"}
LADDER: Input = {
    "hours_before": 24,
    "at_due": True,
    "hours_overdue": 24,
    "hours_to_supervisor": 48,
    "by_email": True,
    "urgent_minutes": 10,
}

INPUTS: dict[str, Given] = {
    "access_token.create": {"name": "Nightly export", "days": 7},
    "agency.add_closure": {"day": "2031-05-02", "name": "Retreat"},
    "agency.remove_closure": {"day": "2031-05-01"},
    "agency.update": {
        "name": "Harbor Care", "country": "US", "subdivision": "MA", "time_zone": "America/New_York", "office_opens": "09:00",
        "office_closes": "17:00", "note_due_hours": 24,
        "screening_due_days": 2, "first_contact_due_days": 3, "plan_review_days": 90, "emergency_access_minutes": 60,
    },
    "agreement.mark_error": REASON,
    "agreement.record": {"answer": "agreed", "method": "spoken", "words": "That is what I want."},
    "api_client.change_scopes": {"scopes": ["cases:read", "cases:write"]},
    "api_client.register": {"name": "Valley Health Plan", "scopes": ["cases:read"]},
    "barrier.add": {"kind": "transport", "description": "No bus in the evening"},
    "barrier.overcome": {"how_overcome": "A neighbour drives"},
    "assessment.amend": {"reason": "Misheard", "answers": '{"q1": false}'},
    "assessment.answer": {"answers": '{"q1": true}'},
    "assessment.conclude": {"conclusion": "Sleeps badly since the move."},
    "assessment.mark_error": REASON,
    "assessment.record": lambda cast, client: {"instrument": make_instrument().key, "answers": '{"q1": true}', "mode": "client"},
    "assessment.start": lambda cast, client: {"instrument": make_instrument().key, "occasion": "initial"},
    "capacity.mark_error": REASON,
    "capacity.record": {"decision": "Where to live", "outcome": "has_capacity", "judged_on": "2024-05-01", "judged_by": "Dr Lake"},
    "care_plan.activate": {},
    "care_plan.add_from_library": {"template": "food"},
    "care_plan.complete": {"reason": "Goals met", "lesson": "Ask early what people like to eat."},
    "care_plan.draft": {"title": "Eating well at home"},
    "care_plan.edit": {"title": "Eating well"},
    "care_plan.hold": REASON,
    "care_plan.note_review": {"review_on": "2031-05-01"},
    "care_plan.revoke": REASON,
    "care_plan.take_back": REASON,
    "case.assign": lambda cast, case: {"case_manager": str(cast.user("other_case_manager").pk)},
    "case.close": {"closing_reason": "goals_met", "outcome": "met", "closing_summary": "Knows whom to call.", "client_told": True},
    "case.decline": {"decline_reason": "served_elsewhere", "decline_note": "The clinic follows up."},
    "case.decline_assignment": {"reason_code": "capacity"},
    "case.open": lambda cast, case: {"team": str(cast.harbor.pk), "case_manager": str(cast.user("case_manager").pk), "tier": 2},
    # A change the risk tier does not count, so that nothing else follows from it.
    "case.record_change": {"change": "other"},
    "case.refer": REFERRAL,
    "case.reopen": REFERRAL,
    "case.set_tier": {"tier": 3, "words": "PHQ-9 16, two admissions"},
    "client.add_address": {"use": "home", "city": "Boston", "confidential": True},
    "client.add_former_name": {"use": "maiden", "family_name": "Reyes"},
    "client.add_identifier": {"kind": "MR", "issuer": "Bay Hospital", "value": "A-1234567"},
    "client.assign_person": lambda cast, client: {"person": str(cast.user("intake").pk)},
    "client.lift_restriction": REASON,
    "client.restrict": lambda cast, client: {"reason": "Her safety", "people": [str(cast.user("other_case_manager").pk)]},
    "client.unassign_person": lambda cast, client: {"person": str(cast.user("other_case_manager").pk)},
    "client.add_phone": {"kind": "mobile", "number": "617 555 0123", "calls_allowed": True},
    "client.record_death": {"deceased_on": "2024-05-01"},
    "client.register": DETAILS,
    "client.remove_address": _address,
    "client.remove_former_name": _former_name,
    "client.remove_identifier": _identifier,
    "client.remove_phone": _phone,
    "client.set_safe_contact": {"may_phone": True, "safe_from": "09:00", "safe_until": "12:00", "code_word": "harbor"},
    "client.update": DETAILS,
    "clock.book": {"booked_for": "2099-03-04T10:00", "booked_with": "Dr Lake, Harbor Clinic"},
    "clock.unbook": REASON,
    "clock.meet": {"evidence": "Dr Lake saw her in the clinic"},
    "clock.miss": REASON,
    "clock.move": CLOCK_DUE,
    "clock.not_needed": REASON,
    "clock.reopen": REASON,
    "clock.start": _clock,
    "commitment.accept": {},
    "commitment.add": PROMISE,
    "commitment.decline": {"reason": "Too far to go"},
    "commitment.edit": PROMISE,
    "commitment.follow": _previous_promise,
    "commitment.keep": {"evidence": "She told us"},
    "commitment.miss": {"in_the_way": "The phone was cut off", "changes_next": "We call together"},
    "commitment.release": REASON,
    "commitment.renegotiate": {"why": "No phone until then", "due_on": "2031-05-01"},
    "commitment.repeat": _previous_promise,
    "teach_back.mark_error": REASON,
    "teach_back.record": {"topic": "equipment", "arranged": "yes", "understood": "yes", "client_words": "The scale is at home"},
    "medicine.add": MEDICINE,
    "medicine.correct": {**MEDICINE, **REASON},
    "medicine.edit": MEDICINE,
    "medicine.mark_error": REASON,
    "medicine.replace": _corrected_medicine,
    "worksheet.complete": {"profession": "nurse", "reconciled_with": "client", "sources": "Discharge list", "no_medicines": True},
    "worksheet.mark_error": REASON,
    "worksheet.reopen": REASON,
    "confirmation.mark_error": REASON,
    "confirmation.record": {"party": "sender", "confirmed": True, "by_name": "Ward 4"},
    "consent.record": {"kind": "services", "signed_on": "2024-05-01", "method": "paper"},
    "consent.revoke": REASON,
    "contact.log": {"result": "no_answer", "channel": "phone", "minutes": 3, "summary": "Rang twice"},
    "detail_proposal.accept": {"fields_taken": ["email"]},
    "detail_proposal.propose": lambda cast, client: {"notice": str(make_notice(client=client).pk), "said": '{"email": ["rosa@example.org"]}'},
    "detail_proposal.reject": {"why": "Asked the client: ours is right."},
    "adt_message.apply": lambda cast, message: {"client": str(make_client().pk), "how": "Same number"},
    "adt_message.link": {"why": "Same name, birth date and address"},
    "adt_message.match": _somebody_all_of_them_see,
    "adt_message.set_aside": {"error": "Not a client of ours"},
    "adt_message.take_back": {"error": "Another birth date"},
    "adt_message.wait": {"error": "More than one record may be meant."},
    "adt_message.receive": {"message": an_adt()},
    "adt_message.refuse": {"error": "The patient's number is missing."},
    "contact.mark_error": REASON,
    "cover.decline": {"answer": "I am away myself"},
    "cover.propose": lambda cast, off: {"coverer": str(cast.user("other_case_manager").pk), "note": "Rosa wants to be called early."},
    "duty_shift.plan": lambda cast, nothing: {
        "person": str(cast.user("case_manager").pk), "starts_at": "2031-05-01T17:00", "ends_at": "2031-05-02T09:00",
    },
    "document.add": lambda cast, client: {"title": "Discharge letter", "kind": "discharge", "file": upload()},
    "document.withdraw": REASON,
    "emergency_access.open": _closed_record,
    "emergency_access.review": {"finding": "unclear", "review_note": "Talk with the team."},
    "feedback.answer": {"answer": "We call on Mondays from now on."},
    "feedback.give": {"words": "You call too seldom.", "useful": "3"},
    "dead_letter.drop": DECIDED,
    "dead_letter.open": _given_up,
    "dead_letter.replay": DECIDED,
    "ladder.add": {"kind": "assess", **LADDER},
    "ladder.change": LADDER,
    "follow_up.add": {
        "title": "Ask about the ramp", "due_on": "2027-05-03", "due_time": "14:30", "repeat_every": 2, "repeat_unit": "week",
        "repeat_until": "2027-08-31",
    },
    "follow_up.assign": lambda cast, follow_up: {"to": str(cast.user("other_case_manager").pk)},
    "follow_up.decline": REASON,
    "follow_up.hand_over": lambda cast, follow_up: {"to": str(cast.user("other_case_manager").pk), "note": "She likes mornings."},
    "follow_up.hold": {"waiting_on": "Bay Hospital", "hold_until": "2027-05-03", "reason": "They send the letter"},
    "follow_up.nudge": {"channel": "phone", "words": "Left word with the ward"},
    "follow_up.reschedule": {"due_on": "2027-05-03", "reason": "She is at her sister's"},
    "follow_up.complete": {"outcome": "Spoke with her daughter"},
    "follow_up.drop": {"outcome": "Not needed any more"},
    "follow_up.open": lambda cast, client: {
        "kind": "first_contact", "why": "A new case", "due_at": "2031-05-01T12:00:00Z", "urgency": "routine",
        "source_key": f"case:{client.pk}", "object_id": str(client.pk), "owner": str(cast.user("case_manager").pk),
    },
    "instrument.import": {"definition": QUESTIONNAIRE},
    "instrument.replace": {"definition": QUESTIONNAIRE},
    "instrument.switch_on": {"terms_read": True},
    "goal.achieve": REASON,
    "goal.add": GOAL,
    "goal.decline": REASON,
    "goal.drop": REASON,
    "goal.edit": GOAL,
    "goal.not_achieve": REASON,
    "goal.set_levels": LEVELS,
    "lesson.share": {"words": "Ask early.", "domains": '["food-insecurity"]'},
    "lesson.withdraw": REASON,
    "need.accept": {"client_words": "I want help with meals"},
    "need.confirm": NEED,
    "need.decline": {"reason": "My sister cooks"},
    "need.edit": NEED,
    "need.identify": NEED,
    "need.leave_unmet": REASON,
    "need.resolve": REASON,
    "need.rule_out": REASON,
    "need.suggest": {**NEED, "source": "assessment", "source_item": "Food ran out: often"},
    "need.take_back": REASON,
    "note.add_addendum": TEXT,
    "note.autosave": TEXT,
    "note.sign": TEXT,
    "note.start": TEXT,
    "person.add": {"name": "Ada Lake", "email": "ada@agency.example", "role": "privacy_officer"},
    "person.deactivate": REASON,
    "person.reactivate": REASON,
    "person.reset_second_factor": REASON,
    "person.set_hours": {"monday": "09:00-12:30, 13:00-17:00", "friday": "8-12"},
    "person.set_preferences": {"name": "Pat Lake", "time_zone": "America/Chicago", "language": "es", "shortcuts_on": True},
    "person.update": {"name": "Pat Lake", "email": "pat@agency.example", "job_title": "Nurse"},
    "saved_filter.save": {"name": "Late promises", "place": "follow-ups", "query": "bucket=overdue&kind=commitment"},
    "protocol.import": {"definition": PROTOCOL},
    "record_link.link": _other_record,
    "record_link.undo": REASON,
    "private_link.issue": {"purpose": "agree", "channel": "email"},
    "private_link.note_sent": {},
    "private_link.revoke": REASON,
    "private_link.use": {},
    "review.cancel": REASON,
    "review.hold": lambda cast, review: {
        "participants": "Rosa, Maria", "learned": "Soup works.",
        "progress": json.dumps([{"goal": str(goal.pk), "level": 1, "achievement": "improving"} for goal in review.plan.goals.unscoped("test")]),
    },
    "review.plan": {"due_on": "2031-05-01"},
    "risk_tier.end_override": REASON,
    "risk_tier.override": {"tier": 4, "reason": "Sleeps in her car", "until": in_days(30)},
    "role.end": REASON,
    "role.grant": lambda cast, person: {"role": "case_manager", "team": str(cast.hillside.pk)},
    "support_person.add": SUPPORT,
    "support_person.end": REASON,
    "support_person.update": SUPPORT,
    "team.create": {"name": "Riverside"},
    "time_off.plan": {"first_day": "2031-05-05", "last_day": "2031-05-09"},
    "team.rename": {"name": "Riverside"},
    "handover_summary.make": {"recipient": "Bay Hospital", "purpose": "treatment"},
    "transition.admit": {"admitted_at": "2026-01-02T09:00:00Z"},
    "transition.cancel": REASON,
    "transition.correct": _stay,
    "transition.discharge": _discharged,
    "transition.end_clocks": REASON,
    "transition.adopt": {"told_as": "BAY", "visit_number": "V1"},
    "transition.follow": {},
    "transition.lead": {"from_setting": "hospital", "disposition": "01"},
    "transition.open": {"facility": "Bay Hospital", "from_setting": "hospital", "to_setting": "home", "visit_number": "V-1"},
    "transition.readmit": _readmitted,
    "transition.receive": {"facility": "Bay Hospital", "from_setting": "hospital"},
    "transition.record_death": REASON,
    "transition.reinstate": REASON,
    "transition.take_back_discharge": REASON,
    "tier_rule.adopt": {"why": "We see many falls", "tier_2_from": 3},
}  # fmt: skip


def input_of(step: Step, cast: Cast, obj: Any) -> Input:
    if step.name in INPUTS:
        given = INPUTS[step.name]
        data = dict(given(cast, obj) if callable(given) else given)
        return {**_left_empty(step), **data} if step.edits else data
    assert not step.form.base_fields, (
        f"No test knows valid input for {step.name}: add an entry to INPUTS in tests/doors/inputs.py."
    )
    return {}


def _left_empty(step: Step) -> Input:
    """An edit by the API keeps what it does not name; a page always sends every field. So name them all."""
    fields = input_serializer(step)().fields
    return {name: _nothing(field) for name, field in fields.items()}


def _nothing(field: Any) -> Any:
    if isinstance(field, (s.BooleanField, s.MultipleChoiceField)):
        return [] if isinstance(field, s.MultipleChoiceField) else False
    return "" if getattr(field, "allow_blank", False) else None
