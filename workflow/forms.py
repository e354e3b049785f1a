"""The input of a step: one Django form, read by pages, the API, tasks and commands alike."""

from collections.abc import Iterable, Iterator
from typing import Any, Self, cast
from uuid import UUID

from django import forms
from django.db import DEFAULT_DB_ALIAS, models
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from workflow.actor import Actor

CHOOSE = _("Choose one")
NOT_CHOSEN = _("None")


class FixedChoices(BaseChoiceIterator):
    """The choices a form was declared with: each form made of it shares them, where Django would copy every pair for each."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        self._choices = tuple(choices)

    @cached_property
    def opening_on_none(self) -> "FixedChoices":
        """With no answer before all others, unless one of them is none."""
        return self if any(value == "" for value, label in self) else FixedChoices([("", CHOOSE), *self])

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self._choices)

    def __len__(self) -> int:
        return len(self._choices)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class _Declared(DeclarativeFieldsMetaclass):
    """Fixes the choices of the fields once the class has them."""

    def __new__(cls, *args: Any, **kwargs: Any) -> "_Declared":
        made: Any = super().__new__(cls, *args, **kwargs)
        for field in made.base_fields.values():
            if isinstance(field, forms.ChoiceField) and isinstance(field.choices, list):
                field.choices = FixedChoices(field.choices)
        return cast(_Declared, made)


class StepForm(forms.Form, metaclass=_Declared):
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
        choices = cast("Iterable[tuple[Any, Any]]", field.choices)
        field.choices = (choices if isinstance(choices, FixedChoices) else FixedChoices(choices)).opening_on_none


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

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # No form narrows it, so that all of them share its queryset.
        return super(forms.ChoiceField, self).__deepcopy__(memo)

    def to_python(self, value: Any) -> Any:
        model: Any = self.queryset.model if self.queryset is not None else None
        if isinstance(value, UUID):
            return model.from_db(DEFAULT_DB_ALIAS, [model._meta.pk.attname], [value])
        return value if isinstance(value, model) else super().to_python(value)
