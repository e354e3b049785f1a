"""Who may take which step: the agency's permission table as data, compared with every door.

How to add a step
1. A row here: the step's name and the roles that may take it, as words of `cast.ROLES` (or ONESELF,
   the person the record is about). Whoever sees the record but is not named gets 403; whoever does
   not see it gets 404, which `subjects.py` says for each state.
2. `inputs.py`: valid input, if the step takes any.
3. `subjects.py`: how its record is made in each state and who sees it then, if the model is new or
   the step needs a record in a particular shape.
4. A step that is refused in some state although its permission and state are right (its `ready` says
   no there) names that state and the status in `REFUSED`.

A step missing here fails tests/doors/test_every_door.py, with a sentence saying what to add.
Addresses that are not steps (lists, pages, reports) have their table in `addresses.py`.
"""

from tests.doors.cast import ONESELF, PEOPLE, SYSTEM

# Everybody of the staff; who of them sees the record is the record's matter.
STAFF = "case_manager other_case_manager supervisor other_supervisor intake"
SUPERVISORS = "supervisor other_supervisor"
# Partners with the step's scope, and the agency's own integration, which stands in for staff.
PARTNERS = "partner foreign_partner integration"
INTEGRATION = "integration"

KEEPERS = f"{STAFF} {INTEGRATION} {SYSTEM}"
# Who sees a restricted record is decided by people of the staff, never by a system of a partner or of the agency.
DECIDERS = f"{STAFF} {SYSTEM}"
WRITERS = f"{STAFF} {PARTNERS} {SYSTEM}"
SCREENERS = f"intake {SUPERVISORS} {INTEGRATION} {SYSTEM}"
WORKERS = f"case_manager supervisor {INTEGRATION} {SYSTEM}"
ADMINISTRATOR = "administrator"

MAY: dict[str, str] = {
    "access_token.create": ONESELF,
    "access_token.revoke": f"{ONESELF} {ADMINISTRATOR}",
    "adt_message.apply": SYSTEM,
    "adt_message.link": SCREENERS,
    "adt_message.match": SCREENERS,
    "adt_message.receive": f"{PARTNERS} {SYSTEM}",
    "adt_message.refuse": SYSTEM,
    "adt_message.replay": SCREENERS,
    "adt_message.set_aside": SCREENERS,
    "adt_message.wait": SYSTEM,
    "agency.add_closure": ADMINISTRATOR,
    "agency.remove_closure": ADMINISTRATOR,
    "agency.update": ADMINISTRATOR,
    "agreement.mark_error": WORKERS,
    "agreement.record": WORKERS,
    "api_client.change_scopes": ADMINISTRATOR,
    "api_client.disable": ADMINISTRATOR,
    "api_client.enable": ADMINISTRATOR,
    "api_client.register": ADMINISTRATOR,
    "api_client.rotate_secret": ADMINISTRATOR,
    "barrier.add": WORKERS,
    "barrier.overcome": WORKERS,
    "assessment.amend": f"{STAFF} {INTEGRATION} {SYSTEM}",
    "assessment.answer": f"{STAFF} {INTEGRATION} {SYSTEM}",
    "assessment.complete": f"{STAFF} {INTEGRATION} {SYSTEM}",
    "assessment.conclude": f"{STAFF} {INTEGRATION} {SYSTEM}",
    # Whoever took it (here the case manager), or a supervisor.
    "assessment.mark_error": f"case_manager {SUPERVISORS} {INTEGRATION}",
    "assessment.raise_flag": SYSTEM,
    "assessment.record": WRITERS,
    "assessment.start": WRITERS,
    "calendar_feed.make": ONESELF,
    "calendar_feed.revoke": "case_manager",
    "capacity.mark_error": KEEPERS,
    "capacity.record": KEEPERS,
    "care_plan.activate": WORKERS,
    "care_plan.add_from_library": WORKERS,
    "care_plan.complete": WORKERS,
    "care_plan.draft": WORKERS,
    "care_plan.edit": WORKERS,
    "care_plan.hold": WORKERS,
    "care_plan.note_agreed": SYSTEM,
    "care_plan.note_change": SYSTEM,
    "care_plan.note_review": SYSTEM,
    "care_plan.propose": WORKERS,
    "care_plan.propose_again": WORKERS,
    "care_plan.resume": WORKERS,
    "care_plan.revoke": WORKERS,
    "care_plan.take_back": WORKERS,
    "case.accept_assignment": f"case_manager {INTEGRATION}",
    "case.assign": f"supervisor {INTEGRATION} {SYSTEM}",
    "case.close": WORKERS,
    "case.decline": SCREENERS,
    "case.decline_assignment": f"case_manager {INTEGRATION}",
    "case.open": SCREENERS,
    "case.record_change": WORKERS,
    "case.refer": WRITERS,
    "case.reopen": f"{WORKERS} intake",
    "case.set_tier": SYSTEM,
    "case.start_screening": SCREENERS,
    "client.add_address": KEEPERS,
    "client.add_former_name": KEEPERS,
    "client.add_identifier": KEEPERS,
    "client.add_phone": KEEPERS,
    "client.assign_person": DECIDERS,
    "client.lift_restriction": DECIDERS,
    "client.record_death": KEEPERS,
    "client.register": WRITERS,
    "client.remove_address": KEEPERS,
    "client.remove_former_name": KEEPERS,
    "client.remove_identifier": KEEPERS,
    "client.remove_phone": KEEPERS,
    "client.restrict": DECIDERS,
    "client.set_safe_contact": KEEPERS,
    "client.unassign_person": DECIDERS,
    "client.update": KEEPERS,
    "commitment.accept": WORKERS,
    "commitment.add": WORKERS,
    "commitment.decline": WORKERS,
    "commitment.edit": WORKERS,
    "commitment.follow": SYSTEM,
    "commitment.keep": WORKERS,
    "commitment.miss": WORKERS,
    "commitment.release": WORKERS,
    "commitment.renegotiate": WORKERS,
    "commitment.repeat": SYSTEM,
    "consent.record": KEEPERS,
    "consent.revoke": KEEPERS,
    # Asked by the one away (here a colleague); from another team by a supervisor.
    "cover.accept": "case_manager",
    "cover.begin": SYSTEM,
    "cover.decline": "case_manager",
    "cover.propose": f"{ONESELF} supervisor",
    "cover.return": f"{ONESELF} case_manager supervisor {SYSTEM}",
    "cover.withdraw": f"{ONESELF} case_manager supervisor {SYSTEM}",
    "duty_shift.cancel": f"supervisor {ADMINISTRATOR} {SYSTEM}",
    "duty_shift.plan": f"{SUPERVISORS} {ADMINISTRATOR}",
    "contact.log": WRITERS,
    # Whoever logged it (here the case manager), or a supervisor.
    "contact.mark_error": f"case_manager {SUPERVISORS} {INTEGRATION}",
    "dead_letter.drop": ADMINISTRATOR,
    "dead_letter.open": SYSTEM,
    "dead_letter.replay": ADMINISTRATOR,
    "document.add": WRITERS,
    "document.withdraw": KEEPERS,
    # Whoever used it (here the other case manager), and those who review it: never the one who used it.
    "emergency_access.end": "other_case_manager supervisor privacy_officer",
    "emergency_access.open": STAFF,
    "emergency_access.review": "supervisor privacy_officer",
    "feedback.answer": WORKERS,
    "feedback.give": WORKERS,
    # Whoever it was offered to, here a colleague.
    "follow_up.accept": "other_case_manager",
    "follow_up.acknowledge": f"{STAFF} {SYSTEM}",
    "follow_up.add": KEEPERS,
    "follow_up.assign": f"supervisor {SYSTEM}",
    "follow_up.complete": f"case_manager supervisor {SYSTEM}",
    "follow_up.decline": "other_case_manager",
    "follow_up.drop": f"case_manager supervisor {SYSTEM}",
    "follow_up.end_hold": f"case_manager supervisor {SYSTEM}",
    "follow_up.hand_over": f"case_manager supervisor {SYSTEM}",
    "follow_up.hold": f"case_manager supervisor {SYSTEM}",
    "follow_up.move_back": f"case_manager supervisor {SYSTEM}",
    "follow_up.nudge": f"case_manager supervisor {SYSTEM}",
    "follow_up.open": SYSTEM,
    "follow_up.repeat": SYSTEM,
    "follow_up.reschedule": f"case_manager supervisor {SYSTEM}",
    "follow_up.take_back": f"case_manager supervisor {SYSTEM}",
    "instrument.import": ADMINISTRATOR,
    "instrument.publish": ADMINISTRATOR,
    "instrument.replace": ADMINISTRATOR,
    "instrument.retire": ADMINISTRATOR,
    "instrument.switch_off": ADMINISTRATOR,
    "instrument.switch_on": ADMINISTRATOR,
    "goal.accept": SYSTEM,
    "goal.achieve": WORKERS,
    "goal.add": WORKERS,
    "goal.decline": SYSTEM,
    "goal.drop": WORKERS,
    "goal.edit": WORKERS,
    "goal.not_achieve": WORKERS,
    "goal.note_barrier": SYSTEM,
    "goal.set_levels": WORKERS,
    "ladder.add": ADMINISTRATOR,
    "ladder.change": ADMINISTRATOR,
    "ladder.reset": ADMINISTRATOR,
    "lesson.mark_useful": f"case_manager other_case_manager {SUPERVISORS} {INTEGRATION} {SYSTEM}",
    "lesson.share": SYSTEM,
    "lesson.withdraw": f"{SUPERVISORS} {SYSTEM}",
    "need.accept": WORKERS,
    "need.address": WORKERS,
    "need.confirm": WORKERS,
    "need.decline": WORKERS,
    "need.edit": WORKERS,
    "need.identify": WORKERS,
    "need.leave_unmet": WORKERS,
    "need.resolve": WORKERS,
    "need.rule_out": WORKERS,
    "need.suggest": SYSTEM,
    # Told to the case manager; nobody else even sees it.
    "notification.mark_read": "case_manager",
    "need.take_back": SYSTEM,
    "note.add_addendum": f"{STAFF} {SYSTEM}",
    # A draft is its author's alone.
    "note.autosave": "case_manager",
    "note.discard": "case_manager",
    "note.sign": "case_manager",
    "note.start": WRITERS,
    "person.add": ADMINISTRATOR,
    "person.deactivate": ADMINISTRATOR,
    "person.invite": ADMINISTRATOR,
    "person.reactivate": ADMINISTRATOR,
    "person.reset_second_factor": ADMINISTRATOR,
    "person.set_hours": f"{ONESELF} supervisor {ADMINISTRATOR}",
    "person.set_preferences": ONESELF,
    "person.update": ADMINISTRATOR,
    "record_link.link": SCREENERS,
    "record_link.undo": SCREENERS,
    "private_link.issue": WORKERS,
    "private_link.note_sent": SYSTEM,
    "private_link.send": WORKERS,
    "private_link.revoke": WORKERS,
    # Guests alone, who come by the link itself: tests/careplans/test_door.py.
    "private_link.use": "",
    "review.cancel": WORKERS,
    "review.hold": WORKERS,
    "review.plan": WORKERS,
    "risk_tier.compute": SYSTEM,
    "risk_tier.end_override": WORKERS,
    "risk_tier.expire_override": SYSTEM,
    "risk_tier.override": WORKERS,
    "risk_tier.recompute": SYSTEM,
    "role.end": ADMINISTRATOR,
    "role.grant": ADMINISTRATOR,
    # Everybody keeps filters of their own.
    "saved_filter.remove": "case_manager",
    "saved_filter.save": " ".join(PEOPLE),
    "support_person.add": KEEPERS,
    "support_person.end": KEEPERS,
    "support_person.update": KEEPERS,
    "team.close": ADMINISTRATOR,
    "team.create": ADMINISTRATOR,
    "team.rename": ADMINISTRATOR,
    "tier_rule.adopt": ADMINISTRATOR,
    "tier_rule.replace": SYSTEM,
    "time_off.begin": SYSTEM,
    "time_off.cancel": f"{ONESELF} supervisor {ADMINISTRATOR} {SYSTEM}",
    "time_off.end": f"{ONESELF} supervisor {ADMINISTRATOR} {SYSTEM}",
    "time_off.plan": f"{ONESELF} supervisor {ADMINISTRATOR}",
    "time_off.read_summary": ONESELF,
}

# The step's own `ready` says no in these states of its record, although permission and state would do.
REFUSED: dict[str, dict[str, int]] = {
    # Only a plan that was put to the client and has not ended is answered.
    "agreement.record": {"draft": 422, "completed": 422, "revoked": 422},
    "barrier.add": {"declined": 422, "achieved": 422, "not_achieved": 422, "dropped": 422},
    "commitment.add": {"completed": 422, "revoked": 422},
    "goal.add": {"completed": 422, "revoked": 422},
    "private_link.issue": {"draft": 422, "completed": 422, "revoked": 422},
    "review.plan": {"draft": 422, "proposed": 422, "completed": 422, "revoked": 422},
    "access_token.create": {"deactivated": 422},
    # Only a closed or declined case is followed by a new episode.
    "case.reopen": {"referred": 422, "screening": 422, "open": 422},
    "role.grant": {"deactivated": 422},
    "time_off.plan": {"deactivated": 422},
    "cover.propose": {"ended": 422, "cancelled": 422},
}


def who_may(step_name: str) -> frozenset[str]:
    assert step_name in MAY, f"The permission table does not know {step_name}: add a row to MAY in tests/doors/permissions.py."
    return frozenset(MAY[step_name].split())
