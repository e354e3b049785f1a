"""API inputs derived from step forms: declared once, typed in the schema, checked for unknown fields."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from workflow.steps import Step


class UnderivableField(ImproperlyConfigured):
    """A form field the API cannot offer; it stops the start-up."""


class StepInput(s.Serializer[Any]):
    """Refuses unknown fields, so that a misspelt one is not silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise s.ValidationError({name: ["This field is not known here."] for name in unknown})
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.BINARY)
class SentFile(s.FileField):
    """A file as it is sent; the schema would otherwise show where one can be fetched."""


def _choices(field: Any) -> list[tuple[Any, str]]:
    """Leaf choices without the empty one; optional groups are flattened."""
    flat: list[tuple[Any, str]] = []
    for value, label in field.choices:
        flat.extend(label if isinstance(label, (list, tuple)) else [(value, label)])
    return [(value, str(label)) for value, label in flat if value not in ("", None)]


def _text(field: Any, **shared: Any) -> s.Field[Any, Any, Any, Any]:
    shared.pop("allow_null", None)
    return s.CharField(max_length=field.max_length, allow_blank=not field.required, trim_whitespace=field.strip, **shared)


def _choice(field: Any, **shared: Any) -> s.Field[Any, Any, Any, Any]:
    """Text choices may be left blank; numbers are null instead, so that one that was set can be taken back."""
    choices = _choices(field)
    if all(isinstance(value, str) for value, _ in choices):
        return s.ChoiceField(choices=choices, allow_blank=not field.required, **_no_null(shared))
    return s.ChoiceField(choices=choices, **shared)


def _several(field: Any, **shared: Any) -> s.Field[Any, Any, Any, Any]:
    return s.MultipleChoiceField(choices=_choices(field), allow_empty=not field.required, **shared)


def _plain(kind: type[s.Field[Any, Any, Any, Any]]) -> Callable[..., s.Field[Any, Any, Any, Any]]:
    return lambda field, **shared: kind(**shared)


# Ordered: a subclass stands before its parent.
KINDS: list[tuple[type[forms.Field], Callable[..., s.Field[Any, Any, Any, Any]]]] = [
    (forms.ModelMultipleChoiceField, lambda field, **shared: s.ListField(child=s.UUIDField(), **shared)),
    (forms.ModelChoiceField, _plain(s.UUIDField)),
    (forms.MultipleChoiceField, _several),
    (forms.ChoiceField, _choice),
    (forms.UUIDField, _plain(s.UUIDField)),
    (forms.EmailField, lambda field, **shared: s.EmailField(allow_blank=not field.required, **_no_null(shared))),
    (forms.URLField, lambda field, **shared: s.URLField(allow_blank=not field.required, **_no_null(shared))),
    (forms.JSONField, _plain(s.JSONField)),
    (forms.CharField, _text),
    (forms.DecimalField, lambda field, **shared: s.DecimalField(field.max_digits, field.decimal_places, **shared)),
    (
        forms.IntegerField,
        lambda field, **shared: s.IntegerField(min_value=field.min_value, max_value=field.max_value, **shared),
    ),
    (forms.DateTimeField, _plain(s.DateTimeField)),
    (forms.DateField, _plain(s.DateField)),
    (forms.TimeField, _plain(s.TimeField)),
    (forms.NullBooleanField, _plain(s.BooleanField)),
    (forms.BooleanField, lambda field, **shared: s.BooleanField(**_no_null(shared))),
    # An empty file is the form's to judge, like every other value.
    (forms.FileField, lambda field, **shared: SentFile(allow_empty_file=True, **shared)),
]


def _no_null(shared: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shared.items() if name != "allow_null"}


def api_field(name: str, field: forms.Field, *, optional: bool = False) -> s.Field[Any, Any, Any, Any]:
    """The serializer field for one form field; an unknown kind is an error, never a guess."""
    for kind, make in KINDS:
        if isinstance(field, kind):
            required = field.required and not optional
            shared: dict[str, Any] = {"required": required, "help_text": str(field.help_text or "")}
            shared["label"] = str(field.label) if field.label else None
            if not field.required:
                shared["allow_null"] = True
            return make(field, **shared)
    raise UnderivableField(f"The API cannot offer the field {name} ({type(field).__name__}).")


@cache
def input_serializer(step: Step, *, with_parent: bool = False) -> type[StepInput]:
    """The step's input; with_parent adds the id of the record it is created below."""
    fields: dict[str, Any] = {}
    if with_parent and step.parent:
        fields[step.parent_field] = s.UUIDField(help_text=f"The {step.parent._meta.verbose_name} this belongs to.")
    for name, field in step.form.base_fields.items():
        fields[name] = api_field(name, field, optional=step.edits)
    words = "".join(word.title() for word in step.name.replace("_", ".").split("."))
    return type(f"{words}Input", (StepInput,), fields)
