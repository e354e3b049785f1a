"""Which events lead to what: the one place where a lower app's step reaches a higher app."""

from collections.abc import Sequence

from accounts.actions.invitations import send_invitation
from accounts.policy import leaving, returning
from assessments.actions import reactions as assess
from assessments.actions import retier
from careplans.actions import links
from careplans.actions import reactions as plans
from careplans.actions.sending import deliver_link
from careplans.pages.team import LEARNING
from casemgmt.bell import Bell
from clients.pages import panels
from clients.pages.work_panels import INTAKE_PANELS
from clients.policy import closing, sight
from clients.queries.responsibilities import cases_left_in, cases_left_with, clients_of, names_for
from followups.actions import ending_consents, notices, ringing
from followups.actions import reactions as due
from followups.pages import panels as team_panels
from followups.pages.client import DUE_FOR_CLIENT
from followups.policy.deliveries import clients_alarmed_about
from followups.policy.follow_ups import clients_handed_to
from interop.actions import ringing as hospital_notices
from interop.pages.intake import PROPOSED, PROPOSED_FOR_CLIENT, WAITING
from transitions.actions import medicine_reactions as medicines
from transitions.actions import reactions as moves
from transitions.actions import teach_back_reactions as checks
from transitions.pages.measures import MEASURED
from transitions.queries.owed import what_a_case_owes
from workflow import outbox, reactions

# In the step's own transaction: either both happen or neither.
IN_TRANSACTION: dict[str, Sequence[reactions.Reaction]] = {
    "case.referred": (due.referral_came_in,),
    "case.reopened": (due.referral_came_in,),
    "case.opened": (due.case_was_opened, retier.case_changed),
    "case.declined": (due.referral_was_declined,),
    "case.assigned": (due.case_was_assigned,),
    "case.assignment_accepted": (due.assignment_was_accepted, assess.case_was_accepted, moves.case_was_assigned),
    "case.assignment_declined": (due.assignment_was_declined,),
    "case.closed": (due.case_was_closed, retier.case_was_closed),
    "client.death_recorded": (due.client_died, moves.client_died),
    "cover.proposed": (notices.cover_was_proposed,),
    "cover.accepted": (notices.cover_was_answered,),
    "cover.declined": (notices.cover_was_answered,),
    "cover.withdrawn": (notices.cover_was_withdrawn,),
    "cover.begun": (notices.cover_has_begun,),
    "consent.recorded": (ending_consents.consent_was_recorded,),
    "consent.revoked": (ending_consents.consent_was_revoked,),
    "case.change_recorded": (assess.situation_changed, retier.case_changed),
    "support_person.added": (retier.support_changed,),
    "support_person.updated": (retier.support_changed,),
    "support_person.ended": (assess.support_person_ended, retier.support_changed),
    "assessment.flag_raised": (assess.flag_was_raised, retier.assessment_changed),
    "assessment.completed": (assess.assessment_was_completed, plans.assessment_was_completed, retier.assessment_changed),
    "assessment.recorded": (assess.assessment_was_completed, plans.assessment_was_completed, retier.assessment_changed),
    "assessment.amended": (plans.assessment_was_amended, retier.assessment_changed),
    "assessment.error_marked": (assess.assessment_was_an_error, plans.assessment_was_an_error, retier.assessment_changed),
    "contact.logged": (due.contact_was_logged, moves.contact_was_logged),
    "contact.error_marked": (due.contact_was_an_error, moves.contact_was_an_error),
    "note.started": (due.note_was_started,),
    "note.signed": (due.note_was_signed,),
    "note.discarded": (due.note_was_discarded,),
    "emergency_access.opened": (due.record_was_opened_in_emergency,),
    "emergency_access.reviewed": (due.emergency_access_was_reviewed,),
    "need.suggested": (plans.need_was_suggested,),
    "need.identified": (plans.need_was_identified,),
    "need.confirmed": (plans.need_was_identified,),
    "need.accepted": (plans.need_was_answered,),
    "need.declined": (plans.need_was_answered,),
    "need.taken_back": (plans.need_was_taken_back,),
    "need.ruled_out": (plans.need_was_ruled_out,),
    "care_plan.proposed": (plans.plan_was_proposed, links.close_outdated_links),
    "care_plan.proposed_again": (plans.plan_was_proposed, links.close_outdated_links),
    "care_plan.activated": (plans.plan_was_agreed,),
    "care_plan.agreed": (plans.plan_was_agreed,),
    "care_plan.taken_back": (plans.plan_was_taken_back,),
    "care_plan.completed": (plans.plan_has_ended, links.close_outdated_links),
    "care_plan.revoked": (plans.plan_has_ended, links.close_outdated_links),
    "private_link.issued": (plans.link_was_issued,),
    "private_link.used": (plans.link_was_used,),
    "private_link.revoked": (plans.link_was_revoked,),
    "goal.added": (plans.line_was_changed,),
    "goal.edited": (plans.line_was_changed,),
    "goal.dropped": (plans.line_was_changed,),
    "commitment.added": (plans.line_was_changed,),
    "commitment.edited": (plans.line_was_changed,),
    "commitment.accepted": (plans.commitment_was_accepted,),
    "commitment.repeated": (plans.commitment_was_accepted,),
    "commitment.kept": (plans.commitment_was_settled,),
    "commitment.released": (plans.commitment_was_settled,),
    "commitment.missed": (plans.commitment_was_missed,),
    "commitment.renegotiated": (plans.commitment_was_renegotiated,),
    "review.planned": (plans.review_was_planned,),
    "review.held": (plans.review_was_held,),
    "review.cancelled": (plans.review_was_cancelled,),
    "feedback.given": (plans.feedback_was_given,),
    "feedback.answered": (plans.feedback_was_answered,),
    "transition.opened": (moves.transition_was_opened,),
    "transition.admitted": (moves.transition_has_moved,),
    "transition.discharged": (moves.transition_has_moved, assess.client_was_discharged, retier.assessment_changed),
    "transition.corrected": (moves.transition_has_moved,),
    "transition.led": (moves.transition_has_moved,),
    "transition.discharge_taken_back": (moves.discharge_was_taken_back,),
    "transition.readmission_taken_back": (moves.readmission_was_taken_back,),
    "transition.readmitted": (moves.transition_has_moved, medicines.transition_has_ended, checks.transition_has_ended),
    "transition.cancelled": (moves.transition_has_moved, medicines.transition_has_ended, checks.transition_has_ended),
    "transition.ended_by_death": (moves.transition_has_moved, medicines.transition_has_ended, checks.transition_has_ended),
    "teach_back.recorded": (checks.teach_back_was_recorded, retier.assessment_changed),
    "teach_back.error_marked": (checks.teach_back_was_an_error,),
    "worksheet.completed": (medicines.worksheet_was_completed,),
    "worksheet.reopened": (medicines.worksheet_counts_no_more,),
    "worksheet.error_marked": (medicines.worksheet_was_an_error,),
    "medicine.added": (medicines.medicine_was_written,),
    "medicine.edited": (medicines.medicine_was_written,),
    "medicine.replaced": (medicines.medicine_was_written,),
    "medicine.error_marked": (medicines.medicine_was_an_error,),
    "clock.started": (moves.clock_was_started, medicines.clock_was_started),
    "clock.moved": (moves.clock_has_moved, checks.next_meeting_has_moved),
    "clock.booked": (moves.visit_was_booked, checks.next_meeting_has_moved),
    "clock.booking_fell_through": (moves.visit_was_booked, checks.next_meeting_has_moved),
    "clock.met": (moves.clock_was_met,),
    "clock.missed": (moves.clock_has_ended,),
    "clock.found_not_needed": (moves.clock_has_ended,),
    "clock.reopened": (moves.clock_runs_again,),
}

# After commit, by the outbox: idempotent, for a retry calls them again.
AFTER_COMMIT: dict[str, Sequence[reactions.Subscriber]] = {
    "person.added": (send_invitation,),
    "person.invited": (send_invitation,),
    "private_link.sending_asked": (deliver_link,),
}


def wire() -> None:
    reactions.wire(IN_TRANSACTION, AFTER_COMMIT)
    bell = Bell()
    outbox.hang_bell(bell)
    ringing.hang_bell(bell.for_deliveries)
    hospital_notices.hang_bell(bell.for_notices)
    INTAKE_PANELS[:] = [WAITING, PROPOSED]
    team_panels.TEAM_PANELS[:] = [MEASURED, LEARNING]
    sight.WAYS[:] = [clients_handed_to, clients_alarmed_about]
    closing.KEEPING_OPEN[:] = [what_a_case_owes]
    panels.PANELS[:] = [PROPOSED_FOR_CLIENT, DUE_FOR_CLIENT]
    leaving.LEAVING[:] = [cases_left_with]
    leaving.CLOSING[:] = [cases_left_in]
    returning.CASELOADS[:] = [clients_of]
    returning.NAMES[:] = [names_for]
