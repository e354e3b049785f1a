"""Inputs about the client: registering, changing, contact details, safe-contact rules, restriction."""

from typing import Any, cast

from django import forms

from accounts.models import User
from accounts.queries.people import people_in_teams
from clients.forms.fields import LanguageField, day_field, long_text, not_in_future, phone_number, plausible_birth_date
from clients.models import codes
from clients.queries.assigned import named_people
from workflow.forms import StepForm


class IdentityForm(StepForm):
    """Who the client is: shared by registering and changing."""

    given_name = forms.CharField(label="Given name", max_length=100)
    middle_name = forms.CharField(label="Middle name", max_length=100, required=False)
    family_name = forms.CharField(label="Family name", max_length=100)
    suffix = forms.CharField(label="Suffix", max_length=20, required=False)
    preferred_name = forms.CharField(
        label="Preferred name", max_length=100, required=False, help_text="What they want to be called. It leads everywhere."
    )
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    birth_date = day_field("Birth date", required=False)
    birth_precision = forms.ChoiceField(label="How exact", choices=codes.BirthPrecision, required=False)
    gender = forms.ChoiceField(label="Gender", choices=codes.Gender, initial=codes.Gender.UNKNOWN, required=False)
    gender_identity = forms.CharField(label="Gender identity, in their words", max_length=80, required=False)
    race = forms.MultipleChoiceField(
        label="Race", choices=codes.Race, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="As the client says; several may apply.",
    )  # fmt: skip
    ethnicity = forms.ChoiceField(label="Ethnicity", choices=[("", "Not asked"), *codes.Ethnicity.choices], required=False)
    disability = forms.CharField(label="Disability or access needs", max_length=200, required=False)
    language = LanguageField(label="Preferred language", choices=codes.Language, required=False)
    interpreter_needed = forms.BooleanField(label="Interpreter needed", required=False)
    email = forms.EmailField(label="E-mail", required=False)

    def narrow(self) -> None:
        cast(LanguageField, self.fields["language"]).offer_also(getattr(self.obj, "language", ""))

    def clean_birth_date(self) -> Any:
        return plausible_birth_date(self.cleaned_data["birth_date"])

    def clean_birth_precision(self) -> str:
        return self.cleaned_data["birth_precision"] or codes.BirthPrecision.DAY

    def clean_gender(self) -> str:
        return self.cleaned_data["gender"] or codes.Gender.UNKNOWN

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or codes.Language.ENGLISH


class RegisterClientForm(IdentityForm):
    """A new client, with the first phone and address, so that nobody asks twice."""

    phone = forms.CharField(label="Phone", max_length=40, required=False)
    phone_kind = forms.ChoiceField(label="Kind of phone", choices=codes.PhoneKind, required=False)
    street = forms.CharField(label="Street", max_length=200, required=False)
    city = forms.CharField(label="City", max_length=100, required=False)
    subdivision = forms.CharField(label="State", max_length=60, required=False)
    postal_code = forms.CharField(label="ZIP code", max_length=20, required=False)
    confidential_address = forms.BooleanField(label="This address is confidential", required=False)
    identifier_kind = forms.ChoiceField(
        label="Kind of identifier", choices=[("", "None"), *codes.IdentifierKind.choices], required=False
    )
    identifier_issuer = forms.CharField(label="Issued by", max_length=200, required=False)
    identifier_value = forms.CharField(label="Number", max_length=80, required=False)
    may_voicemail = forms.NullBooleanField(label="Voicemail is safe", required=False)
    may_text = forms.NullBooleanField(label="Text messages are safe", required=False)
    safe_contact_note = forms.CharField(label="Safe-contact note", max_length=200, required=False)
    duplicates_checked = forms.BooleanField(label="I looked at the possible matches; this is a different person", required=False)

    folded = ("Address", "Identifier", "More, as the client says")
    groups = (
        ("Who it is", ("given_name", "family_name", "preferred_name", "birth_date", "birth_precision", "phone", "phone_kind")),
        (
            "How to speak with them",
            ("language", "interpreter_needed", "pronouns", "may_voicemail", "may_text", "safe_contact_note"),
        ),
        ("Address", ("street", "city", "subdivision", "postal_code", "confidential_address")),
        ("Identifier", ("identifier_kind", "identifier_issuer", "identifier_value")),
        (
            "More, as the client says",
            ("middle_name", "suffix", "gender", "gender_identity", "race", "ethnicity", "disability", "email"),
        ),
    )

    def clean_phone(self) -> str:
        return phone_number(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("identifier_value") and not data.get("identifier_kind"):
            self.add_error("identifier_kind", "Say what kind of number this is.")
        return data


class SafeContactForm(StepForm):
    """How the client may be reached without putting them in danger."""

    may_phone = forms.BooleanField(label="Phone calls are safe", required=False)
    may_voicemail = forms.BooleanField(label="Voicemail is safe", required=False)
    may_text = forms.BooleanField(label="Text messages are safe", required=False)
    may_email = forms.BooleanField(label="E-mail is safe", required=False)
    may_post = forms.BooleanField(label="Letters are safe", required=False)
    may_visit = forms.BooleanField(label="Home visits are safe", required=False)
    may_name_agency = forms.BooleanField(label="The agency may be named", required=False)
    safe_from = forms.TimeField(label="Calls are safe from", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    safe_until = forms.TimeField(label="until", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    safe_contact_note = forms.CharField(label="Safe-contact note", max_length=200, required=False)
    safe_name = forms.CharField(label="Name to use on the phone", max_length=100, required=False)
    code_word = forms.CharField(label="Code word", max_length=60, required=False)
    unsafe_people = forms.CharField(label="People who must not know", max_length=300, required=False)
    safe_contact_review_on = day_field("Review on", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("safe_from")) != bool(data.get("safe_until")):
            self.add_error("safe_until", "Give both times, or neither.")
        return data


class PhoneForm(StepForm):
    kind = forms.ChoiceField(label="Kind", choices=codes.PhoneKind)
    number = forms.CharField(label="Number", max_length=40)
    calls_allowed = forms.BooleanField(label="Calls are safe", required=False, initial=True)
    voicemail_allowed = forms.BooleanField(label="Voicemail is safe", required=False, initial=True)
    texts_allowed = forms.BooleanField(label="Text messages are safe", required=False, initial=True)
    note = forms.CharField(label="Note", max_length=200, required=False)

    def clean_number(self) -> str:
        return phone_number(self.cleaned_data["number"])


class AddressForm(StepForm):
    use = forms.ChoiceField(label="Use", choices=codes.AddressUse)
    street = forms.CharField(label="Street", max_length=200, required=False)
    city = forms.CharField(label="City", max_length=100, required=False)
    subdivision = forms.CharField(label="State", max_length=60, required=False)
    postal_code = forms.CharField(label="ZIP code", max_length=20, required=False)
    confidential = forms.BooleanField(
        label="Confidential", required=False, help_text="Shown on this client's own page only: never in a list, search or export."
    )
    substitute = forms.CharField(
        label="Substitute address", max_length=300, required=False, help_text="From an address confidentiality programme."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(part) for part in ("street", "city", "postal_code", "substitute")):
            raise forms.ValidationError("Give at least a street, a city, a ZIP code or a substitute address.")
        return data


class IdentifierForm(StepForm):
    kind = forms.ChoiceField(label="Kind", choices=codes.IdentifierKind)
    issuer = forms.CharField(label="Issued by", max_length=200, help_text="The hospital, plan or authority.")
    value = forms.CharField(label="Number", max_length=80)


class FormerNameForm(StepForm):
    use = forms.ChoiceField(label="Kind", choices=codes.NameUse)
    given_name = forms.CharField(label="Given name", max_length=100, required=False)
    family_name = forms.CharField(label="Family name", max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("given_name") or data.get("family_name")):
            raise forms.ValidationError("Give a given name or a family name.")
        return data


class RemoveEntryForm(StepForm):
    """Which phone, address, identifier or former name goes."""

    entry = forms.UUIDField(label="Entry", widget=forms.HiddenInput)


class RecordDeathForm(StepForm):
    deceased_on = day_field("Date of death", required=False, help_text="Leave empty if nobody knows the day.")

    def clean_deceased_on(self) -> Any:
        return not_in_future(self.cleaned_data["deceased_on"], "The date of death")


class RestrictForm(StepForm):
    """Who else is assigned to a restricted record, beside the case manager and whoever restricts it."""

    people = forms.ModelMultipleChoiceField(
        label="Also assigned", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="The case manager sees the record by their case; whoever takes the case over will see it instead.",
    )  # fmt: skip
    reason = long_text("Why", rows=2, max_length=500, help_text="Read by the assigned people only.")

    def narrow(self) -> None:
        self.limit("people", people_in_teams())


class AssignPersonForm(StepForm):
    """One more person for a restricted record."""

    person = forms.ModelChoiceField(label="Person", queryset=User.objects.none(), empty_label="Choose a person")

    def narrow(self) -> None:
        people = people_in_teams()
        self.limit("person", people.exclude(pk__in=named_people(self.obj).values("pk")) if self.obj else people)


class UnassignPersonForm(StepForm):
    """One of the people named for a restricted record."""

    person = forms.ModelChoiceField(label="Person", queryset=User.objects.none(), empty_label="Choose a person")

    def narrow(self) -> None:
        if self.obj:
            self.limit("person", named_people(self.obj))


class ReasonForm(StepForm):
    """A step that wants only its reason."""

    reason = long_text("Reason", rows=2, max_length=200)
