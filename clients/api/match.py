"""POST /api/v1/clients/match/: may this person be known here already?"""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.forms.fields import e164
from clients.queries.disclosures import note_reading
from clients.queries.matching import Match, Sought, possible_matches, tells_names
from workflow.actor import Actor
from workflow.api import Door, actor_for
from workflow.refusals import NotAllowed


class SoughtInput(serializers.Serializer[Any]):
    given_name = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    family_name = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    birth_date = serializers.DateField(required=False, default=None, allow_null=True)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    identifier_value = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    identifier_issuer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class MatchSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=["certain", "likely", "possible"])
    reasons = serializers.ListField(child=serializers.CharField())
    client = serializers.UUIDField(allow_null=True, help_text="Only if you may see the client.")
    name = serializers.CharField(help_text="Only for staff; empty for partners and for restricted records.")
    birth_date = serializers.DateField(allow_null=True)


class MatchesSerializer(serializers.Serializer[Any]):
    results = MatchSerializer(many=True)


class MatchDoor(Door):
    """The surest first, each with its reasons; a partner never learns another person's data."""

    @extend_schema(operation_id="clients_match", tags=["clients"], request=SoughtInput, responses=MatchesSerializer)
    def post(self, request: Request) -> Response:
        actor = actor_for(request, "clients", read=True)
        if not (actor.is_api_client or tells_names(actor)):
            raise NotAllowed("Only those who work with clients can ask whether somebody is known here.")
        given = SoughtInput(data=request.data)
        given.is_valid(raise_exception=True)
        sought = Sought(**{**given.validated_data, "phone": e164(given.validated_data["phone"])})
        with transaction.atomic():
            matches = possible_matches(actor, sought)
            note_reading(actor, [match.client for match in matches], "api:matching")
        return Response({"results": [_told(actor, match) for match in matches]})


def _told(actor: Actor, match: Match) -> dict[str, Any]:
    named = match.visible or (tells_names(actor) and not match.hidden)
    return {
        "level": match.level,
        "reasons": match.reasons,
        "client": str(match.client.pk) if match.visible else None,
        "name": match.client.legal_name if named else "",
        "birth_date": match.client.birth_date if named else None,
    }
