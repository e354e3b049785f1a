"""Inputs about the discharge plan checked with the client."""

from typing import Any

from django import forms
from django.utils import timezone

from careplans.models.codes import OwnerKind
from clients.forms.fields import day_field
from followups.forms.people import TeamMemberField
from followups.queries.people import works_in
from transitions.forms.fields import part_2_field
from transitions.models import TeachBack, Transition
from transitions.queries.cases import running_case
from workflow.forms import StepForm

PROMISERS = [
    ("", "The case manager"), (OwnerKind.CLIENT, OwnerKind.CLIENT.label), (OwnerKind.PARTNER, OwnerKind.PARTNER.label),
]  # fmt: skip


class TeachBackForm(StepForm):
    """What is arranged, what the client said, and what becomes of what is missing: all in one step."""

    topic = forms.ChoiceField(label="What was checked", choices=TeachBack.Topic)
    arranged = forms.ChoiceField(label="Arranged", choices=TeachBack.Arranged, widget=forms.RadioSelect)
    understood = forms.ChoiceField(label="Understood", choices=TeachBack.Understood, widget=forms.RadioSelect)
    client_words = forms.CharField(
        label="In the client's own words", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ask: “How would you explain this to your family?”",
    )  # fmt: skip
    why_not = forms.CharField(label="If it was not checked: why", max_length=300, required=False)
    missing = forms.CharField(label="If something is missing: what", max_length=200, required=False)
    remedy = forms.ChoiceField(label="It becomes", choices=TeachBack.Remedy, required=False)
    due_on = day_field("By when", required=False)
    person = TeamMemberField(
        label="Who sees to it", required=False, empty_label="The case manager",
        help_text="A colleague of the team is asked and may decline; until then it stays with the case manager.",
    )  # fmt: skip
    owner_kind = forms.ChoiceField(label="Whose promise, if it is one", choices=PROMISERS, required=False)
    partner_name = forms.CharField(label="Partner's name", max_length=120, required=False)
    substance_use = part_2_field()

    def narrow(self) -> None:
        if isinstance(self.obj, Transition) and (case := running_case(self.obj.client)):
            self.fields["person"].offer(case.team_id)  # type: ignore[attr-defined]  # the stubs see a plain Field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("understood") == TeachBack.Understood.NOT_CHECKED and not data.get("why_not"):
            self.add_error("why_not", "Say why it was not checked.")
        if data.get("understood") == TeachBack.Understood.YES and not data.get("client_words"):
            self.add_error("client_words", "Write down how the client said it; without that nobody knows what was understood.")
        if data.get("arranged") == TeachBack.Arranged.NO:
            self._missing(data)
        elif data.get("arranged") and (data.get("missing") or data.get("remedy")):
            self.add_error("arranged", "Something is missing, so choose missing; or clear what is missing and what it becomes.")
        if data.get("owner_kind") == OwnerKind.PARTNER and not data.get("partner_name"):
            self.add_error("partner_name", "Name the partner who promises it.")
        if data.get("person") and self.obj is not None:
            self._given_to(data)
        return data

    def _given_to(self, data: dict[str, Any]) -> None:
        """Only somebody of the team that has the case, and only where something is left to be done."""
        case = running_case(self.obj.client)
        if data.get("remedy") != TeachBack.Remedy.FOLLOW_UP and data.get("understood") != TeachBack.Understood.NOT_YET:
            self.add_error("person", "Nothing is left to be done by somebody; leave this empty.")
        elif case is None or case.case_manager_id is None or case.team_id is None:
            self.add_error("person", "The case has no case manager yet. Leave this empty: it goes to the team.")
        elif not works_in(data["person"], case.team_id):
            self.add_error("person", f"{data['person'].name} does not work in {case.team}. Choose somebody of that team.")

    def _missing(self, data: dict[str, Any]) -> None:
        asked = {
            "missing": "Say what is missing.", "remedy": "Choose what it becomes: a follow-up or a promise.",
            "due_on": "Say by when it is needed.",
        }  # fmt: skip
        for name, words in asked.items():
            if name in data and not data[name]:
                self.add_error(name, words)

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("This day has passed. Choose today or a later day.")
        return day
