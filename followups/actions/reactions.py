"""What becomes due, and what no longer is, when something happens to a case, a contact or a note.

Each reaction runs in the transaction of the step that caused it: a referral without its follow-up
cannot exist.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.queries import the_agency
from clients.models import Case, Contact, EmergencyAccess, Note
from followups.actions.due import WORKER, business_deadline, done, drop_all, open_once
from followups.actions.handing_over import assign_follow_up
from followups.models import FollowUp
from workflow.reactions import Happening

Kind = FollowUp.Kind
# The agency's own rule, not a regulation: an unanswered offer must not sit over a weekend unseen.
ANSWER_DAYS = 1
WITH_THE_CASE = (
    Kind.CONFIRM_NEED, Kind.ASK_NEED, Kind.PLAN_ANSWER, Kind.PLAN_CHANGED, Kind.REVIEW, Kind.FEEDBACK, Kind.ASSESS, Kind.LINK_REPLY,
    Kind.CONSENT_ENDS,
)  # fmt: skip
WHY = "a reaction looks at the case's own contacts"


def referral_came_in(happening: Happening) -> None:
    """A referral wants screening: at once when urgent, else within the agency's own time."""
    case: Case = happening.obj
    agency = the_agency()
    urgent = case.urgency == Case.Urgency.URGENT
    due = business_deadline(agency, timezone.now(), 0 if urgent else agency.screening_due_days)
    why = f"{case.get_urgency_display()} referral from {case.source_name or case.get_source_display().lower()}"
    open_once(f"case:{case.pk}:screen", Kind.SCREEN, case.client, about=case, why=why, due_at=due, case=case, urgent=urgent)


def case_was_opened(happening: Happening) -> None:
    case: Case = happening.obj
    done(f"case:{case.pk}:screen", "Case opened.")
    _ask_for_answer_or_assignment(case)


def referral_was_declined(happening: Happening) -> None:
    done(f"case:{happening.obj.pk}:screen", "Referral declined.")


def case_was_assigned(happening: Happening) -> None:
    """A new offer ends the one before, and the first contact that the last case manager still owed."""
    case: Case = happening.obj
    for what in ("assign", "answer", "first_contact"):
        done(f"case:{case.pk}:{what}", "Assigned anew.")
    _ask_for_answer_or_assignment(case)


def assignment_was_accepted(happening: Happening) -> None:
    case: Case = happening.obj
    done(f"case:{case.pk}:answer", "Accepted.")
    _follow_the_case(case)
    if not _reached_in(case):
        _ask_for_first_contact(case)


def _follow_the_case(case: Case) -> None:
    """What only the case manager can do goes with the case, and so does whatever somebody who is gone left behind."""
    gone = Q(owner__isnull=False) & ~Q(owner__status=User.Status.ACTIVE) & ~Q(kind=Kind.NOTE)
    theirs = Q(kind__in=WITH_THE_CASE) | Q(kind=Kind.COMMITMENT) & ~Q(waiting_on="")
    rows = (
        FollowUp.objects.unscoped(WHY)
        .filter(theirs | gone, case=case, status=FollowUp.Status.OPEN)
        .exclude(owner=case.case_manager)
    )
    for follow_up in rows.exclude(taken_over=True, owner__status=User.Status.ACTIVE).order_by("id"):
        assign_follow_up(follow_up.pk, actor=WORKER, version=follow_up.version, to=case.case_manager_id)


def assignment_was_declined(happening: Happening) -> None:
    case: Case = happening.obj
    done(f"case:{case.pk}:answer", "Declined.")
    _ask_for_answer_or_assignment(case)


def case_was_closed(happening: Happening) -> None:
    drop_all("The case was closed.", case=happening.obj)


def client_died(happening: Happening) -> None:
    """Nobody calls a family about a first contact; notes about what was done are still to be written."""
    asks = (Kind.SCREEN, Kind.FIRST_CONTACT, Kind.ANSWER, Kind.ASSIGN)
    drop_all("The client has died.", client=happening.obj, kind__in=asks)


def contact_was_logged(happening: Happening) -> None:
    """A two-way contact ends the wait for the first one, and wants its note; an attempt does neither."""
    contact: Contact = happening.obj
    if not contact.reached:
        return
    if contact.case_id:
        done(f"case:{contact.case_id}:first_contact", "Client reached.")
    _ask_for_note(contact)


def contact_was_an_error(happening: Happening) -> None:
    """What the mistaken contact closed is due again; its note is not."""
    contact: Contact = happening.obj
    drop_all("The contact was entered in error.", source_key=f"contact:{contact.pk}:note")
    case = contact.case
    if contact.reached and case and case.status == Case.Status.OPEN and case.accepted_at and not _reached_in(case):
        _ask_for_first_contact(case)


def note_was_signed(happening: Happening) -> None:
    note: Note = happening.obj
    if note.contact_id:
        done(f"contact:{note.contact_id}:note", "Note signed.")
    done(f"note:{note.pk}:sign", "Note signed.")


def note_was_started(happening: Happening) -> None:
    """A note without a contact has its own clock; one with a contact shares the contact's."""
    note: Note = happening.obj
    if note.contact_id is None:
        open_once(
            f"note:{note.pk}:sign", Kind.NOTE, note.client, about=note, why="A draft waits to be signed", due_at=note.due_at,
            owner=note.author,
        )  # fmt: skip


def note_was_discarded(happening: Happening) -> None:
    drop_all("The draft was discarded.", source_key=f"note:{happening.obj.pk}:sign")


def record_was_opened_in_emergency(happening: Happening) -> None:
    """The supervisor is told at once, and somebody other than the user reviews it."""
    access: EmergencyAccess = happening.obj
    case = Case.objects.unscoped(WHY).filter(client_id=access.client_id, team__isnull=False).order_by("-number").first()
    open_once(
        f"emergency_access:{access.pk}:review", Kind.REVIEW_ACCESS, access.client, about=access, urgent=True,
        why=f"{happening.actor.name}: {access.get_reason_code_display()}", due_at=business_deadline(the_agency(), timezone.now(), 1),
        team=case.team if case else None,
    )  # fmt: skip


def emergency_access_was_reviewed(happening: Happening) -> None:
    done(f"emergency_access:{happening.obj.pk}:review", "Reviewed.")


def _ask_for_answer_or_assignment(case: Case) -> None:
    agency = the_agency()
    due = business_deadline(agency, timezone.now(), ANSWER_DAYS)
    urgent = case.urgency == Case.Urgency.URGENT
    if case.case_manager:
        open_once(
            f"case:{case.pk}:answer", Kind.ANSWER, case.client, about=case, why="You were asked to take this case", due_at=due,
            case=case, owner=case.case_manager, team=case.team, urgent=urgent,
        )  # fmt: skip
    else:
        open_once(
            f"case:{case.pk}:assign", Kind.ASSIGN, case.client, about=case, why="No case manager yet", due_at=due, case=case,
            team=case.team, urgent=urgent,
        )  # fmt: skip


def _ask_for_first_contact(case: Case) -> None:
    agency = the_agency()
    due = business_deadline(agency, case.opened_at or timezone.now(), agency.first_contact_due_days)
    open_once(
        f"case:{case.pk}:first_contact", Kind.FIRST_CONTACT, case.client, about=case, why="The case is open and nobody has spoken with the client yet",
        due_at=due, case=case, owner=case.case_manager, team=case.team, urgent=case.urgency == Case.Urgency.URGENT,
    )  # fmt: skip


def _ask_for_note(contact: Contact) -> None:
    due = contact.at + timedelta(hours=the_agency().note_due_hours)
    open_once(
        f"contact:{contact.pk}:note", Kind.NOTE, contact.client, about=contact,
        why=f"{contact.get_channel_display()} on {timezone.localtime(contact.at):%b %d}", due_at=due, case=contact.case,
        owner=contact.author_id, team=contact.case.team_id if contact.case else None, just_made=True,
    )  # fmt: skip


def _reached_in(case: Case) -> bool:
    reached = Contact.objects.unscoped(WHY).filter(case=case, result=Contact.Result.REACHED, status=Contact.Status.RECORDED)
    return bool(reached.exists())
