"""Steps of emergency access: opened with a reason, ended early or by time, reviewed by somebody else."""

from datetime import timedelta

from django.utils import timezone

from accounts.policy.confirming import confirmed_first
from accounts.queries import the_agency
from clients.forms.emergency import OpenEmergencyForm, ReviewEmergencyForm
from clients.models import Client, EmergencyAccess
from clients.policy import emergency as policy
from clients.queries.exact import exactly_named
from workflow.actor import Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

GIVEN, REVIEWED = EmergencyAccess.Status.GIVEN, EmergencyAccess.Status.REVIEWED
SCOPE = "clients:write"
NAMES = ("client", "identifier", "given_name", "family_name", "birth_date")
# One sentence for an absent record, a mistyped one and a wrong id: it tells nothing about anybody.
NO_MATCH = "No record matches exactly. Check the number, or the spelling of both names and the birth date."

OPEN = Step(
    name="emergency_access.open", event="emergency_access.opened", label="Open a record in an emergency",
    done="Record opened in an emergency.", model=EmergencyAccess, target=GIVEN, may=policy.may_open, ready=confirmed_first,
    form=OpenEmergencyForm, scope=SCOPE, danger=True, watched=True,
)  # fmt: skip


@OPEN.rule
def open_emergency_access(nothing: None, taken: Taken) -> EmergencyAccess:
    """See a record that is closed to you when waiting would harm somebody (45 CFR 164.312(a)(2)(ii)).

    It is for one record, for a short time, under your own name and reason; the supervisor is told at
    once, and somebody else reviews it. There is no parent to lock: the record is named, not seen.
    """
    client = _named(taken)
    if Client.objects.visible_to(taken.actor).filter(pk=client.pk).exists():
        raise StepRefused("You can see this record already; no emergency access is needed. Search for it under Clients.")
    minutes = the_agency().emergency_access_minutes
    taken.notes.update(reason_code=taken.data["reason_code"], minutes=minutes)
    return EmergencyAccess(
        client=client, user_id=taken.actor.own_id, reason_code=taken.data["reason_code"], explanation=taken.data["explanation"],
        expires_at=taken.now + timedelta(minutes=minutes),
    )  # fmt: skip


def _named(taken: Taken) -> Client:
    found = exactly_named("emergency access to a record named exactly", **{name: taken.data[name] for name in NAMES})
    if not found:
        raise StepRefused(NO_MATCH)
    if len(found) > 1:
        raise StepRefused("More than one record matches. Give a number as well.")
    return found[0]


def _still_open(actor: Actor, access: EmergencyAccess) -> str:
    return "" if access.is_open_at(timezone.now()) else "This access has ended already."


END = Step(
    name="emergency_access.end", event="emergency_access.ended", label="End access now", done="Emergency access ended.",
    model=EmergencyAccess, source={GIVEN, REVIEWED}, may=policy.may_end, ready=_still_open, scope=SCOPE,
)  # fmt: skip


@END.rule
def end_emergency_access(access: EmergencyAccess, taken: Taken) -> None:
    """Close the record as soon as it is no longer needed, rather than when the time is over."""
    access.expires_at = taken.now


REVIEW = Step(
    name="emergency_access.review", event="emergency_access.reviewed", label="Review", done="Emergency access reviewed.",
    model=EmergencyAccess, source={GIVEN}, target=REVIEWED, may=policy.may_review, form=ReviewEmergencyForm, scope=SCOPE,
)  # fmt: skip


@REVIEW.rule
def review_emergency_access(access: EmergencyAccess, taken: Taken) -> None:
    """Say whether it was right, by somebody other than the one who used it: an unread alarm protects nobody."""
    access.finding, access.review_note = taken.data["finding"], taken.data["review_note"]
    access.reviewed_by_name = taken.actor.name[:120]
    taken.notes["finding"] = access.finding
