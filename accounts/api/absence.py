"""/api/v1/time-off/, covers/ and duty-shifts/: who is away, who covers, who is on duty."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.actions.covers import propose_cover
from accounts.actions.duty import plan_duty_shift
from accounts.actions.time_off import plan_time_off
from accounts.models import Cover, DutyShift, TimeOff
from accounts.policy import returning
from accounts.queries.returning import clients_in, told
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class CountSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    how_often = serializers.IntegerField()


class HappenedSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    what = serializers.CharField()
    by = serializers.CharField()


class ClientLinesSerializer(serializers.Serializer[Any]):
    client = serializers.UUIDField()
    name = serializers.CharField(help_text="Empty where the client is no longer yours to see.")
    lines = HappenedSerializer(many=True)


class SummarySerializer(serializers.Serializer[Any]):
    """What happened to one's clients meanwhile: how often each thing, and the newest 200 client by client."""

    counts = CountSerializer(many=True)
    clients = ClientLinesSerializer(many=True)


class TimeOffSerializer(RecordSerializer):
    summary = serializers.SerializerMethodField(
        help_text="For the one who was away, once they are back; null for everybody else."
    )

    class Meta:
        model = TimeOff
        fields = (*RecordSerializer.common, "user", "starts_at", "ends_at", "summary", "summary_read_at")

    @extend_schema_field(SummarySerializer(allow_null=True))
    def get_summary(self, off: TimeOff) -> Any:
        if not hasattr(off, "told"):
            return None
        counts = [{"what": what, "how_often": how_often} for what, how_often in off.told.counts]
        return SummarySerializer({"counts": counts, "clients": off.told.clients}).data


class CoverSerializer(RecordSerializer):
    class Meta:
        model = Cover
        fields = (*RecordSerializer.common, "time_off", "away", "coverer", "starts_at", "ends_at", "note", "answer")


class DutyShiftSerializer(RecordSerializer):
    class Meta:
        model = DutyShift
        fields = (*RecordSerializer.common, "team", "person", "starts_at", "ends_at")


class TimeOffFilters(forms.Form):
    user = forms.UUIDField(required=False, help_text="Only this person's.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *TimeOff.Status.choices])


class CoverFilters(forms.Form):
    away = forms.UUIDField(required=False, help_text="Only covers of this person's clients.")
    coverer = forms.UUIDField(required=False, help_text="Only covers by this person.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *Cover.Status.choices])


class DutyFilters(forms.Form):
    team = forms.UUIDField(required=False, help_text="Only this team's own shifts.")
    person = forms.UUIDField(required=False, help_text="Only this person's shifts.")
    status = forms.ChoiceField(required=False, choices=[("", ""), *DutyShift.Status.choices])


def _given(rows: "QuerySet[Any]", filters: dict[str, Any]) -> "QuerySet[Any]":
    return rows.filter(**{name: value for name, value in filters.items() if value})


def _one_time_off(actor: Actor) -> "QuerySet[TimeOff]":
    rows: QuerySet[TimeOff] = TimeOff.objects.visible_to(actor).select_related("user")
    return rows


def _with_summaries(actor: Actor, rows: list[Any]) -> None:
    """One's own summaries, with the names of all their clients read at once."""
    own = [off for off in rows if off.user_id == actor.id and off.status == TimeOff.Status.ENDED]
    names = returning.names(actor, {client for off in own for client in clients_in(off)}) if own else {}
    for off in own:
        off.told = told(off, names)


def _one_cover(actor: Actor) -> "QuerySet[Cover]":
    rows: QuerySet[Cover] = Cover.objects.visible_to(actor).select_related("away", "coverer")
    return rows


def _one_shift(actor: Actor) -> "QuerySet[DutyShift]":
    return DutyShift.objects.visible_to(actor).select_related("team", "person")


TIME_OFF = register(
    Resource(
        model=TimeOff, serializer=TimeOffSerializer, scope="people", one=_one_time_off, complete=_with_summaries,
        rows=lambda actor, filters: _given(_one_time_off(actor), filters), filters=TimeOffFilters, create=plan_time_off,
        summary="Time off one may see, newest first; people only. POST plans one.",
    )
)  # fmt: skip
COVERS = register(
    Resource(
        model=Cover, serializer=CoverSerializer, scope="people", one=_one_cover,
        rows=lambda actor, filters: _given(_one_cover(actor), filters), filters=CoverFilters, create=propose_cover,
        summary="Who covers for whom, newest first; people only. POST asks somebody to cover.",
    )
)  # fmt: skip
DUTY_SHIFTS = register(
    Resource(
        model=DutyShift, serializer=DutyShiftSerializer, scope="people", one=_one_shift,
        rows=lambda actor, filters: _given(_one_shift(actor), filters), filters=DutyFilters, create=plan_duty_shift,
        summary="The duty rota, newest first; people only. POST plans a shift.",
    )
)  # fmt: skip
