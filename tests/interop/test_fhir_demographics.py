"""Race, ethnicity, gender and language of a Patient, each by its codes."""

import pytest

from interop.forms.fhir_codes import language_of, race_of
from interop.forms.fhir_patients import patient_of
from tests.interop.fhir import CORE, a_patient, ethnicity, race


@pytest.mark.parametrize(
    ("extensions", "races", "ethnic", "remarks"),
    [
        ([race("2106-3"), ethnicity("2186-5")], ["2106-3"], "2186-5", []),
        ([race("2106-3", "2028-9", detailed=["2036-2"]), ethnicity("2135-2", detailed=["2148-5"])], ["2028-9", "2106-3"], "2135-2", []),
        ([race(detailed=["1735-0", "2500-7"]), ethnicity(detailed=["2184-0"])], ["1002-5", "2076-8"], "2135-2", []),
        ([race("UNK"), ethnicity("ASKU")], ["UNK"], "ASKU", []),
        ([race("ASKU", "2054-5")], ["2054-5"], None, []),
        ([race(text="White"), ethnicity(text="Hispanic or Latino")], ["2106-3"], "2135-2", []),
        ([race("2135-2", text="Other")], ["2131-1"], None, ["Race code “2135-2” is none of the OMB categories; recorded as “Other race”."]),
        ([race("9999-9", "2106-3")], ["2106-3"], None, ["Race code “9999-9” is none of the OMB categories; left out."]),
        ([race("XYZ"), ethnicity("2106-3")], None, None, [
            "Race code “XYZ” is none of the OMB categories; left out.", "Ethnicity code “2106-3” is none of the OMB categories; left out.",
        ]),
        ([race(text="Martian")], None, None, ["Race text “Martian” is none of the OMB categories; left out."]),
    ],
)  # fmt: skip
def test_race_and_ethnicity_come_from_the_us_core_extensions(extensions, races, ethnic, remarks):
    patient = patient_of(a_patient(extension=extensions))
    assert (patient.identity.get("race"), patient.identity.get("ethnicity"), patient.remarks) == (races, ethnic, remarks)


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("1004-1", "1002-5"), ("2027-1", "1002-5"), ("2052-9", "2028-9"), ("2060-2", "2054-5"), ("2086-7", "2076-8"),
        ("2129-5", "2106-3"), ("2131-1", "2131-1"), ("2133-7", ""), ("2186-5", ""), ("1001-7", ""), ("", ""), ("２１０６-3", ""), ("-", ""),
    ],
)  # fmt: skip
def test_a_detailed_race_belongs_to_its_category(code, ours):
    assert race_of(code) == ours


def test_birth_sex_is_not_read_and_gender_identity_is():
    birth_sex = {"url": CORE + "us-core-birthsex", "valueCode": "M"}
    identity = {"url": CORE + "us-core-genderIdentity", "valueCodeableConcept": {"text": "Non-binary"}}
    inner = {"url": "value", "valueCodeableConcept": {"coding": [{"code": "LA29520-6", "display": "they/them/their"}]}}
    pronouns = {"url": "http://hl7.org/fhir/StructureDefinition/individual-pronouns", "extension": [inner]}
    found = patient_of(a_patient(gender="female", extension=[birth_sex, identity, pronouns])).identity
    assert (found["gender"], found["gender_identity"], found["pronouns"]) == ("female", "Non-binary", "they/them/their")


def test_a_gender_outside_fhir_stays_unknown():
    patient = patient_of(a_patient(gender="F"))
    assert "gender" not in patient.identity
    assert patient.remarks == ["Gender “F” is not a FHIR gender; left unknown."]


@pytest.mark.parametrize(
    ("tag", "words", "ours"),
    [
        ("en-US", "English", "en"), ("es", "", "es"), ("pt_BR", "", "pt"), ("spa", "", "es"), ("yue", "", "zh"), ("zh-Hans-CN", "", "zh"),
        ("fil", "", "tl"), ("ase", "", "ase"), ("sgn-US", "", "ase"), ("", "Haitian Creole", "ht"), ("so", "Somali", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_a_language_is_found_by_its_tag_or_its_name(tag, words, ours):
    assert language_of(tag, words) == ours


def test_the_preferred_language_goes_before_the_first():
    spoken = [
        {"language": {"coding": [{"code": "en-US"}]}},
        {"language": {"coding": [{"code": "es"}]}, "preferred": True},
    ]
    assert patient_of(a_patient(communication=spoken)).identity["language"] == "es"
    assert patient_of(a_patient(communication=spoken[:1])).identity["language"] == "en"


@pytest.mark.parametrize(
    ("concept", "ours", "remark"),
    [
        ({"coding": [{"code": "so"}], "text": "Somali"}, "so", "Language “Somali” is not one of those offered here; recorded by its tag."),
        ({"text": "Klingon"}, "und", "Language “Klingon” is not one of those offered here; recorded as “Another language”."),
        ({"coding": [{"code": "x y"}]}, "und", "Language “x y” is not one of those offered here; recorded as “Another language”."),
    ],
)  # fmt: skip
def test_a_language_not_offered_keeps_its_tag(concept, ours, remark):
    patient = patient_of(a_patient(communication=[{"language": concept}]))
    assert (patient.identity["language"], patient.remarks) == (ours, [remark])


@pytest.mark.parametrize(
    "extension",
    [
        {"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": True},
        {"url": CORE + "us-core-interpreter-needed", "valueCoding": {"code": "373066001", "display": "Yes"}},
    ],
)
def test_an_interpreter_is_needed_when_the_source_says_so(extension):
    assert patient_of(a_patient(extension=[extension])).identity["interpreter_needed"] is True
    no = {**extension, "valueBoolean": False, "valueCoding": {"code": "373067005"}}
    assert "interpreter_needed" not in patient_of(a_patient(extension=[no])).identity
