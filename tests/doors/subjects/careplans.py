"""Subjects of the doors: needs, care plans, promises, reviews and lessons."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from careplans.models import (
    Agreement,
    Barrier,
    CarePlan,
    Commitment,
    Feedback,
    Goal,
    Lesson,
    Need,
    PlanVersion,
    PrivateLink,
    Review,
)
from clients.models import (
    Client,
    Consent,
)
from tests.doors.cast import SYSTEM, Cast
from tests.doors.subjects.clients import known_client
from tests.doors.subjects.sight import IN_WORK, Subject, Subjects


def _need(cast: Cast, state: str) -> Need:
    need: Need = Need.objects.create(
        client=known_client(cast), status=state, domain="housing-instability", title="Behind on rent"
    )
    return need


def _plan(cast: Cast, state: str) -> CarePlan:
    """As it stands in that state: put to the client and agreed to once it left the draft."""
    asked = 0 if state == "draft" else 1
    client = known_client(cast)
    plan: CarePlan = CarePlan.objects.create(
        client=client,
        case=client.cases.unscoped("a test looks").get(),
        status=state,
        title="At home",
        proposed_revision=asked,
        agreed_revision=asked if state == "active" else 0,
    )
    goal, promise = _goal_in(plan, "proposed"), _promise_in(plan, "proposed")
    lines = [_line("goal", goal.pk), _line("commitment", promise.pk)]
    if not asked:
        return plan
    PlanVersion.objects.create(
        client_id=plan.client_id, plan=plan, revision=1, lines=lines, proposed_at=timezone.now(), proposed_by_name="Case Manager"
    )
    return plan


def _line(kind: str, key: Any) -> dict[str, str]:
    return {"kind": kind, "id": str(key), "words": "x", "detail": "", "owner_kind": "client", "owner": "", "due": "2031-05-01"}


def _agreed_plan(cast: Cast, state: str) -> CarePlan:
    plan = _plan(cast, state)
    _answer_to(plan)
    return plan


def _changed_plan(cast: Cast, state: str) -> CarePlan:
    plan = _plan(cast, state)
    CarePlan.objects.unscoped("a test changes it").filter(pk=plan.pk).update(revision=2)
    plan.refresh_from_db()
    return plan


def _finished_plan(cast: Cast, state: str) -> CarePlan:
    plan: CarePlan = CarePlan.objects.create(client=known_client(cast), status=state, title="At home", proposed_revision=1)
    return plan


def _goal_in(plan: CarePlan, state: str) -> Goal:
    levels = dict.fromkeys(("level_minus2", "level_minus1", "level_0", "level_plus1", "level_plus2"), "x")
    goal: Goal = Goal.objects.create(
        client_id=plan.client_id, plan=plan, status=state, client_words="A warm meal", measure="Meals", target_date="2031-05-01",
        no_barriers=True, baseline=-1, **levels,
    )  # fmt: skip
    return goal


def _promise_in(plan: CarePlan, state: str) -> Commitment:
    promise: Commitment = Commitment.objects.create(
        client_id=plan.client_id, plan=plan, status=state, owner_kind="client", what="Call", due_on=timezone.localdate()
    )
    return promise


def _answer_to(plan: CarePlan, state: str = "recorded") -> Agreement:
    answer: Agreement = Agreement.objects.create(
        client_id=plan.client_id, plan=plan, revision=1, status=state, answer="agreed", method="spoken", given_on=timezone.localdate(),
        recorded_by_name="Case Manager",
    )  # fmt: skip
    return answer


def _review_of(cast: Cast, state: str) -> Review:
    plan = _plan(cast, "active")
    review: Review = Review.objects.create(client_id=plan.client_id, plan=plan, status=state, due_on=timezone.localdate())
    return review


def _feedback_of(cast: Cast, state: str) -> Feedback:
    plan = _plan(cast, "active")
    given: Feedback = Feedback.objects.create(
        client_id=plan.client_id, plan=plan, status=state, words="Thank you", given_by_name="Rosa"
    )
    return given


def _link_to(cast: Cast, state: str) -> PrivateLink:
    plan = _plan(cast, "proposed")
    link: PrivateLink = PrivateLink.objects.create(
        client_id=plan.client_id, plan=plan, revision=1, status=state, channel="email", fingerprint=f"print of {plan.pk}",
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    return link


def _link_by_email(cast: Cast, state: str) -> PrivateLink:
    """To a client who agreed to messages and reads e-mail safely."""
    link = _link_to(cast, state)
    Client.objects.unscoped("a test changes it").filter(pk=link.client_id).update(email="rosa@home.example")
    today = timezone.localdate()
    Consent.objects.create(client_id=link.client_id, kind="messages", starts_on=today, signed_on=today, method="paper")
    return link


def _barrier_of(cast: Cast, state: str) -> Barrier:
    plan = _plan(cast, "active")
    goal = plan.goals.unscoped("a test looks").get()
    barrier: Barrier = Barrier.objects.create(
        client_id=plan.client_id, plan=plan, goal=goal, status=state, kind="transport", description="No bus"
    )
    return barrier


def _lesson(cast: Cast, state: str) -> Lesson:
    return Lesson.objects.create(status=state, words="Ask early.", domains=["food-insecurity"])


SUBJECTS: Subjects = {
    Need: Subject(_need, IN_WORK),
    CarePlan: Subject(_plan, IN_WORK),
    Goal: Subject(lambda cast, state: _goal_in(_plan(cast, "draft"), state), IN_WORK),
    Barrier: Subject(_barrier_of, IN_WORK),
    Commitment: Subject(lambda cast, state: _promise_in(_plan(cast, "active"), state), IN_WORK),
    Agreement: Subject(lambda cast, state: _answer_to(_plan(cast, "proposed"), state), IN_WORK),
    PrivateLink: Subject(_link_to, IN_WORK),
    Review: Subject(_review_of, IN_WORK),
    Feedback: Subject(_feedback_of, IN_WORK),
    Lesson: Subject(
        _lesson,
        frozenset({"case_manager", "other_case_manager", "supervisor", "other_supervisor", "intake", "integration", SYSTEM}),
    ),
    # A client has one living plan.
    "care_plan.draft": Subject(lambda cast, state: known_client(cast, status=state), IN_WORK),
    "care_plan.activate": Subject(_agreed_plan, IN_WORK),
    "care_plan.complete": Subject(_finished_plan, IN_WORK),
    "care_plan.propose_again": Subject(_changed_plan, IN_WORK),
    "private_link.send": Subject(_link_by_email, IN_WORK),
}
