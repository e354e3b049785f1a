"""Inputs of answers to a plan."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from careplans.forms.widgets import SignatureWidget
from careplans.models import Agreement
from careplans.policy.plans import link_of
from careplans.queries.agreements import version_of
from clients.forms.fields import day_field, long_text, not_in_future
from clients.models import CapacityFinding, SupportPerson
from workflow.forms import StepForm

WHY = "the representatives and capacity findings of the client who is asked"
MOST_POINTS = 5000
LACKS = CapacityFinding.Outcome.LACKS_CAPACITY


class AgreementForm(StepForm):
    """One answer, by the client or by a representative whose authority is on file; capacity is never passed over."""

    line = forms.UUIDField(label="Which line", required=False, help_text="Left empty, the answer is to the whole plan.")
    answer = forms.ChoiceField(label="Answer", choices=Agreement.Answer)
    words = long_text("In their words", rows=2, max_length=2000, required=False)
    given_on = day_field("Given on", required=False, help_text="Today, if left empty.")
    representative = forms.ModelChoiceField(
        label="Given by", queryset=SupportPerson.objects.none(), required=False, empty_label="The client"
    )
    method = forms.ChoiceField(label="How", choices=Agreement.Method)
    interpreter = forms.CharField(
        label="Interpreter", max_length=120, required=False, help_text="Name or service, if one helped."
    )
    capacity_finding = forms.ModelChoiceField(
        label="Capacity finding", queryset=CapacityFinding.objects.none(), required=False, empty_label="None needed"
    )
    signed_name = forms.CharField(label="Name as signed", max_length=120, required=False)
    signature = forms.JSONField(label="Signature", required=False, widget=SignatureWidget)

    groups = (
        ("", ("answer", "words", "line")),
        ("Who and how", ("representative", "method", "given_on", "interpreter", "signed_name", "capacity_finding", "signature")),
    )

    def narrow(self) -> None:
        if self.obj is None:
            return
        people = SupportPerson.objects.unscoped(WHY).filter(client_id=self.obj.client_id, status=SupportPerson.Status.CURRENT)
        self.limit("representative", people.exclude(representative=""))
        recorded = CapacityFinding.objects.unscoped(WHY).filter(
            client_id=self.obj.client_id, status=CapacityFinding.Status.RECORDED
        )
        self.limit("capacity_finding", recorded.order_by("-judged_on"))

    def clean_given_on(self) -> Any:
        return not_in_future(self.cleaned_data["given_on"], "The day of the answer") or timezone.localdate()

    def clean_line(self) -> UUID | None:
        line: UUID | None = self.cleaned_data["line"]
        version = version_of(self.obj) if self.obj is not None else None
        if line and (version is None or str(line) not in {known["id"] for known in version.lines}):
            raise forms.ValidationError("This line is not part of the version that was put to the client. Reload the plan.")
        return line

    def clean_signature(self) -> Any:
        strokes = self.cleaned_data["signature"]
        if strokes and not _are_strokes(strokes):
            raise forms.ValidationError("The signature could not be read. Clear the field and sign again, or type the name.")
        return strokes or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("method") == Agreement.Method.SIGNATURE and not (data.get("signature") or data.get("signed_name")):
            self.add_error("signed_name", "Sign in the field, or type the name as a signature.")
        if data.get("method") == Agreement.Method.LINK and not self.actor.is_guest:
            self.add_error("method", "Only the client's own link answers this way. Choose how you heard the answer.")
        self._check_authority(data)
        self._check_capacity(data)
        return data

    def _check_authority(self, data: dict[str, Any]) -> None:
        person, day = data.get("representative"), data.get("given_on")
        if self.actor.is_guest and person != self._holder():
            self.add_error("representative", "This link answers for whoever it was given to, and for nobody else.")
        if person is None or day is None:
            return
        if why := why_no_authority(person, day):
            self.add_error("representative", f"{why} Record the authority with its dates first, or ask the client.")

    def _holder(self) -> SupportPerson | None:
        """The representative whose link this is; none for the client's own."""
        link = link_of(self.actor)
        return link.support_person if link else None

    def _check_capacity(self, data: dict[str, Any]) -> None:
        """Incapacity is found for one decision at one time, by somebody, with the client's view (standards 7.8)."""
        person, finding = data.get("representative"), data.get("capacity_finding")
        only_then = person if person is not None and person.only_on_incapacity else None
        unable = data.get("answer") == Agreement.Answer.UNABLE
        if not (only_then or unable) or "capacity_finding" in self.errors:
            return
        if finding is None or finding.outcome != LACKS:
            who = (
                f"{only_then.name} acts only when the client lacks capacity"
                if only_then
                else "“Unable” is a finding about capacity"
            )
            self.add_error("capacity_finding", f"{who}: choose the recorded finding for this decision, or record one first.")


def why_no_authority(person: SupportPerson, day: date) -> str:
    """What a person lacks to speak for the client on that day, in a sentence; empty when nothing."""
    if person.has_authority_on(day):
        return ""
    lacks = "evidence on file" if not person.authority_evidence else "authority in force on that day"
    return f"{person.name} has no {lacks}."


def _are_strokes(value: Any) -> bool:
    """Lists of points on the signing field, and not more of them than a hand draws."""
    if not isinstance(value, list) or sum(len(stroke) for stroke in value if isinstance(stroke, list)) > MOST_POINTS:
        return False
    return all(isinstance(stroke, list) and all(map(_is_point, stroke)) for stroke in value)


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(isinstance(n, int) and -2000 <= n <= 2000 for n in point)
