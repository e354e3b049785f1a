"""Inputs about support people, capacity findings and consents."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import ApiClient
from clients.forms.fields import day_field, long_text, not_in_future, phone_number
from clients.models import CapacityFinding, Client, Consent, SupportPerson
from clients.models.codes import Language
from workflow.forms import StepForm

WHY = "the support people of the client the form is about"


class SupportPersonForm(StepForm):
    name = forms.CharField(label="Name", max_length=120)
    relationship = forms.CharField(label="Relationship", max_length=60, help_text="For example daughter, neighbour, sponsor.")
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    language = forms.ChoiceField(label="Language", choices=Language, required=False)
    caregiver = forms.BooleanField(label="Caregiver", required=False)
    emergency_contact = forms.BooleanField(label="Emergency contact", required=False)
    may_know = forms.MultipleChoiceField(
        label="May know about", choices=SupportPerson.Shareable, required=False, widget=forms.CheckboxSelectMultiple
    )
    representative = forms.ChoiceField(label="Representative", choices=SupportPerson.Representative, required=False)
    authority_scope = forms.CharField(label="Authority covers", max_length=200, required=False)
    authority_evidence = forms.CharField(
        label="Evidence on file", max_length=200, required=False, help_text="Without evidence the person has no authority here."
    )
    authority_from = day_field("Authority from", required=False)
    authority_until = day_field("Authority until", required=False)
    only_on_incapacity = forms.BooleanField(label="Acts only when the client lacks capacity", required=False)

    groups = (
        ("Who", ("name", "relationship", "phone", "email", "language", "caregiver", "emergency_contact", "may_know")),
        (
            "Authority to speak for the client",
            (
                "representative",
                "authority_scope",
                "authority_evidence",
                "authority_from",
                "authority_until",
                "only_on_incapacity",
            ),
        ),
    )

    def clean_phone(self) -> str:
        return phone_number(self.cleaned_data["phone"])

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.ENGLISH

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("authority_from"), data.get("authority_until")
        if start and end and end < start:
            self.add_error("authority_until", "The authority ends before it begins.")
        client = self.obj if isinstance(self.obj, Client) else getattr(self.obj, "client", None)
        if client is not None and _is_unsafe(client, data.get("name", "")):
            trusted = [name for name in ("emergency_contact", "caregiver", "may_know", "representative") if data.get(name)]
            for name in trusted:
                self.add_error(name, "The client named this person as somebody who must not know. Leave this empty.")
        return data


def _is_unsafe(client: Client, name: str) -> bool:
    """Named among the people who must not know (safe-contact practice: block as contact and proxy)."""
    words = name.casefold().split()
    return bool(words) and all(word in client.unsafe_people.casefold() for word in words)


class CapacityForm(StepForm):
    decision = forms.CharField(label="Which decision", max_length=200)
    outcome = forms.ChoiceField(label="Finding", choices=CapacityFinding.Outcome)
    judged_on = day_field("Judged on")
    judged_by = forms.CharField(label="Judged by", max_length=120)
    client_view = long_text("The client's own view", rows=3, max_length=2000, required=False)

    def clean_judged_on(self) -> Any:
        return not_in_future(self.cleaned_data["judged_on"])


class ConsentForm(StepForm):
    """A consent with the elements of 42 CFR 2.31(a) as fields."""

    kind = forms.ChoiceField(label="Consent", choices=Consent.Kind)
    grantee = forms.CharField(label="Given to", max_length=200, required=False, help_text="The person or organisation by name.")
    grantee_client = forms.ModelChoiceField(
        label="Partner system", queryset=ApiClient.objects.none(), required=False, help_text="When they read by the API."
    )
    scope = forms.MultipleChoiceField(label="Covers", choices=Consent.Scope, required=False, widget=forms.CheckboxSelectMultiple)
    information = long_text("Information described", rows=2, max_length=2000, required=False)
    purpose = forms.CharField(label="Purpose", max_length=200, required=False)
    starts_on = day_field("From", required=False, help_text="The day it was signed, if left empty.")
    ends_on = day_field("Until", required=False)
    ends_when = forms.CharField(label="Or until this event", max_length=120, required=False)
    signed_by = forms.ModelChoiceField(
        label="Signed by representative", queryset=SupportPerson.objects.none(), required=False, empty_label="The client"
    )
    signed_on = day_field("Signed on")
    method = forms.ChoiceField(label="How", choices=Consent.Method)
    told_of_rights = forms.BooleanField(
        label="Told of the right to revoke, of redisclosure, and of the effect of refusing", required=False
    )

    def narrow(self) -> None:
        self.limit("grantee_client", ApiClient.objects.filter(status=ApiClient.Status.ACTIVE))
        if self.obj is not None:
            people = self.obj.support_people.unscoped(WHY).filter(status=SupportPerson.Status.CURRENT)
            self.limit("signed_by", people)

    def clean_signed_on(self) -> Any:
        return not_in_future(self.cleaned_data["signed_on"], "The day of signing")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, why in _missing(data):
            self.add_error(name, why)
        signer = data.get("signed_by")
        if signer and data.get("signed_on") and not signer.has_authority_on(data["signed_on"]):
            self.add_error(
                "signed_by",
                f"{signer.name} has no recorded authority for that day. Record the kind of representative and the evidence first.",
            )
        if data.get("ends_on") and data["ends_on"] < (data.get("starts_on") or data.get("signed_on") or timezone.localdate()):
            self.add_error("ends_on", "The consent ends before it begins.")
        return data


# 42 CFR 2.31(a): element 2 or 4 who, 3 what, 5 purpose, 7 expiry, 6 and 10 rights. VAWA: written, time-limited, one recipient.
PART_2 = {
    "grantee": "42 CFR 2.31(a)(4): name who receives the records.",
    "information": "42 CFR 2.31(a)(3): describe the information.",
    "purpose": "42 CFR 2.31(a)(5): say the purpose.",
    "told_of_rights": "42 CFR 2.31(a)(6): tell the client of the right to revoke, and of redisclosure.",
}
SHARING = {"grantee": "Say who may receive it.", "scope": "Tick what may be shared.", "purpose": "Say what it is for."}
VICTIM = {
    "grantee": "Name one recipient: each agency needs its own release.",
    "information": "Describe what is released.",
    "ends_on": "A release of victim service information must have an end date.",
}
NEEDED: dict[str, dict[str, str]] = {Consent.Kind.SUD: PART_2, Consent.Kind.SHARE: SHARING, Consent.Kind.VICTIM_SERVICES: VICTIM}


def _missing(data: dict[str, Any]) -> list[tuple[str, str]]:
    """What this kind of consent still lacks; a deficient consent lets nothing out."""
    kind = data.get("kind") or ""
    found = [(name, why) for name, why in NEEDED.get(kind, {}).items() if not data.get(name)]
    if kind == Consent.Kind.SUD and not (data.get("ends_on") or data.get("ends_when")):
        found.append(("ends_on", "42 CFR 2.31(a)(7): give an end date or event; “none” is an event for treatment and payment."))
    if kind == Consent.Kind.VICTIM_SERVICES and data.get("method") == Consent.Method.SPOKEN:
        found.append(("method", "A release of victim service information must be written."))
    return found
