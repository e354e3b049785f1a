"""/api/v1/agency/, api-clients/ and access-tokens/: the agency's settings and what may call the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.actions.access_tokens import create_access_token
from accounts.actions.api_clients import register_api_client
from accounts.models import AccessToken, Agency, AgencyClosure, ApiClient
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class ClosureSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = AgencyClosure
        fields = ("day", "name")


class AgencySerializer(RecordSerializer):
    closures = ClosureSerializer(many=True, read_only=True)

    class Meta:
        model = Agency
        fields = (
            *RecordSerializer.common, "name", "crisis_line", "country", "subdivision", "time_zone", "office_opens", "office_closes", "note_due_hours",
            "screening_due_days", "first_contact_due_days", "plan_review_days", "emergency_access_minutes", "part_2_programmes", "closures",
        )  # fmt: skip


class ApiClientSerializer(RecordSerializer):
    client_id = serializers.CharField(source="application.client_id", read_only=True)
    secret = serializers.SerializerMethodField(help_text="Only in the answer that made it; it is kept as a hash.")

    class Meta:
        model = ApiClient
        fields = (*RecordSerializer.common, "name", "team", "scopes", "client_id", "secret")

    def get_secret(self, client: ApiClient) -> str:
        return client.shown_once.get("secret", "")


class AccessTokenSerializer(RecordSerializer):
    token = serializers.SerializerMethodField(help_text="Only in the answer that made it; it is kept as a hash.")

    class Meta:
        model = AccessToken
        fields = (*RecordSerializer.common, "user", "name", "expires_at", "last_used_at", "token")

    def get_token(self, token: AccessToken) -> str:
        return token.shown_once.get("token", "")


def _agencies(actor: Actor, filters: dict[str, Any]) -> QuerySet[Agency]:
    return _agency(actor)


def _agency(actor: Actor) -> QuerySet[Agency]:
    return Agency.objects.visible_to(actor).prefetch_related("closures")


def _clients(actor: Actor, filters: dict[str, Any]) -> QuerySet[ApiClient]:
    return _client(actor)


def _client(actor: Actor) -> QuerySet[ApiClient]:
    return ApiClient.objects.visible_to(actor).select_related("application")


def _tokens(actor: Actor, filters: dict[str, Any]) -> QuerySet[AccessToken]:
    return _token(actor)


def _token(actor: Actor) -> QuerySet[AccessToken]:
    rows: QuerySet[AccessToken] = AccessToken.objects.visible_to(actor).select_related("user")
    return rows


AGENCY = register(
    Resource(
        model=Agency, serializer=AgencySerializer, scope="people", rows=_agencies, one=_agency, summary="The agency: one object."
    )
)
API_CLIENTS = register(
    Resource(
        model=ApiClient,
        serializer=ApiClientSerializer,
        scope="people",
        rows=_clients,
        one=_client,
        create=register_api_client,
        summary="Systems that call this API; administrators only. POST registers one and answers its secret, once.",
    )
)
ACCESS_TOKENS = register(
    Resource(
        model=AccessToken,
        serializer=AccessTokenSerializer,
        scope="people",
        rows=_tokens,
        one=_token,
        create=create_access_token,
        summary="One's own access tokens. POST creates one and answers it, once.",
    )
)
