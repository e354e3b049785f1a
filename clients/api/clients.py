"""/api/v1/clients/: who the client is. Lists hold no address; a confidential one is left out everywhere."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from clients.actions.people import register_client
from clients.models import Address, Client, FormerName, Identifier, Phone
from clients.queries.links import kept_record, with_links
from clients.queries.record import WITH_CLIENT, running_cases
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class PhoneSerializer(serializers.ModelSerializer[Phone]):
    class Meta:
        model = Phone
        fields = ("id", "kind", "number", "calls_allowed", "voicemail_allowed", "texts_allowed", "note")


class AddressSerializer(serializers.ModelSerializer[Address]):
    """A confidential address never leaves by the API: only its substitute does."""

    class Meta:
        model = Address
        fields = ("id", "use", "street", "city", "subdivision", "postal_code", "country", "confidential", "substitute")

    def to_representation(self, address: Address) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(address)
        hidden = ("street", "city", "subdivision", "postal_code") if address.confidential else ()
        return {name: "" if name in hidden else value for name, value in shown.items()}


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    class Meta:
        model = Identifier
        fields = ("id", "kind", "issuer", "ending")


class FormerNameSerializer(serializers.ModelSerializer[FormerName]):
    class Meta:
        model = FormerName
        fields = ("id", "use", "given_name", "family_name")


class ClientSerializer(RecordSerializer):
    phones = PhoneSerializer(many=True, source="all_phones", read_only=True)
    addresses = AddressSerializer(many=True, source="all_addresses", read_only=True)
    identifiers = IdentifierSerializer(many=True, source="all_identifiers", read_only=True)
    former_names = FormerNameSerializer(many=True, source="all_names", read_only=True)
    safe_channels = serializers.ListField(child=serializers.CharField(), read_only=True)
    duplicate_of = serializers.SerializerMethodField(
        help_text="The record to use instead, if this is its duplicate and you may see it."
    )

    class Meta:
        model = Client
        fields = (
            *RecordSerializer.common, "given_name", "middle_name", "family_name", "suffix", "preferred_name", "pronouns",
            "birth_date", "birth_precision", "deceased_on", "gender", "gender_identity", "race", "ethnicity", "disability",
            "language", "interpreter_needed", "email", "restricted", "safe_channels", "may_name_agency", "safe_from",
            "safe_until", "safe_contact_note", "phones", "addresses", "identifiers", "former_names",
            "duplicate_of",
        )  # fmt: skip

    def get_duplicate_of(self, client: Client) -> UUID | None:
        kept = kept_record(self.context["actor"], client)
        return kept.id if kept else None


class ClientFilters(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", ""), *Client.Status.choices])


def one_client(actor: Actor) -> "QuerySet[Client]":
    rows: QuerySet[Client] = Client.objects.visible_to(actor)
    return rows.prefetch_related(
        with_links(actor),
        running_cases(),
        Prefetch("phones", queryset=Phone.objects.unscoped(WITH_CLIENT), to_attr="all_phones"),
        Prefetch("addresses", queryset=Address.objects.unscoped(WITH_CLIENT), to_attr="all_addresses"),
        Prefetch("identifiers", queryset=Identifier.objects.unscoped(WITH_CLIENT), to_attr="all_identifiers"),
        Prefetch("former_names", queryset=FormerName.objects.unscoped(WITH_CLIENT), to_attr="all_names"),
    )


def client_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Client]":
    return one_client(actor).filter(**{name: value for name, value in filters.items() if value})


CLIENTS = register(
    Resource(
        model=Client,
        serializer=ClientSerializer,
        scope="clients",
        rows=client_rows,
        one=one_client,
        filters=ClientFilters,
        create=register_client,
        summary="Clients you may see, newest first. Search by name is a POST to match/.",
    )
)
