"""How the OpenAPI document describes what a step answers: the record, or what is left to say of it."""

from typing import Any

from drf_spectacular.serializers import PolymorphicProxySerializerExtension
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers


class OutOfSight(serializers.Serializer[Any]):
    """A record that the step itself moved out of the caller's sight, as opening a case does for intake."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    status = serializers.CharField()


class Answered(PolymorphicProxySerializer):
    """The record as its serializer shows it, or only its id, version and state."""

    def __init__(self, record: type[serializers.Serializer[Any]]) -> None:
        name = f"{record.__name__.removesuffix('Serializer')}Answer"
        super().__init__(component_name=name, serializers=[record, OutOfSight], resource_type_field_name=None)


class AnsweredExtension(PolymorphicProxySerializerExtension):
    """Any of the two: a record has the three fields of one out of sight as well."""

    target_class = "workflow.answers.Answered"

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"anyOf": super().map_serializer(auto_schema, direction)["oneOf"]}
