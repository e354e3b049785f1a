"""Inputs of the ladders of reminders."""

from typing import Any

from django import forms

from followups.models import FollowUp, Ladder
from workflow.forms import StepForm


def hours(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=720, required=False, help_text=help_text)


class ChangeLadderForm(StepForm):
    """An empty number leaves the rung out."""

    hours_before = hours("Hours before it is due", "Empty: no reminder before.")
    at_due = forms.BooleanField(
        label="When it is due", required=False, help_text="What is due by the end of a day is told in its morning."
    )
    hours_overdue = hours("Hours after, to the owner again", "Empty: not again.")
    hours_to_supervisor = hours(
        "Hours after, to the supervisor", "Empty: never. What waits on others is never told to the supervisor."
    )
    by_email = forms.BooleanField(label="By e-mail as well, once it is overdue", required=False)
    urgent_minutes = forms.IntegerField(
        label="Minutes until the next person is told", min_value=2, max_value=120, required=False,
        help_text="For what is urgent: those on duty are told one after another until somebody acknowledges. Ten if left empty.",
    )  # fmt: skip

    def clean_urgent_minutes(self) -> int:
        return self.cleaned_data["urgent_minutes"] or 10

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("hours_before", "at_due", "hours_overdue", "hours_to_supervisor")):
            raise forms.ValidationError("Keep at least one reminder, or what is due is forgotten.")
        own, supervisor = data.get("hours_overdue"), data.get("hours_to_supervisor")
        if own and supervisor and supervisor < own:
            self.add_error("hours_to_supervisor", "The owner hears of it before the supervisor does. Choose no fewer hours here.")
        return data


class AddLadderForm(ChangeLadderForm):
    kind = forms.ChoiceField(label="What is due", choices=FollowUp.Kind)

    field_order = ("kind", "hours_before", "at_due", "hours_overdue", "hours_to_supervisor", "by_email", "urgent_minutes")

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if Ladder.objects.filter(kind=kind, status=Ladder.Status.CURRENT).exists():
            raise forms.ValidationError("The agency has chosen its reminders for this already; change them instead.")
        return kind
