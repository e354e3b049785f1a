"""/api/v1/transitions/, clocks/, confirmations/, medicine-worksheets/, medicine-lines/ and protocols/."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from rest_framework import serializers

from transitions.actions.confirmations import record_confirmation
from transitions.actions.medicines import add_medicine, start_worksheet
from transitions.actions.protocols import import_protocol
from transitions.actions.summaries import make_summary
from transitions.actions.teach_backs import record_teach_back
from transitions.actions.transitions import open_transition
from transitions.api.clocks import ClockSerializer, ShortClockSerializer
from transitions.forms.asked import TransitionsAsked
from transitions.models import (
    Clock,
    Confirmation,
    HandoverSummary,
    MedicineLine,
    MedicinesWorksheet,
    Protocol,
    TeachBack,
    Transition,
)
from transitions.queries.attempts import with_standing
from transitions.queries.covering import with_ends
from transitions.queries.page import like, visible, with_clocks, with_following
from transitions.queries.risk_scores import BANDS, asked_for, with_risk
from workflow.actor import Actor
from workflow.models import StepModel
from workflow.resources import RecordSerializer, Resource, register


class ScoreSerializer(serializers.Serializer[Any]):
    """The newest finished score that was taken for this stay."""

    points = serializers.IntegerField()
    of = serializers.IntegerField(help_text="The most that the rule can give.")
    band = serializers.ChoiceField(choices=BANDS[1:], help_text="HOSPITAL calls moderate intermediate.")


class RiskSerializer(serializers.Serializer[Any]):
    band = serializers.ChoiceField(choices=BANDS, help_text="The higher of the two.")
    lace = ScoreSerializer(allow_null=True)
    hospital = ScoreSerializer(allow_null=True)


class TransitionSerializer(RecordSerializer):
    risk = serializers.SerializerMethodField(
        help_text="Risk of readmission, as the list by risk shows it. Null for a system without assessments:read."
    )
    clocks = serializers.SerializerMethodField(help_text="Every step of its protocols with its last moment.")
    followed_by = serializers.SerializerMethodField(
        help_text="The stays that came after it, as a readmission does; see previous."
    )

    class Meta:
        model = Transition
        fields = (
            *RecordSerializer.common, "client", "case", "from_setting", "to_setting", "facility", "visit_number",
            "expected_admission_at", "expected_discharge_at", "admitted_at", "discharged_at", "disposition", "diagnoses", "complexity",
            "substance_use", "told", "previous", "followed_by", "opened_by_name", "ended_reason", "risk", "clocks",
        )  # fmt: skip

    def get_risk(self, transition: Any) -> dict[str, Any] | None:
        if not hasattr(transition, "risk"):
            with_risk(self.context["actor"], [transition])
        return RiskSerializer(transition.risk).data if transition.risk else None

    get_risk.__annotations__["return"] = RiskSerializer(allow_null=True)

    def get_clocks(self, transition: Any) -> list[dict[str, Any]]:
        if not hasattr(transition, "clock_rows"):
            with_clocks(self.context["actor"], [transition])
        return list(ShortClockSerializer(transition.clock_rows, many=True).data)

    def get_followed_by(self, transition: Any) -> list[UUID]:
        if not hasattr(transition, "followed_by"):
            with_following(self.context["actor"], [transition])
        found: list[UUID] = transition.followed_by
        return found

    get_clocks.__annotations__["return"] = ShortClockSerializer(many=True)


class ConfirmationSerializer(RecordSerializer):
    class Meta:
        model = Confirmation
        fields = (
            *RecordSerializer.common, "client", "transition", "party", "confirmed", "by_name", "why_not", "said_at",
            "recorded_by_name", "error_reason",
        )  # fmt: skip


class WorksheetSerializer(RecordSerializer):
    class Meta:
        model = MedicinesWorksheet
        fields = (
            *RecordSerializer.common, "client", "transition", "no_medicines", "unclear_stays", "reconciled_by", "profession",
            "reconciled_at", "reconciled_with", "sources", "started_by_name", "completed_by_name", "reopen_reason", "error_reason",
        )  # fmt: skip


class MedicineSerializer(RecordSerializer):
    class Meta:
        model = MedicineLine
        fields = (
            *RecordSerializer.common, "client", "transition", "worksheet", "medicine", "before", "at_discharge", "now", "outcome",
            "comment", "question", "ask_whom", "substance_use", "thread", "previous", "why_changed", "written_by_name",
        )  # fmt: skip


class TeachBackSerializer(RecordSerializer):
    class Meta:
        model = TeachBack
        fields = (
            *RecordSerializer.common, "client", "transition", "topic", "arranged", "client_words", "understood", "why_not", "missing", "substance_use",
            "remedy", "commitment", "due_on", "person", "recorded_by_name", "error_reason",
        )  # fmt: skip


class HandoverLineSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # hides the base's attribute of that name
    words = serializers.CharField()


class HandoverSectionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    lines = HandoverLineSerializer(many=True)


class WithheldSerializer(serializers.Serializer[Any]):
    section = serializers.CharField()
    label = serializers.CharField(help_text="Empty where the whole section was left out.")  # type: ignore[assignment]  # a field named label hides the base's attribute
    kind = serializers.CharField(help_text="The kind of consent that would be needed.")
    why = serializers.CharField()


class HandoverSummarySerializer(RecordSerializer):
    notice = serializers.CharField(
        read_only=True, help_text="Goes with the page wherever it goes; empty where no law asks for one."
    )
    withheld = WithheldSerializer(
        many=True, read_only=True, help_text="What was left out and why; it never leaves with the page."
    )
    ended = serializers.SerializerMethodField(help_text="Why it is not handed out again; empty while its ground lasts.")
    content = serializers.SerializerMethodField(help_text="The page as it was handed over; empty once its ground has ended.")

    class Meta:
        model = HandoverSummary
        fields = (
            *RecordSerializer.common, "client", "transition", "recipient", "purpose", "basis", "consent", "support_person", "sections",
            "left_out", "withheld", "unmarked", "notice", "made_at", "made_by_name", "ended", "content",
        )  # fmt: skip

    def get_ended(self, summary: HandoverSummary) -> str:
        if not hasattr(summary, "ended"):
            with_ends(self.context["actor"], [summary])
        return summary.ended

    def get_content(self, summary: HandoverSummary) -> list[dict[str, Any]]:
        return [] if self.get_ended(summary) else summary.content

    get_content.__annotations__["return"] = HandoverSectionSerializer(many=True)


class ProtocolSerializer(RecordSerializer):
    class Meta:
        model = Protocol
        fields = (*RecordSerializer.common, "key", "edition", "title", "source", "definition")


class OfTransitionFilters(forms.Form):
    client = forms.UUIDField(required=False, help_text="Only this client's.")
    transition = forms.UUIDField(required=False, help_text="Only this transition's.")


class ClockFilters(OfTransitionFilters):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Clock.Status.choices])


class MedicineFilters(OfTransitionFilters):
    worksheet = forms.UUIDField(required=False, help_text="Only this worksheet's.")
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *MedicineLine.Outcome.choices])
    status = forms.ChoiceField(required=False, choices=[("", ""), *MedicineLine.Status.choices])


class ProtocolFilters(forms.Form):
    key = forms.SlugField(required=False, help_text="Only editions of this protocol, for example tcm.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *Protocol.Status.choices])


def complete(actor: Actor, transitions: list[Any]) -> None:
    with_clocks(actor, transitions)
    with_standing([clock for transition in transitions for clock in transition.clock_rows])
    with_following(actor, transitions)
    with_risk(actor, transitions)


def _resource(
    model: type[StepModel], serializer: type[RecordSerializer], filters: type[forms.Form], create: Any, summary: str, **more: Any
) -> Resource:
    return register(
        Resource(
            model=model, serializer=serializer, scope="transitions", one=partial(visible, model), filters=filters, create=create,
            summary=summary, **{"rows": partial(like, model), **more},
        )
    )  # fmt: skip


RESOURCES = (
    _resource(
        Transition, TransitionSerializer, TransitionsAsked, open_transition,
        "Moves between settings of care. POST tells of one; the answer has the computed clocks. A partner sees what it sent.",
        complete=complete, rows=asked_for,
    ),
    _resource(
        Clock, ClockSerializer, ClockFilters, None, "Clocks: the steps of protocols for single transitions.",
        complete=lambda actor, rows: with_standing(rows),
    ),
    _resource(
        Confirmation, ConfirmationSerializer, OfTransitionFilters, record_confirmation,
        "What sender, receiver and client say of the hand-over; a partner confirms as the sender.",
    ),
    _resource(
        MedicinesWorksheet, WorksheetSerializer, OfTransitionFilters, start_worksheet,
        "Medicines worksheets: a record of the reconciliation after a move, not a prescription.",
    ),
    _resource(
        MedicineLine, MedicineSerializer, MedicineFilters, add_medicine,
        "The lines of medicines worksheets, each with what was taken before, what the discharge says and what is taken now.",
    ),
    _resource(
        TeachBack, TeachBackSerializer, OfTransitionFilters, record_teach_back,
        "The discharge plan checked with the client by teach-back, topic by topic; the newest of a topic counts.",
    ),
    _resource(
        HandoverSummary, HandoverSummarySerializer, OfTransitionFilters, make_summary,
        "One page for whoever receives the client, made for one recipient within what the client's consent covers.",
        complete=with_ends,
    ),
    _resource(Protocol, ProtocolSerializer, ProtocolFilters, import_protocol, "Protocols as data; a published edition never changes."),
)  # fmt: skip
