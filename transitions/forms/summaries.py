"""Input of a hand-over summary: for whom, and for what."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.utils import timezone

from transitions.models import HandoverSummary
from transitions.queries.covering import recipients
from workflow.forms import StepForm


class NameWithChoices(forms.TextInput):
    """Free text with names to choose from."""

    template_name = "transitions/recipient_widget.html"
    names: Callable[[], tuple[str, ...]] = tuple

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        list_id = f"{(attrs or {}).get('id') or name}-names"
        return super().get_context(name, value, {**(attrs or {}), "list": list_id}) | {"names": self.names(), "list_id": list_id}


class MakeSummaryForm(StepForm):
    recipient = forms.CharField(
        label="For whom", max_length=200, widget=NameWithChoices,
        help_text="The facility of this transition, a support person, or whom a consent was given to, named as it is there. Choose from the list.",
    )  # fmt: skip
    purpose = forms.ChoiceField(label="For what", choices=HandoverSummary.Purpose, widget=forms.RadioSelect)

    unmarked = forms.ChoiceField(
        label="What looks like substance use treatment, but is not marked", required=False, widget=forms.RadioSelect,
        choices=[("", "Ask me if there is any"), *HandoverSummary.Unmarked.choices],
        help_text="What is marked leaves only with the client's consent for it. Words alone only warn; then you decide.",
    )  # fmt: skip

    def narrow(self) -> None:
        """The names stand in the list; any other is judged by the step, which says what is not there."""
        if self.obj is not None:
            cast(NameWithChoices, self.fields["recipient"].widget).names = partial(recipients, self.obj, timezone.localdate())
