"""GET /api/v1/me/: who this token or session stands for, and what it may do."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import Door, actor_for


class HeldRoleSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    team = serializers.UUIDField(allow_null=True)


class MeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["user", "api_client"])
    id = serializers.UUIDField()
    name = serializers.CharField()
    roles = HeldRoleSerializer(many=True)
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="Of an API client; a person's rights are their roles."
    )
    covers_for = serializers.ListField(
        child=serializers.UUIDField(), help_text="The people whose clients are with this person now, by a cover that runs."
    )


class MeDoor(Door):
    """Whoever asks, about themselves."""

    @extend_schema(operation_id="me_read", tags=["me"], responses=MeSerializer)
    def get(self, request: Request) -> Response:
        actor = actor_for(request)
        roles = sorted(actor.roles, key=lambda held: (held.name, str(held.team_id)))
        held = [{"role": role.name, "team": role.team_id} for role in roles]
        body = {
            "kind": actor.kind, "id": actor.id, "name": actor.name, "roles": held, "scopes": sorted(actor.scopes),
            "covers_for": sorted(person for person in actor.acts_for if person != actor.id),
        }  # fmt: skip
        return Response(MeSerializer(body).data)
