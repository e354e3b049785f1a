"""One FHIR R4 Patient (US Core) as the input of our steps on a client."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clients.forms.fields import LANGUAGE_TAG, LanguageField
from clients.models.codes import Ethnicity, Gender, Race
from interop.forms.fhir_codes import ethnicity_of, language_of, race_of
from interop.forms.fhir_contacts import contacts_of
from interop.forms.fhir_details import addresses_of, email_of, identifiers_of, phones_of
from interop.forms.fhir_names import Names, names_of
from interop.forms.fhir_values import NotUsable, calendar_date, codings, extensions, objects, shown, text, words_of

LONGEST_ID = 64
GENDER_IDENTITY = ("patient-genderIdentity", "us-core-genderIdentity", "individual-genderIdentity")
UNANSWERED = (Race.ASKED_UNKNOWN, Race.UNKNOWN)
# SNOMED CT qualifier "Yes", the answer of US Core's interpreter-needed extension.
YES = "373066001"


@dataclass(frozen=True)
class PatientLink:
    """That another Patient is the same person, in FHIR's words: replaced-by, replaces, refer or seealso."""

    other: str
    kind: str


@dataclass
class Patient:
    """A Patient in our words. Each dict is the input of a step's form; `remarks` says what was left out and why.

    `identity` names only what the source knows, so that an update never empties a field.
    """

    fhir_id: str
    identity: dict[str, Any]
    identifiers: list[dict[str, Any]] = field(default_factory=list)
    former_names: list[dict[str, Any]] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    addresses: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    links: list[PatientLink] = field(default_factory=list)
    deceased: bool = False
    deceased_on: date | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Every name of the person, the former ones too."""
        own = [self.identity.get(name, "") for name in ("given_name", "middle_name", "family_name", "preferred_name")]
        return [*own, *(other[part] for other in self.former_names for part in ("given_name", "family_name"))]


def patient_of(resource: dict[str, Any], full_url: str = "") -> Patient:
    """Read one Patient; raises NotUsable when who it is cannot be said, and leaves out lesser details with a remark."""
    fhir_id = text(resource.get("id"))
    if len(fhir_id) > LONGEST_ID:
        raise NotUsable(f"Its id has {len(fhir_id):,} characters; FHIR allows {LONGEST_ID}.")
    if resource.get("modifierExtension"):
        raise NotUsable("It carries a modifierExtension, which changes what it means in a way not known here.")
    remarks: list[str] = []
    names = names_of(resource.get("name"), remarks)
    patient = Patient(fhir_id, _identity(resource, names, remarks), former_names=names.others, remarks=remarks)
    patient.identifiers = identifiers_of(resource, full_url, remarks)
    patient.phones = phones_of(resource.get("telecom"), remarks)
    patient.addresses = addresses_of(resource.get("address"), remarks)
    patient.contacts = contacts_of(resource.get("contact"), remarks)
    patient.links = links_of(resource)
    _add_death(patient, resource)
    _remark_on_the_record(resource, remarks)
    return patient


def _identity(resource: dict[str, Any], names: Names, remarks: list[str]) -> dict[str, Any]:
    born, how_exact = None, None
    if resource.get("birthDate") not in (None, ""):
        born, how_exact = calendar_date(resource["birthDate"], "birth date")
    found = {
        **names.own,
        "birth_date": born,
        "birth_precision": how_exact,
        "gender": _gender(resource, remarks),
        "gender_identity": _concept("Gender identity", 80, resource, remarks, *GENDER_IDENTITY),
        "pronouns": _concept("Pronouns", 40, resource, remarks, "individual-pronouns"),
        "race": _race(resource, remarks),
        "ethnicity": _ethnicity(resource, remarks),
        "language": _language(resource, remarks),
        "interpreter_needed": _interpreter_needed(resource),
        "email": email_of(resource.get("telecom"), remarks),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [], False)}


def _gender(resource: dict[str, Any], remarks: list[str]) -> str:
    given = text(resource.get("gender"))
    if given in Gender.values or not given:
        return given
    remarks.append(f"Gender {shown(given)} is not a FHIR gender; left unknown.")
    return ""


def _concept(label: str, longest: int, resource: dict[str, Any], remarks: list[str], *names: str) -> str:
    """A concept in words, given directly or (R5 form) in an inner extension named value."""
    for one in extensions(resource, *names):
        inner = next(extensions(one, "value"), one)
        words = words_of(inner.get("valueCodeableConcept"))
        if len(words) > longest:
            remarks.append(f"{label} longer than {longest} characters left out.")
        elif words:
            return words
    return ""


def _race(resource: dict[str, Any], remarks: list[str]) -> list[str]:
    found: set[str] = set()
    for extension in extensions(resource, "us-core-race"):
        for coding, words in _answers(extension):
            race = race_of(coding) or (Race.OTHER.value if words.lower() in ("other", "other race") else "")
            found.add(race)
            if not race_of(coding):
                _remark_on_code("Race", coding, words, "recorded as “Other race”" if race else "left out", remarks)
    answered = [race for race in Race.values if race in found and race not in UNANSWERED]
    return answered or [race.value for race in UNANSWERED if race in found][:1]


def _ethnicity(resource: dict[str, Any], remarks: list[str]) -> str:
    found: set[str] = set()
    for extension in extensions(resource, "us-core-ethnicity"):
        for coding, words in _answers(extension):
            found.add(ethnicity_of(coding))
            if not ethnicity_of(coding):
                _remark_on_code("Ethnicity", coding, words, "left out", remarks)
    return next((value for value in Ethnicity.values if value in found), "")


def _answers(extension: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and words of every category; the text alone where there is no code."""
    found = [one.get("valueCoding") for one in extensions(extension, "ombCategory", "detailed")]
    answers = [(text(one.get("code")), text(one.get("display"))) for one in found if isinstance(one, dict)]
    if answers:
        return answers
    labels = {label: value for value, label in (*Race.choices, *Ethnicity.choices)}
    alone = [text(one.get("valueString")) for one in extensions(extension, "text")]
    return [(labels.get(words, ""), words) for words in alone if words]


def _remark_on_code(what: str, code: str, words: str, what_became: str, remarks: list[str]) -> None:
    named = f"code {shown(code)}" if code else f"text {shown(words)}"
    remarks.append(f"{what} {named} is none of the OMB categories; {what_became}.")


def _language(resource: dict[str, Any], remarks: list[str]) -> str:
    """The preferred language, or the first one named."""
    spoken = objects(resource.get("communication"), "languages")
    spoken.sort(key=lambda one: one.get("preferred") is not True)
    if not spoken:
        return ""
    concept = spoken[0].get("language")
    tag = next((code for coding in codings(concept) if (code := text(coding.get("code")))), "")
    if found := language_of(tag, words_of(concept)):
        return found
    if not (tag or words_of(concept)):
        return ""
    known = tag if LANGUAGE_TAG.fullmatch(tag) and len(tag) <= LanguageField.LONGEST else "und"
    became = "by its tag" if known == tag else "as “Another language”"
    remarks.append(f"Language {shown(words_of(concept))} is not one of those offered here; recorded {became}.")
    return known


def _interpreter_needed(resource: dict[str, Any]) -> bool:
    for one in extensions(resource, "patient-interpreterRequired", "us-core-interpreter-needed"):
        coding = one.get("valueCoding")
        if one.get("valueBoolean") is True or (isinstance(coding, dict) and coding.get("code") == YES):
            return True
    return False


def links_of(resource: dict[str, Any]) -> list[PatientLink]:
    """Links to other Patients; one to a RelatedPerson is no second record of the client."""
    found = []
    for link in objects(resource.get("link"), "links"):
        other = link.get("other")
        reference = text(other.get("reference")) if isinstance(other, dict) else ""
        kind = text(link.get("type"))
        if reference and "RelatedPerson/" not in reference and kind in ("replaced-by", "replaces", "refer", "seealso"):
            found.append(PatientLink(id_in(reference), kind))
    return found


def id_in(reference: str) -> str:
    """The id in Patient/p1, https://…/Patient/p1/_history/2 or urn:uuid:…"""
    return reference.partition("/_history/")[0].rpartition("/")[2].removeprefix("urn:uuid:")[:LONGEST_ID]


def _add_death(patient: Patient, resource: dict[str, Any]) -> None:
    given = resource.get("deceasedDateTime")
    patient.deceased = resource.get("deceasedBoolean") is True or bool(given)
    if not given:
        return
    died, how_exact = calendar_date(given, "date of death")
    born = patient.identity.get("birth_date")
    if born and died < born and (how_exact == "day" or died.year < born.year):
        raise NotUsable(f"The date of death {shown(text(given))} lies before the birth date.")
    if how_exact == "day":
        patient.deceased_on = died
    else:
        patient.remarks.append("The day of death is not exact in the source; the death is recorded without a day.")


def _remark_on_the_record(resource: dict[str, Any], remarks: list[str]) -> None:
    if resource.get("active") is False:
        remarks.append("The source no longer uses this record (active is false).")
    meta = resource.get("meta")
    labels = objects(meta.get("security")) if isinstance(meta, dict) else []
    if any(text(label.get("code")) in ("R", "V") for label in labels):
        remarks.append("The source marks this record as restricted: open it here and restrict it.")
