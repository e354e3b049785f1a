"""/api/v1/transitions/by-risk/ and /api/v1/transitions/{id}/risk/: the list by risk, and what the record knows towards a score."""

from typing import Any
from uuid import UUID

from django.db import transaction as database
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.queries.disclosures import note_reading
from transitions.api.resources import TransitionSerializer, complete
from transitions.forms.asked import OpenTransitionsAsked
from transitions.models import Transition
from transitions.queries.page import visible
from transitions.queries.risk import HOSPITAL, LACE, proposals_for
from transitions.queries.risk_scores import BY_RISK, READS_SCORES, by_risk, scores_standing
from workflow.actor import Actor
from workflow.api import Door, ListDoor, NewestFirst, actor_for, filter_parameters
from workflow.refusals import NotAllowed, NotFound
from workflow.resources import Filters, Resource


def _reads_scores(actor: Actor) -> Actor:
    """The order itself would tell the scores."""
    if actor.is_api_client and READS_SCORES not in actor.scopes:
        raise NotAllowed(f"This token lacks the scope {READS_SCORES}.")
    return actor


def _by_risk(actor: Actor, told: Filters) -> Any:
    return by_risk(_reads_scores(actor), told)


class ByRiskDoor(ListDoor):
    """Open transitions in the shape of their collection."""

    pagination_class = NewestFirst
    resource = Resource(
        model=Transition, serializer=TransitionSerializer, scope="transitions", rows=_by_risk, one=lambda actor: visible(Transition, actor),
        filters=OpenTransitionsAsked, complete=complete, ordering=BY_RISK,
    )  # fmt: skip

    @extend_schema(
        operation_id="transitions_by_risk", tags=["transitions"], responses=TransitionSerializer(many=True),
        parameters=filter_parameters(OpenTransitionsAsked),
        description="Open transitions, the highest risk of readmission first and what is not scored last. Needs assessments:read.",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return super().get(request)


class RiskAnswerSerializer(serializers.Serializer[Any]):
    link_id = serializers.CharField(help_text="The question of the instrument that it answers.")
    value = serializers.JSONField(help_text="A number, or true or false.")
    words = serializers.CharField(help_text="Where it comes from.")


class RiskProposalSerializer(serializers.Serializer[Any]):
    instrument = serializers.ChoiceField(choices=(LACE, HOSPITAL))
    known = RiskAnswerSerializer(many=True, help_text="Answers to begin an assessment with; a person confirms or changes each.")
    asked = serializers.ListField(child=serializers.CharField(), help_text="What the record does not know.")
    in_use = serializers.BooleanField(help_text="Whether a score can be begun today.")
    draft = serializers.UUIDField(allow_null=True, help_text="The assessment that somebody began and has not finished.")
    newest = serializers.UUIDField(allow_null=True, help_text="The newest finished assessment for this stay.")


class RiskDoor(Door):
    @extend_schema(
        operation_id="transition_risk", tags=["transitions"], responses=RiskProposalSerializer(many=True),
        description="What the record knows towards LACE and HOSPITAL for one stay, and what a person has to say. Needs assessments:read.",
    )  # fmt: skip
    def get(self, request: Request, pk: UUID) -> Response:
        actor = _reads_scores(actor_for(request, "transitions", read=True))
        with database.atomic():
            found = visible(Transition, actor).filter(pk=pk).first()
            if found is None:
                raise NotFound()
            note_reading(actor, [found], "api:transition-risk")
            return Response(RiskProposalSerializer(_proposals(actor, found), many=True).data)


def _proposals(actor: Actor, stay: Transition) -> list[dict[str, Any]]:
    standing = scores_standing(actor, stay)
    told = [(one, standing[one.instrument]) for one in proposals_for(actor, stay)]
    return [
        {
            "instrument": one.instrument, "known": one.known, "asked": one.asked, "in_use": now.in_use,
            "draft": now.draft and now.draft.pk, "newest": now.newest and now.newest.pk,
        }
        for one, now in told if now.shown
    ]  # fmt: skip
