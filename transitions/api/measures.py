"""/api/v1/transitions/measures/: the measures as the page has them, and the stays behind each number."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from transitions.api.resources import TransitionSerializer, complete
from transitions.forms.measures import MeasureListAsked, MeasuresAsked, asked_in
from transitions.models import Transition
from transitions.policy.transitions import may_measure
from transitions.queries.measures import OUTCOMES, Tally
from transitions.queries.page import visible
from transitions.queries.tallies import since, stays_behind, tallies
from workflow.actor import Actor
from workflow.api import Door, ListDoor, NewestFirst, actor_for, filter_parameters
from workflow.refusals import InvalidInput, NotAllowed
from workflow.resources import Filters, Resource

LIST = "/api/v1/transitions/measures/list/"


class BehindSerializer(serializers.Serializer[Any]):
    """Where the stays behind each number are listed."""

    met = serializers.CharField()
    not_met = serializers.CharField()
    open = serializers.CharField()


class TallySerializer(serializers.Serializer[Tally]):
    measure = serializers.CharField(source="measure.key")
    title = serializers.CharField(source="measure.label")
    rule = serializers.CharField(source="measure.source")
    group = serializers.CharField(help_text="A team's id, a facility's name, a tier or unknown; empty without a grouping.")
    group_name = serializers.CharField(source="label")
    met = serializers.IntegerField()
    not_met = serializers.IntegerField()
    counted = serializers.IntegerField(help_text="met + not_met: those whose time is over.")
    open = serializers.IntegerField(help_text="Their time is not over; counted nowhere yet.")
    percent = serializers.IntegerField(source="share", allow_null=True, help_text="Null where nothing is counted yet.")
    lists = serializers.SerializerMethodField()

    def get_lists(self, tally: Tally) -> dict[str, str]:
        return {outcome: f"{LIST}?{query}" for outcome, query in tally.lists.items()}

    get_lists.__annotations__["return"] = BehindSerializer


class MeasuresSerializer(serializers.Serializer[Any]):
    days = serializers.IntegerField()
    since = serializers.DateTimeField(help_text="Discharges from this moment on are counted.")
    by = serializers.CharField()
    results = TallySerializer(many=True)


def _supervisor(actor: Actor) -> Actor:
    if not (verdict := may_measure(actor)):
        raise NotAllowed(verdict.reason)
    return actor


class MeasuresDoor(Door):
    @extend_schema(
        operation_id="transition_measures", tags=["transitions"], responses=MeasuresSerializer, parameters=filter_parameters(MeasuresAsked),
        description="What was done in time after the discharges of a supervisor's teams. Counts only: no client is named in it.",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        actor = _supervisor(actor_for(request, "transitions", read=True))
        form = MeasuresAsked(request.query_params)
        if not form.is_valid():
            raise InvalidInput.of_form(form)
        asked = asked_in(form.cleaned_data)
        told = {"days": asked.days, "since": since(asked.days), "by": asked.by, "results": tallies(actor, asked)}
        return Response(MeasuresSerializer(told).data)


def _behind(actor: Actor, told: Filters) -> Any:
    return stays_behind(_supervisor(actor), asked_in(told), told["measure"].key, OUTCOMES[told["met"]], told["group"])


class MeasureListDoor(ListDoor):
    """The stays behind one number, in the shape of their collection."""

    pagination_class = NewestFirst
    resource = Resource(
        model=Transition, serializer=TransitionSerializer, scope="transitions", rows=_behind, one=lambda actor: visible(Transition, actor),
        filters=MeasureListAsked, complete=complete, ordering=("-discharged_at", "-id"),
    )  # fmt: skip

    @extend_schema(
        operation_id="transition_measures_list", tags=["transitions"], responses=TransitionSerializer(many=True),
        parameters=filter_parameters(MeasureListAsked), description="The stays behind one number of the measures, newest discharge first.",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return super().get(request)
