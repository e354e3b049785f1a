"""The input of a step: one Django form, read by pages, the API, tasks and commands alike."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext_lazy as _

from workflow.actor import Actor

CHOOSE = _("Choose one")
NOT_CHOSEN = _("None")


class StepForm(forms.Form):
    """Knows who asks and about what, so that choices can be limited to what the actor may see."""

    def __init__(self, *args: Any, actor: Actor, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.obj = obj
        for field in self.fields.values():
            if isinstance(field, VisibleChoice):
                field.open_to(actor)
        self.narrow()
        for field in self.fields.values():
            _choose_nothing_for_them(field)

    def narrow(self) -> None:
        """Limit choices to this actor and object; forms with such choices override it."""

    def limit(self, name: str, rows: "models.QuerySet[Any]") -> None:
        """Only these records can be chosen; any other is refused."""
        cast(forms.ModelChoiceField, self.fields[name]).queryset = rows

    def limit_choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Only these can be chosen; anything else is refused."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def suggest(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """These stand in the list; whatever else is sent is judged by the form, which says why not."""
        cast(forms.Select, self.fields[name].widget).choices = list(choices)

    @classmethod
    def current(cls, obj: models.Model) -> dict[str, Any]:
        """The record's present values by field, for forms that edit one."""
        return {name: _form_value(obj, name) for name in cls.base_fields if hasattr(obj, name)}


def _choose_nothing_for_them(field: forms.Field) -> None:
    """A list opens on no answer unless the form declares one: the first choice is not what most people mean."""
    if not isinstance(field, forms.ChoiceField) or type(field.widget) is not forms.Select:
        return
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == "---------":
            field.empty_label = CHOOSE if field.required else NOT_CHOSEN
    elif field.required and field.initial is None:
        choices = cast("list[tuple[Any, Any]]", field.choices)
        if all(value != "" for value, label in choices):
            field.choices = [("", CHOOSE), *choices]


def _form_value(obj: models.Model, name: str) -> Any:
    value = getattr(obj, name)
    return value.pk if isinstance(value, models.Model) else value


class VisibleChoice(forms.ModelChoiceField):
    """Another record, chosen among those the actor may see."""

    def __init__(self, model: type[models.Model], **kwargs: Any) -> None:
        self.model = model
        super().__init__(queryset=model._default_manager.none(), **kwargs)

    def open_to(self, actor: Actor) -> None:
        self.queryset = self.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # only scoped models are given


class KnownChoice(forms.ModelChoiceField):
    """Another record in the input of a step that only unattended work takes: one it has just read is not read again.

    By its id it is named without being read at all; that it exists is the database's to check.
    """

    def to_python(self, value: Any) -> Any:
        model: Any = self.queryset.model if self.queryset is not None else None
        if isinstance(value, UUID):
            return model.from_db(DEFAULT_DB_ALIAS, [model._meta.pk.attname], [value])
        return value if isinstance(value, model) else super().to_python(value)
