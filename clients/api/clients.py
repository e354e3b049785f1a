"""/api/v1/clients/: who the client is. Lists hold no address; a confidential one is left out everywhere."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from clients.actions.people import register_client
from clients.models import Address, Client, FormerName, Identifier, Phone
from clients.queries.links import give_links, kept_links, kept_record
from clients.queries.record import WITH_CLIENT, give, running_cases
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, RowSerializer, register
from workflow.together import Prepared


class PhoneSerializer(RowSerializer):
    class Meta:
        model = Phone
        fields = ("id", "kind", "number", "calls_allowed", "voicemail_allowed", "texts_allowed", "note")


class AddressSerializer(RowSerializer):
    """A confidential address never leaves by the API: only its substitute does."""

    class Meta:
        model = Address
        fields = ("id", "use", "street", "city", "subdivision", "postal_code", "country", "confidential", "substitute")

    def to_representation(self, address: Address) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(address)
        hidden = ("street", "city", "subdivision", "postal_code") if address.confidential else ()
        return {name: "" if name in hidden else value for name, value in shown.items()}


class IdentifierSerializer(RowSerializer):
    class Meta:
        model = Identifier
        fields = ("id", "kind", "issuer", "ending")


class FormerNameSerializer(RowSerializer):
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
    return rows


PARTS: dict[str, type[Any]] = {
    "all_phones": Phone,
    "all_addresses": Address,
    "all_identifiers": Identifier,
    "all_names": FormerName,
}


def _shown_of(clients: Any) -> "list[QuerySet[Any]]":
    parts = [model.objects.unscoped(WITH_CLIENT).filter(client__among=clients).order_by("id") for model in PARTS.values()]
    return [*parts, running_cases(clients), kept_links().filter(duplicate__among=clients)]


SHOWN = Prepared(_shown_of)


def complete(actor: Actor, clients: list[Client]) -> None:
    """Everything shown of all of them in one query."""
    if not clients:
        return
    *found, cases, links = SHOWN.ask(record=[client.pk for client in clients])
    for name, rows in zip(PARTS, found, strict=True):
        give(clients, name, rows)
    give(clients, "running_cases", cases)
    give_links(actor, clients, links)


def client_rows(actor: Actor, filters: dict[str, Any]) -> "QuerySet[Client]":
    return one_client(actor).filter(**{name: value for name, value in filters.items() if value})


CLIENTS = register(
    Resource(
        model=Client,
        serializer=ClientSerializer,
        scope="clients",
        rows=client_rows,
        one=one_client,
        complete=complete,
        filters=ClientFilters,
        create=register_client,
        summary="Clients you may see, newest first. Search by name is a POST to match/.",
    )
)
