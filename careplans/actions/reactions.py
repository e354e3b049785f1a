"""What becomes due, and what no longer is, when something happens to a need, a plan, a promise or a review.

What a client, a relative or a partner owes is on the case manager's list as waiting: it is looked
after, and never counted as the worker's own lateness.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.queries import the_agency
from assessments.models import Assessment
from assessments.queries.needs import suggested_needs
from careplans.actions.needs import LIVING, suggest_need, take_need_back
from careplans.actions.unattended import WORKER
from careplans.models import CarePlan, Commitment, Feedback, Need, PrivateLink, Review
from careplans.models.codes import OwnerKind
from clients.models import Case
from clients.policy.sight import RUNNING
from followups.actions.due import business_deadline, done, drop_all, open_once
from followups.models import FollowUp
from workflow.business_days import end_of_day
from workflow.reactions import Happening

Kind = FollowUp.Kind
# The newest assessments that may point to the same need.
MOST_OTHERS = 20
WHY = "a reaction looks for the case whose manager looks after it"
# The agency's own rules: a possible need is looked at, an answer asked for, feedback answered within these business days.
CONFIRM_DAYS, ASK_DAYS, PLAN_ANSWER_DAYS, FEEDBACK_DAYS = 3, 5, 5, 3


def _case(record: Any) -> Case | None:
    running: Case | None = (
        Case.objects.unscoped(WHY)
        .filter(client_id=record.client_id, status__in=RUNNING)
        .select_related("case_manager", "team")
        .first()
    )
    return running


def _open(
    source: str, kind: FollowUp.Kind, record: Any, why: str, due_at: datetime, owner: User | None = None, **more: Any
) -> None:
    case = _case(record)
    open_once(
        source, kind, record.client, about=record, why=why[:300], due_at=due_at, case=case, team=case.team if case else None,
        owner=owner or (case.case_manager if case else None), **more,
    )  # fmt: skip


def _in_business_days(days: int) -> datetime:
    return business_deadline(the_agency(), timezone.now(), days)


def _end_of(day: date) -> datetime:
    return end_of_day(day, the_agency().zone)


def assessment_was_completed(happening: Happening) -> None:
    """What the answers point to is put before a person as possible needs; a need already on the list is not asked about twice."""
    _suggest_from(happening.obj)


def _suggest_from(assessment: Assessment, among: Collection[str] | None = None) -> None:
    """The domains this assessment points to (only these, if named) that are not on the client's list."""
    living = set(
        Need.objects.unscoped(WHY).filter(client_id=assessment.client_id, status__in=LIVING).values_list("domain", flat=True)
    )
    for found in suggested_needs(assessment):
        if found.domain not in living and (among is None or found.domain in among):
            living.add(found.domain)
            said: dict[str, Any] = {"domain": found.domain, "title": found.title, "source_item": found.words[:300]}
            suggest_need(
                assessment.client_id, actor=WORKER, source=Need.Source.ASSESSMENT, source_assessment=assessment.pk, **said
            )


def assessment_was_amended(happening: Happening) -> None:
    """What the corrected answers no longer point to is taken back; what they point to now is put before a person."""
    assessment: Assessment = happening.obj
    still = {found.domain for found in suggested_needs(assessment)}
    _take_back(assessment, "The answer was corrected.", still)
    _suggest_from(assessment)


def assessment_was_an_error(happening: Happening) -> None:
    """A mistaken entry suggests nothing; what a person has confirmed meanwhile stays theirs to judge."""
    _take_back(happening.obj, "The assessment was entered in error.", set())


def _take_back(assessment: Assessment, why: str, still: set[str]) -> None:
    """Merely suggested needs of this assessment; where another one points to the same, that one's words take their place."""
    gone = Need.objects.unscoped(WHY).filter(source_assessment=assessment, status=Need.Status.POSSIBLE).exclude(domain__in=still)
    domains = set()
    for need in gone.order_by("id"):
        take_need_back(need.pk, actor=WORKER, version=need.version, reason=why)
        domains.add(need.domain)
    if domains:
        final = (Assessment.Status.COMPLETED, Assessment.Status.AMENDED)
        others = (
            Assessment.objects.unscoped(WHY).filter(client_id=assessment.client_id, status__in=final).exclude(pk=assessment.pk)
        )
        for other in others.select_related("instrument", "client").order_by("-assessed_on", "-id")[:MOST_OTHERS]:
            _suggest_from(other, domains)


def need_was_taken_back(happening: Happening) -> None:
    drop_all("Its assessment says so no more.", source_key=f"need:{happening.obj.pk}:confirm")


def need_was_suggested(happening: Happening) -> None:
    need: Need = happening.obj
    _open(
        f"need:{need.pk}:confirm", Kind.CONFIRM_NEED, need, f"{need.title}: {need.source_item}", _in_business_days(CONFIRM_DAYS)
    )


def need_was_identified(happening: Happening) -> None:
    """Once a person has found it, the client is asked whether they want help with it."""
    need: Need = happening.obj
    done(f"need:{need.pk}:confirm", "Confirmed.")
    _open(
        f"need:{need.pk}:ask",
        Kind.ASK_NEED,
        need,
        f"Does the client want help with it: {need.title}",
        _in_business_days(ASK_DAYS),
    )


def need_was_answered(happening: Happening) -> None:
    done(f"need:{happening.obj.pk}:ask", "The client has answered.")


def need_was_ruled_out(happening: Happening) -> None:
    for what in ("confirm", "ask"):
        drop_all("Ruled out.", source_key=f"need:{happening.obj.pk}:{what}")


def plan_was_proposed(happening: Happening) -> None:
    plan: CarePlan = happening.obj
    done(f"care_plan:{plan.pk}:changed", "Put to the client.")
    _open(
        f"care_plan:{plan.pk}:answer", Kind.PLAN_ANSWER, plan, "The client has the plan; their answer is awaited",
        _in_business_days(PLAN_ANSWER_DAYS), waiting_on="Client",
    )  # fmt: skip


def plan_was_agreed(happening: Happening) -> None:
    done(f"care_plan:{happening.obj.pk}:answer", "Answered.")


def plan_was_taken_back(happening: Happening) -> None:
    drop_all("Taken back to the draft.", source_key=f"care_plan:{happening.obj.pk}:answer")


def plan_has_ended(happening: Happening) -> None:
    """Nothing of a plan that ended is due any more."""
    plan: CarePlan = happening.obj
    promises = Commitment.objects.unscoped(WHY).filter(plan=plan).values_list("pk", flat=True)
    reviews = Review.objects.unscoped(WHY).filter(plan=plan).values_list("pk", flat=True)
    keys = [f"care_plan:{plan.pk}:answer", f"care_plan:{plan.pk}:changed"]
    keys += [f"commitment:{pk}:due" for pk in promises] + [f"review:{pk}:hold" for pk in reviews]
    drop_all("The plan has ended.", source_key__in=keys)


def link_was_issued(happening: Happening) -> None:
    """An answer is awaited until the link ends; who opened it and went away again is asked another way."""
    link: PrivateLink = happening.obj
    waiting_on = link.support_person.name if link.support_person else "Client"
    _open(
        f"private_link:{link.pk}:reply",
        Kind.LINK_REPLY,
        link,
        "A private link was given out; it ends unanswered then",
        link.expires_at,
        waiting_on=waiting_on,
    )


def link_was_used(happening: Happening) -> None:
    done(f"private_link:{happening.obj.pk}:reply", "Answered through the link.")


def link_was_revoked(happening: Happening) -> None:
    drop_all("The link was taken back.", source_key=f"private_link:{happening.obj.pk}:reply")


def line_was_changed(happening: Happening) -> None:
    """A plan in force that changed in substance is to be put to the client again."""
    plan = CarePlan.objects.unscoped(WHY).select_related("client").get(pk=happening.obj.plan_id)
    if plan.asks_again and plan.status in (CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD):
        _open(
            f"care_plan:{plan.pk}:changed", Kind.PLAN_CHANGED, plan, "Changed since the client agreed; the changes are not asked yet",
            _in_business_days(CONFIRM_DAYS),
        )  # fmt: skip


def commitment_was_accepted(happening: Happening) -> None:
    """Whoever promised it has it on their list; what others promised waits on the case manager's."""
    promise: Commitment = happening.obj
    source, due = f"commitment:{promise.pk}:due", _end_of(promise.due_on)
    if promise.owner_kind in (OwnerKind.CASE_MANAGER, OwnerKind.WORKER):
        _open(source, Kind.COMMITMENT, promise, promise.what, due, owner=promise.worker)
    else:
        of_client = promise.owner_kind == OwnerKind.CLIENT
        # Clients are reminded of their own promises only; whether they may be is asked when it is time.
        _open(
            source,
            Kind.COMMITMENT,
            promise,
            promise.what,
            due,
            waiting_on=promise.owner_name or "Client",
            remind_client=of_client,
        )


def commitment_was_settled(happening: Happening) -> None:
    done(f"commitment:{happening.obj.pk}:due", f"{happening.obj.get_status_display()}.")


def commitment_was_renegotiated(happening: Happening) -> None:
    commitment_was_settled(happening)
    line_was_changed(happening)


def commitment_was_missed(happening: Happening) -> None:
    commitment_was_settled(happening)
    line_was_changed(happening)


def review_was_planned(happening: Happening) -> None:
    review: Review = happening.obj
    _open(f"review:{review.pk}:hold", Kind.REVIEW, review, review.reason or "The plan's next review", _end_of(review.due_on))


def review_was_held(happening: Happening) -> None:
    done(f"review:{happening.obj.pk}:hold", "Held.")


def review_was_cancelled(happening: Happening) -> None:
    drop_all("Cancelled.", source_key=f"review:{happening.obj.pk}:hold")


def feedback_was_given(happening: Happening) -> None:
    """Unanswered, it turns up on the supervisor's page by itself: the follow-up carries the team."""
    feedback: Feedback = happening.obj
    if feedback.direction == Feedback.Direction.FROM_CLIENT:
        _open(
            f"feedback:{feedback.pk}:answer",
            Kind.FEEDBACK,
            feedback,
            "The client or family gave feedback",
            _in_business_days(FEEDBACK_DAYS),
        )


def feedback_was_answered(happening: Happening) -> None:
    done(f"feedback:{happening.obj.pk}:answer", "Answered.")
