"""API inputs derived from forms: one serializer field for each kind of form field, or no start at all."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers as s

from accounts.models import Team
from workflow import checks
from workflow.forms import StepForm
from workflow.inputs import UnderivableField, api_field, input_serializer
from workflow.steps import REGISTRY, BoundStep, Step

GROUPED = [("", "None"), ("Staff", [("a", "A"), ("b", "B")]), ("c", "C")]

KINDS: list[tuple[forms.Field, type[s.Field[Any, Any, Any, Any]], list[Any], list[Any]]] = [
    (forms.CharField(max_length=3), s.CharField, ["abc", "äöü"], ["", None, "abcd", ["a"], {"a": 1}, "a\x00", "\ud800"]),
    (forms.CharField(required=False), s.CharField, ["", "x"], [None, []]),
    (forms.EmailField(), s.EmailField, ["a@b.example"], ["a", "", None]),
    (forms.URLField(required=False), s.URLField, ["https://a.example", ""], ["javascript:alert(1)", "x"]),
    (forms.IntegerField(min_value=0, max_value=10), s.IntegerField, [0, 10, "7"], [-1, 11, "x", None, 1.5, [1]]),
    (forms.IntegerField(required=False), s.IntegerField, [1, None], ["x", "9" * 2000]),
    (forms.DecimalField(max_digits=4, decimal_places=2), s.DecimalField, ["12.34", 1], ["123.45", "NaN", "1.234", "x"]),
    (forms.BooleanField(required=False), s.BooleanField, [True, False, "true"], ["maybe", [], {}]),
    (forms.NullBooleanField(), s.BooleanField, [True, False], ["maybe"]),
    (forms.DateField(), s.DateField, ["2026-05-01"], ["2026-13-01", "May", None, 5]),
    (forms.DateTimeField(), s.DateTimeField, ["2026-05-01T10:00:00Z"], ["2026-05-01T25:00", "x"]),
    (forms.TimeField(required=False), s.TimeField, ["09:00", None], ["25:00", "x"]),
    (forms.UUIDField(), s.UUIDField, ["0190d5f2-0000-7000-8000-000000000000"], ["x", None, []]),
    (forms.ChoiceField(choices=GROUPED), s.ChoiceField, ["a", "b", "c"], ["", "Staff", "z", None, ["a"]]),
    (forms.ChoiceField(choices=GROUPED, required=False), s.ChoiceField, ["a", ""], ["z"]),
    (forms.TypedChoiceField(choices=[("", "-"), (1, "1")], coerce=int, required=False), s.ChoiceField, [1, "1", None], [2, "x"]),
    (forms.MultipleChoiceField(choices=GROUPED), s.MultipleChoiceField, [["a"], ["a", "c"]], [[], ["z"], "a"]),
    (forms.MultipleChoiceField(choices=GROUPED, required=False), s.MultipleChoiceField, [[]], [["z"]]),
    (forms.ModelChoiceField(Team.objects.none()), s.UUIDField, ["0190d5f2-0000-7000-8000-000000000000"], ["x", None]),
    (forms.ModelMultipleChoiceField(Team.objects.none()), s.ListField, [["0190d5f2-0000-7000-8000-000000000000"]], [["x"], "x"]),
    (forms.JSONField(), s.JSONField, [{"a": [1, None]}, []], []),
    (forms.FileField(), s.FileField, [SimpleUploadedFile("a.txt", b"x")], ["a.txt", None]),
]


def named(value: Any) -> str:
    return type(value).__name__ if isinstance(value, forms.Field) else ""


@pytest.mark.parametrize(("field", "kind", "good", "bad"), KINDS, ids=named)
def test_each_kind_of_field_has_its_counterpart(field: forms.Field, kind: type, good: list[Any], bad: list[Any]) -> None:
    derived = api_field("field", field)
    assert isinstance(derived, kind)
    assert derived.required is field.required
    for value in good:
        derived.run_validation(value)
    for value in bad:
        with pytest.raises(s.ValidationError):
            derived.run_validation(value)


def test_the_help_and_the_label_of_a_field_reach_the_schema() -> None:
    derived = api_field("since", forms.DateField(label="Since", help_text="The day it was signed."))
    assert (derived.label, derived.help_text) == ("Since", "The day it was signed.")


class DurationForm(StepForm):
    lasting = forms.DurationField()


@pytest.fixture
def a_step_with_a_duration(monkeypatch: pytest.MonkeyPatch) -> BoundStep:
    step = Step(
        name="team.rest", event="team.rested", label="Rest", done="Rested.", model=Team, source={"active"}, may=lambda a, o: None,
        scope="people:write", form=DurationForm,
    )  # fmt: skip
    bound = BoundStep(step, lambda team, taken: None)
    monkeypatch.setitem(REGISTRY, "team.rest", bound)
    return bound


def test_a_field_the_api_cannot_offer_stops_the_start(a_step_with_a_duration: BoundStep) -> None:
    with pytest.raises(UnderivableField):
        input_serializer(a_step_with_a_duration.step)
    [error] = [found for found in run_checks() if found.id == "workflow.E001"]
    assert (error.is_serious(), error.msg) == (True, "team.rest: The API cannot offer the field lasting (DurationField).")


def test_a_state_that_does_not_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    step = Step(
        name="team.rest", event="team.rested", label="Rest", done="Rested.", model=Team, source={"tired"}, target="asleep",
        may=lambda a, o: None, scope="people:write",
    )  # fmt: skip
    monkeypatch.setitem(REGISTRY, "team.rest", BoundStep(step, lambda team, taken: None))
    assert [error.msg for error in checks.step_inputs_are_derivable(None)] == ["team.rest: no such state ['asleep', 'tired']"]


def test_nothing_stops_the_start_now() -> None:
    assert [error for error in run_checks() if error.id.startswith("workflow.")] == []


def test_a_misspelt_field_is_refused_and_not_lost() -> None:
    serializer = input_serializer(REGISTRY["team.rename"].step)(data={"nmae": "Harbor", "name": "Harbor"})
    assert not serializer.is_valid()
    assert serializer.errors == {"nmae": ["This field is not known here."]}


def test_a_creation_below_a_parent_names_it_and_an_edit_needs_no_field() -> None:
    refer = input_serializer(REGISTRY["case.refer"].step, with_parent=True)()
    assert refer.fields["client"].required is True
    rename = input_serializer(REGISTRY["team.rename"].step)()
    assert {name: field.required for name, field in rename.fields.items()} == {"name": False}


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_the_input_of_every_step_can_be_offered(name: str) -> None:
    step = REGISTRY[name].step
    assert set(input_serializer(step)().fields) == set(step.form.base_fields)


def test_a_step_form_knows_who_asks_and_about_what() -> None:
    asked: list[Any] = []

    class Narrow(StepForm):
        def narrow(self) -> None:
            asked.append((self.actor, self.obj))

    actor, obj = SimpleNamespace(), SimpleNamespace()
    Narrow(actor=actor, obj=obj)
    assert asked == [(actor, obj)]
