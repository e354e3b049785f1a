"""/api/v1/needs/, care-plans/, goals/, commitments/, agreements/, reviews/, lessons/, feedback/ and private-links/."""

from functools import partial
from typing import Any

from django import forms
from rest_framework import serializers

from assessments.models.domains import DOMAINS
from careplans.actions.agreements import record_agreement
from careplans.actions.commitments import add_commitment
from careplans.actions.feedback import give_feedback
from careplans.actions.goals import add_barrier, add_goal
from careplans.actions.lessons import share_lesson
from careplans.actions.links import issue_link
from careplans.actions.needs import identify_need
from careplans.actions.plans import draft_plan
from careplans.actions.reviews import plan_review
from careplans.models import (
    Agreement,
    Barrier,
    CarePlan,
    Commitment,
    Feedback,
    Goal,
    GoalProgress,
    Lesson,
    Need,
    PrivateLink,
    Review,
)
from careplans.models.codes import OwnerKind
from careplans.queries.agreements import lines_of
from careplans.queries.rows import like, visible
from workflow.models import StepModel
from workflow.resources import RecordSerializer, Resource, register


class NeedSerializer(RecordSerializer):
    class Meta:
        model = Need
        fields = (
            *RecordSerializer.common, "client", "domain", "title", "client_words", "icd10", "source", "source_assessment", "source_item",
            "confirmed_by_name", "confirmed_at", "answered_on", "reason",
        )  # fmt: skip


class LineSerializer(serializers.Serializer[Any]):
    """A line as it was put to the client, with the newest answer to it."""

    kind = serializers.ChoiceField(choices=["goal", "commitment"])
    id = serializers.UUIDField()
    words = serializers.CharField()
    detail = serializers.CharField()
    owner_kind = serializers.ChoiceField(choices=OwnerKind.choices)
    owner = serializers.CharField()
    due = serializers.DateField()
    answer = serializers.SerializerMethodField()
    answer_words = serializers.CharField(source="answer.words", default="")

    def get_answer(self, line: Any) -> str | None:
        return line.answer.answer if line.answer else None


class CarePlanSerializer(RecordSerializer):
    lines = serializers.SerializerMethodField(help_text="The version put to the client last, line by line; empty in lists.")
    is_agreed = serializers.BooleanField(read_only=True)
    asks_again = serializers.BooleanField(read_only=True)

    class Meta:
        model = CarePlan
        fields = (
            *RecordSerializer.common, "client", "case", "title", "strengths", "back_up_plan", "next_contact_on", "next_contact_how",
            "monitored_by", "starts_on", "review_on", "revision", "proposed_revision", "agreed_revision", "is_agreed", "asks_again",
            "without_agreement", "without_agreement_words", "held_reason", "ended_at", "ended_reason", "lines",
        )  # fmt: skip

    def get_lines(self, plan: CarePlan) -> list[dict[str, Any]]:
        # A list of plans would ask once a plan; the lines are on the plan's own address.
        return [] if isinstance(self.parent, serializers.ListSerializer) else list(LineSerializer(lines_of(plan), many=True).data)

    get_lines.__annotations__["return"] = LineSerializer(many=True)


class GoalSerializer(RecordSerializer):
    class Meta:
        model = Goal
        fields = (
            *RecordSerializer.common, "client", "plan", "need", "client_words", "phrasing", "measure", "first_step", "target_date",
            "rank", "priority", "importance", "confidence", "raise_confidence", "no_barriers", "level_minus2", "level_minus1",
            "level_0", "level_plus1", "level_plus2", "weight_importance", "weight_difficulty", "baseline", "ended_reason",
        )  # fmt: skip


class BarrierSerializer(RecordSerializer):
    class Meta:
        model = Barrier
        fields = (*RecordSerializer.common, "client", "plan", "goal", "kind", "description", "how_overcome")


class CommitmentSerializer(RecordSerializer):
    owner_name = serializers.CharField(read_only=True)

    class Meta:
        model = Commitment
        fields = (
            *RecordSerializer.common, "client", "plan", "goal", "owner_kind", "owner_name", "support_person", "worker", "partner",
            "partner_name", "what", "due_on", "every", "until", "expectation", "consequence", "accepted_on", "decline_reason",
            "settled_on", "evidence", "in_the_way", "changes_next", "released_reason", "previous", "series",
        )  # fmt: skip


class AgreementSerializer(RecordSerializer):
    class Meta:
        model = Agreement
        fields = (
            *RecordSerializer.common, "client", "plan", "revision", "line", "answer", "words", "given_on", "representative", "method",
            "interpreter", "capacity_finding", "signed_name", "recorded_by_name",
        )  # fmt: skip


class GoalProgressSerializer(serializers.ModelSerializer[GoalProgress]):
    class Meta:
        model = GoalProgress
        fields = ("goal", "level", "achievement", "note")


class ReviewSerializer(RecordSerializer):
    progress = serializers.SerializerMethodField(help_text="How far each goal was; empty in lists.")

    class Meta:
        model = Review
        fields = (
            *RecordSerializer.common, "client", "plan", "due_on", "reason", "held_on", "participants", "learned", "t_score",
            "next_review_on", "progress",
        )  # fmt: skip

    def get_progress(self, review: Review) -> list[dict[str, Any]]:
        if isinstance(self.parent, serializers.ListSerializer):
            return []
        rows = review.progress.unscoped("shown with the review, found through visible_to").order_by("id")
        return list(GoalProgressSerializer(rows, many=True).data)

    get_progress.__annotations__["return"] = GoalProgressSerializer(many=True)


class FeedbackSerializer(RecordSerializer):
    class Meta:
        model = Feedback
        fields = (
            *RecordSerializer.common, "client", "plan", "direction", "support_person", "useful", "words", "given_by_name", "answer",
            "answered_by_name", "answered_at",
        )  # fmt: skip


class LessonSerializer(RecordSerializer):
    class Meta:
        model = Lesson
        fields = (*RecordSerializer.common, "domains", "words", "helped", "withdrawn_reason")


class PrivateLinkSerializer(RecordSerializer):
    link = serializers.SerializerMethodField(help_text="The address, only in the answer that made it; it is kept as a hash.")

    class Meta:
        model = PrivateLink
        fields = (
            *RecordSerializer.common, "client", "plan", "revision", "purpose", "support_person", "capacity_finding", "language", "channel",
            "expires_at", "sent_at", "not_sent_because", "opened_at", "used_at", "revoked_reason", "link",
        )  # fmt: skip

    def get_link(self, link: PrivateLink) -> str:
        return link.shown_once.get("link", "")


class OfPlanFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")
    plan = forms.UUIDField(required=False, help_text="Only this plan's.")


class NeedFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *Need.Status.choices])
    domain = forms.ChoiceField(required=False, choices=[("", ""), *DOMAINS.items()])


class CarePlanFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *CarePlan.Status.choices])


class CommitmentFilters(OfPlanFilters):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Commitment.Status.choices])
    owner_kind = forms.ChoiceField(required=False, choices=[("", ""), *OwnerKind.choices])


class LessonFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Lesson.Status.choices])


def _resource(
    model: type[StepModel], serializer: type[RecordSerializer], filters: type[forms.Form], create: Any, summary: str
) -> Resource:
    return register(
        Resource(
            model=model,
            serializer=serializer,
            scope="plans",
            rows=partial(like, model),
            one=partial(visible, model),
            filters=filters,
            create=create,
            summary=summary,
        )
    )


RESOURCES = (
    _resource(Need, NeedSerializer, NeedFilters, identify_need, "Needs. POST adds one that a person found."),
    _resource(CarePlan, CarePlanSerializer, CarePlanFilters, draft_plan, "Care plans. POST starts a draft."),
    _resource(Goal, GoalSerializer, OfPlanFilters, add_goal, "Goals in the client's words."),
    _resource(Barrier, BarrierSerializer, OfPlanFilters, add_barrier, "What stands in the way of goals."),
    _resource(
        Commitment,
        CommitmentSerializer,
        CommitmentFilters,
        add_commitment,
        "Promises of everybody in a plan; a partner sees its own.",
    ),
    _resource(Agreement, AgreementSerializer, OfPlanFilters, record_agreement, "Answers to a plan, line by line."),
    _resource(Review, ReviewSerializer, OfPlanFilters, plan_review, "Reviews of plans."),
    _resource(Feedback, FeedbackSerializer, OfPlanFilters, give_feedback, "Feedback both ways."),
    _resource(Lesson, LessonSerializer, LessonFilters, share_lesson, "Lessons of closed plans; they name nobody."),
    _resource(
        PrivateLink,
        PrivateLinkSerializer,
        OfPlanFilters,
        issue_link,
        "Private links: their purpose and whether they were used. POST answers the address, once.",
    ),
)
