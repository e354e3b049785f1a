"""The form of a step: what each of them shares with all others of its kind, and what is its own."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from accounts.models import Team
from workflow.actor import system_actor
from workflow.forms import CHOOSE, KnownChoice, StepForm

ACTOR = system_actor("the test")


class Colour(TextChoices):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


class PaintForm(StepForm):
    colour = forms.ChoiceField(choices=Colour)
    second = forms.ChoiceField(choices=[("", "No second one"), *Colour.choices])
    start = forms.ChoiceField(choices=Colour, initial=Colour.RED)
    maybe = forms.ChoiceField(choices=Colour, required=False)
    team = KnownChoice(queryset=Team.objects.all(), required=False)

    def narrow(self) -> None:
        if self.obj == "only red":
            self.limit_choices("colour", [("red", "Red")])


def offered(form: StepForm, name: str) -> list[tuple[object, object]]:
    field: Any = form.fields[name]
    return list(field.choices)


def test_a_list_opens_on_no_answer_unless_the_form_declares_one() -> None:
    form = PaintForm(actor=ACTOR)
    assert offered(form, "colour") == [("", CHOOSE), ("red", "Red"), ("blue", "Blue")]
    assert offered(form, "second") == [("", "No second one"), ("red", "Red"), ("blue", "Blue")]
    assert offered(form, "start") == offered(form, "maybe") == [("red", "Red"), ("blue", "Blue")]
    assert '<option value="" selected>Choose one</option>' in str(form["colour"])


def test_what_one_form_is_narrowed_to_changes_no_other() -> None:
    assert offered(PaintForm(actor=ACTOR, obj="only red"), "colour") == [("", CHOOSE), ("red", "Red")]
    assert len(offered(PaintForm(actor=ACTOR), "colour")) == 3
    assert list(PaintForm.base_fields["colour"].choices) == [("red", "Red"), ("blue", "Blue")]
    refused = PaintForm({"colour": "blue", "second": "red", "start": "red"}, actor=ACTOR, obj="only red")
    assert list(refused.errors) == ["colour"]


def test_forms_share_the_choices_they_are_declared_with() -> None:
    one: dict[str, Any] = PaintForm(actor=ACTOR).fields
    other: dict[str, Any] = PaintForm(actor=ACTOR).fields
    for name in ("colour", "second", "start", "maybe"):
        assert one[name].choices is other[name].choices
        assert one[name] is not other[name]
    assert one["team"].queryset is other["team"].queryset
