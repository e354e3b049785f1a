"""Inputs about goals and barriers."""

from typing import Any

from django import forms

from careplans.forms.plans import not_past
from careplans.models import Barrier, Goal, Need
from careplans.models.codes import Importance
from careplans.models.goals import LEVELS
from clients.forms.fields import day_field, long_text
from workflow.forms import StepForm

WHY = "the needs of the client the plan is for"
# Readiness ruler: below 7 the plan is adjusted (standards 9).
CONFIDENT = 7
RULER = [("", "Not asked"), *[(n, str(n)) for n in range(11)]]


def ruler(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=RULER, coerce=int, empty_value=None, required=False)


class GoalForm(StepForm):
    """A goal: first the client's words, then how everybody will know."""

    client_words = long_text("In the client's words", rows=2, max_length=2000)
    phrasing = long_text("Professional phrasing", rows=2, max_length=2000, required=False)
    need = forms.ModelChoiceField(
        label="For the need", queryset=Need.objects.none(), required=False, empty_label="No need in particular"
    )
    measure = forms.CharField(label="How we will know", max_length=300)
    first_step = forms.CharField(label="First step", max_length=300, required=False)
    target_date = day_field("Target date")
    priority = forms.ChoiceField(label="Priority", choices=Goal.Priority, initial=Goal.Priority.MEDIUM, required=False)
    rank = forms.IntegerField(label="Place in the list", min_value=1, max_value=99, required=False)
    importance = ruler("How important is it to the client, 0 to 10")
    confidence = ruler("How confident is the client, 0 to 10")
    raise_confidence = forms.CharField(
        label="What would raise the confidence", max_length=300, required=False, help_text="Asked when the confidence is below 7."
    )
    no_barriers = forms.BooleanField(label="No barriers identified", required=False)

    groups = (
        ("", ("client_words", "need", "measure", "target_date", "first_step")),
        ("Importance and confidence", ("importance", "confidence", "raise_confidence")),
        ("More", ("phrasing", "priority", "rank", "no_barriers")),
    )

    def narrow(self) -> None:
        if self.obj is not None:
            wanted = Need.objects.unscoped(WHY).filter(client_id=self.obj.client_id, status__in=("accepted", "addressed"))
            self.limit("need", wanted)

    def clean_target_date(self) -> Any:
        unchanged = isinstance(self.obj, Goal) and self.cleaned_data["target_date"] == self.obj.target_date
        return self.cleaned_data["target_date"] if unchanged else not_past(self.cleaned_data["target_date"], "The target date")

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Goal.Priority.MEDIUM

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        confidence = data.get("confidence")
        if confidence is not None and confidence < CONFIDENT and not data.get("raise_confidence"):
            self.add_error(
                "raise_confidence", f"The client's confidence is {confidence}: ask what would raise it, and note the answer."
            )
        return data


def _weight(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=Importance, coerce=int, empty_value=1, required=False)  # type: ignore[arg-type]  # the stubs know texts alone


class LevelsForm(StepForm):
    """Five levels written down before the work starts, so that nobody can move them afterwards."""

    level_minus2 = forms.CharField(label="Much less than expected (−2)", max_length=300)
    level_minus1 = forms.CharField(label="Less than expected (−1)", max_length=300)
    level_0 = forms.CharField(label="Expected (0)", max_length=300)
    level_plus1 = forms.CharField(label="Better than expected (+1)", max_length=300)
    level_plus2 = forms.CharField(label="Much better than expected (+2)", max_length=300)
    baseline = forms.TypedChoiceField(label="Where the client is now", choices=LEVELS, coerce=int)
    weight_importance = _weight("Weight: importance")
    weight_difficulty = _weight("Weight: difficulty")


class GoalReasonForm(StepForm):
    reason = forms.CharField(label="What happened", max_length=300)


class BarrierForm(StepForm):
    kind = forms.ChoiceField(label="Kind", choices=Barrier.Kind)
    description = forms.CharField(label="What stands in the way", max_length=300)


class OvercomeForm(StepForm):
    how_overcome = forms.CharField(label="How it was overcome", max_length=300)
