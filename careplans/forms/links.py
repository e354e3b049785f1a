"""Inputs of private links: giving one out, and what comes back through it."""

from typing import Any

from django import forms
from django.utils import timezone

from careplans.forms.agreements import why_no_authority
from careplans.models import Agreement, PrivateLink
from clients.forms.fields import long_text, safe_channels_of
from clients.models import CapacityFinding, Channel, SupportPerson
from workflow.forms import StepForm

WHY = "the people and capacity findings of the client the link is for"
LONGEST_DAYS = 30
USUAL_DAYS = 7
ANSWERS = (
    Agreement.Answer.AGREED, Agreement.Answer.WITH_CHANGES, Agreement.Answer.OBJECTED, Agreement.Answer.DECLINED, Agreement.Answer.UNDECIDED,
)  # fmt: skip


class IssueLinkForm(StepForm):
    """For one person and one purpose, sent only in a way that is safe."""

    purpose = forms.ChoiceField(label="What it is for", choices=PrivateLink.Purpose)
    support_person = forms.ModelChoiceField(
        label="For whom", queryset=SupportPerson.objects.none(), required=False, empty_label="The client"
    )
    capacity_finding = forms.ModelChoiceField(
        label="Capacity finding", queryset=CapacityFinding.objects.none(), required=False, empty_label="None needed",
        help_text="For a representative who acts only when the client lacks capacity for this decision.",
    )  # fmt: skip
    channel = forms.ChoiceField(label="How you will give it", choices=Channel)
    language = forms.ChoiceField(label="Language", choices=(("en", "English"), ("es", "Español")), required=False)
    days = forms.IntegerField(
        label="Days it stays open", min_value=1, max_value=LONGEST_DAYS, required=False, help_text=f"{USUAL_DAYS}, if left empty."
    )

    def narrow(self) -> None:
        if self.obj is None:
            return
        self.fields["language"].initial = self._clients_own()
        people = SupportPerson.objects.unscoped(WHY).filter(client_id=self.obj.client_id, status=SupportPerson.Status.CURRENT)
        self.limit("support_person", people)
        recorded = CapacityFinding.objects.unscoped(WHY).filter(
            client_id=self.obj.client_id, status=CapacityFinding.Status.RECORDED
        )
        self.limit("capacity_finding", recorded.order_by("-judged_on"))
        if not self.data.get("support_person"):
            self.limit_choices("channel", safe_channels_of(self.obj.client))

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self._clients_own()

    def _clients_own(self) -> str:
        return "es" if self.obj is not None and self.obj.client.language.startswith("es") else "en"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "channel" in self.errors and self.obj is not None:
            self.errors["channel"] = self.error_class(
                ["This is not a safe way to reach this client. Choose another, or give it in person."]
            )
        if data.get("purpose") == PrivateLink.Purpose.AGREE and data.get("support_person"):
            self._check_representative(data["support_person"], data.get("capacity_finding"))
        else:
            data["capacity_finding"] = None
        return data

    def _check_representative(self, person: SupportPerson, finding: CapacityFinding | None) -> None:
        """Only a representative whose authority is in force answers for the client, and never past a note of capacity."""
        if why := why_no_authority(person, timezone.localdate()):
            self.add_error("support_person", f"{why} Record it with its dates first, or give a link to their own promises.")
        elif person.only_on_incapacity and (finding is None or finding.outcome != CapacityFinding.Outcome.LACKS_CAPACITY):
            self.add_error(
                "capacity_finding", f"{person.name} acts only when the client lacks capacity: choose the recorded finding."
            )


class UseLinkForm(StepForm):
    """Everything one submission says: answers to lines, what came of promises, feedback."""

    answers = forms.JSONField(required=False)
    promises = forms.JSONField(required=False)
    signed_name = forms.CharField(max_length=120, required=False)
    useful = forms.TypedChoiceField(
        choices=[("", ""), *[(n, str(n)) for n in range(1, 6)]], coerce=int, empty_value=None, required=False
    )
    feedback = long_text("Feedback", max_length=4000, required=False)

    def clean_answers(self) -> list[dict[str, str]]:
        """One answer a line, only the answers the page offers."""
        return _entries(self.cleaned_data["answers"], {str(answer) for answer in ANSWERS})

    def clean_promises(self) -> list[dict[str, str]]:
        return _entries(self.cleaned_data["promises"], {"kept", "missed"})


def _entries(given: Any, known: set[str]) -> list[dict[str, str]]:
    rows = given or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("answer") in known for row in rows):
        raise forms.ValidationError("The answers could not be read. Open the link again and answer once more.")
    return [{name: str(row.get(name) or "")[:2000] for name in ("line", "answer", "words", "next")} for row in rows]


class NoteSentForm(StepForm):
    not_sent_because = forms.CharField(max_length=200, required=False)


class RevokeLinkForm(StepForm):
    reason = forms.CharField(label="Why", max_length=200)
