"""One Patient read into the input of our steps: exact values, and a remark for everything left out."""

from datetime import date

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interop.forms.fhir_codes import language_of, race_of
from interop.forms.fhir_patients import PatientLink, id_in, patient_of
from interop.forms.fhir_values import NotUsable
from tests.interop.fhir import CORE, HOSPITAL, SSN, V2_0131, a_patient, an_identifier, ethnicity, race

SAFE = {"calls_allowed": True, "voicemail_allowed": True, "texts_allowed": True}


def refusal(**changes):
    with pytest.raises(NotUsable) as problem:
        patient_of(a_patient(**changes))
    return str(problem.value)


def test_a_plain_patient_is_read_with_nothing_to_remark():
    patient = patient_of(a_patient("p1", gender="female"))
    assert patient.fhir_id == "p1"
    assert patient.identity == {
        "given_name": "Rosa", "family_name": "Delgado", "birth_date": date(1950, 3, 4), "birth_precision": "day", "gender": "female",
    }  # fmt: skip
    assert patient.identifiers == [{"kind": "MR", "issuer": HOSPITAL, "value": "MRN-p1"}]
    assert (patient.former_names, patient.phones, patient.addresses, patient.contacts, patient.links) == ([], [], [], [], [])
    assert (patient.deceased, patient.remarks) == (False, [])


def test_the_official_name_leads_and_the_others_stay_findable():
    patient = patient_of(
        a_patient(
            name=[
                {"use": "nickname", "given": ["Rosie"]},
                {"use": "usual", "family": "Delgado", "given": ["Rosita"]},
                {"use": "maiden", "family": "Marín", "given": ["Rosa"]},
                {
                    "use": "official",
                    "family": "Delgado",
                    "given": ["Rosa", "María", "Inés"],
                    "suffix": ["MD"],
                    "prefix": ["Mrs."],
                },
                {"use": "old", "family": "Kowalski", "given": ["Rosa"]},
                {"use": "anonymous", "family": "Doe", "given": ["Jane"]},
                {"use": "official", "family": "Stone", "given": ["Rosa"], "period": {"end": "1999-12-31"}},
            ]
        )
    )
    assert {name: patient.identity[name] for name in ("given_name", "middle_name", "family_name", "suffix", "preferred_name")} == {
        "given_name": "Rosa", "middle_name": "María Inés", "family_name": "Delgado", "suffix": "MD", "preferred_name": "Rosita",
    }  # fmt: skip
    assert patient.former_names == [
        {"use": "nickname", "given_name": "Rosie", "family_name": ""},
        {"use": "maiden", "given_name": "Rosa", "family_name": "Marín"},
        {"use": "old", "given_name": "Rosa", "family_name": "Kowalski"},
        {"use": "old", "given_name": "Rosa", "family_name": "Stone"},
    ]


def test_a_maiden_name_equal_to_the_own_one_says_nothing_new():
    names = [{"use": use, "family": "Schmitt", "given": ["Dannie"]} for use in ("official", "maiden")]
    assert patient_of(a_patient(name=names)).former_names == []


def test_a_name_given_as_one_text_is_taken_apart_with_a_remark():
    patient = patient_of(a_patient(name=[{"text": "Rosa María Delgado"}]))
    assert (patient.identity["given_name"], patient.identity["middle_name"], patient.identity["family_name"]) == (
        "Rosa",
        "María",
        "Delgado",
    )
    assert patient.remarks == ["The name was given as one text; check which part is the family name."]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (None, "It has no name. Give it one in the source, or register this person by hand."),
        ([], "It has no name. Give it one in the source, or register this person by hand."),
        ("Rosa Delgado", "It has no name. Give it one in the source, or register this person by hand."),
        ([{"use": "anonymous", "family": "Doe"}], "It has no name. Give it one in the source, or register this person by hand."),
        ([{"family": "Delgado"}], "It has no given name. Complete it in the source, or register this person by hand."),
        ([{"given": ["Rosa"]}], "It has no family name. Complete it in the source, or register this person by hand."),
        (
            [{"use": "official"}],
            "It has no given and no family name. Complete it in the source, or register this person by hand.",
        ),
    ],
)
def test_a_patient_without_a_name_is_refused(names, why):
    assert refusal(name=names) == why


@pytest.mark.parametrize(
    ("written", "day", "how_exact"),
    [
        ("1950-03-04", date(1950, 3, 4), "day"),
        ("1950-03", date(1950, 3, 1), "month"),
        ("1950", date(1950, 1, 1), "year"),
        ("2000-02-29", date(2000, 2, 29), "day"),
    ],
)
def test_a_birth_date_keeps_its_precision(written, day, how_exact):
    identity = patient_of(a_patient(birthDate=written)).identity
    assert (identity["birth_date"], identity["birth_precision"]) == (day, how_exact)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2019-02-30", "The birth date “2019-02-30” is not a day in the calendar."),
        ("1900-02-29", "The birth date “1900-02-29” is not a day in the calendar."),
        ("1950-13", "The birth date “1950-13” is not a day in the calendar."),
        ("0000", "The birth date “0000” is not a day in the calendar."),
        ("03/04/1950", "The birth date “03/04/1950” is not written as a FHIR date, such as 1950-03-04, 1950-03 or 1950."),
        ("x" * 1000, f"The birth date “{'x' * 40}…” is not written as a FHIR date, such as 1950-03-04, 1950-03 or 1950."),
        (["1950"], "The birth date “” is not written as a FHIR date, such as 1950-03-04, 1950-03 or 1950."),
    ],
)
def test_an_impossible_birth_date_is_refused(written, why):
    assert refusal(birthDate=written) == why


def test_a_missing_birth_date_is_simply_not_known():
    assert "birth_date" not in patient_of(a_patient(birthDate=None)).identity


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


def test_identifiers_take_their_kind_from_their_type_or_their_system():
    patient = patient_of(
        a_patient(
            identifier=[
                an_identifier("MRN-1"),
                an_identifier("123-45-6780", SSN, None),
                an_identifier("1EG4-TE5-MK72", "http://hl7.org/fhir/sid/us-mbi", "MC"),
                an_identifier("S123", "urn:oid:2.16.840.1.113883.4.3.25", "DL"),
                an_identifier("X1", "https://passports.example", "PPN"),
                an_identifier("777", "https://plan.example", "XYZ"),
                an_identifier("123456780", SSN, "SS"),
                {"value": "A-1", "assigner": {"display": "Harbor shelter"}},
            ]
        )
    )
    assert [(found["kind"], found["issuer"], found["value"]) for found in patient.identifiers] == [
        ("MR", HOSPITAL, "MRN-1"),
        ("SS", SSN, "123-45-6780"),
        ("MC", "http://hl7.org/fhir/sid/us-mbi", "1EG4-TE5-MK72"),
        ("DL", "urn:oid:2.16.840.1.113883.4.3.25", "S123"),
        ("PPN", "https://passports.example", "X1"),
        ("U", "https://plan.example", "777"),
        ("U", "Harbor shelter", "A-1"),
    ]


NOT_FOLLOWED = "It has no usable identifier: later changes in the source cannot be followed."


@pytest.mark.parametrize(
    ("identifier", "remark"),
    [
        (an_identifier(None), "An identifier without a value was left out."),
        (an_identifier("--"), "An identifier without a value was left out."),
        (an_identifier("MRN-1", None), "An identifier without a system was left out: nobody could tell whose number it is."),
        (an_identifier("000-00-0000", SSN, "SS"), "An identifier that is only a placeholder was left out."),
        (an_identifier("UNKNOWN"), "An identifier that is only a placeholder was left out."),
        (an_identifier("9" * 40 + "1" * 41), "An identifier longer than 80 characters, or its system longer than 200, was left out."),
        (an_identifier("1", "x" * 201), "An identifier longer than 80 characters, or its system longer than 200, was left out."),
    ],
)  # fmt: skip
def test_an_identifier_that_identifies_nobody_is_left_out(identifier, remark):
    patient = patient_of(a_patient(identifier=[identifier]))
    assert (patient.identifiers, patient.remarks) == ([], [remark, NOT_FOLLOWED])


def test_without_identifiers_the_records_own_address_identifies_it():
    resource = a_patient("p1", identifier=None)
    patient = patient_of(resource, "https://fhir.example/R4/Patient/p1")
    assert (patient.identifiers, patient.remarks) == ([{"kind": "U", "issuer": "https://fhir.example/R4", "value": "p1"}], [])
    for address in ("urn:uuid:p1", "https://fhir.example/R4/Patient/p2", ""):
        assert patient_of(resource, address).identifiers == []


@time_machine.travel("2026-06-01 12:00", tick=False)
def test_phones_and_email_come_by_rank_without_the_old_ones():
    patient = patient_of(
        a_patient(
            telecom=[
                {"system": "phone", "value": "617 555 0101", "use": "home"},
                {"system": "phone", "value": "617 555 0102", "use": "mobile", "rank": 1},
                {"system": "sms", "value": "617 555 0103"},
                {"system": "phone", "value": "617 555 0104", "use": "old"},
                {"system": "phone", "value": "617 555 0105", "use": "work", "period": {"end": "2026-05-31"}},
                {"system": "phone", "value": "call my son"},
                {"system": "fax", "value": "617 555 0106"},
                {"system": "email", "value": "second@example.org"},
                {"system": "email", "value": "rosa@example.org", "rank": 2},
                {"system": "email", "value": "not an address"},
                {"system": "phone"},
            ]
        )
    )
    assert patient.phones == [
        {"kind": "mobile", "number": "617 555 0102", **SAFE},
        {"kind": "home", "number": "617 555 0101", **SAFE},
        {"kind": "mobile", "number": "617 555 0103", **SAFE},
    ]
    assert patient.identity["email"] == "rosa@example.org"
    assert patient.remarks == [
        "An e-mail address that cannot be one was left out.",
        "Only the first of several e-mail addresses was taken.",
        "A phone number that cannot be one was left out.",
    ]


@time_machine.travel("2026-06-01 12:00", tick=False)
def test_addresses_keep_their_use_and_the_former_ones_come_last():
    patient = patient_of(
        a_patient(
            address=[
                {"use": "old", "line": ["1 Past Lane"], "city": "Lynn"},
                {"line": ["2 Gone Road"], "city": "Lynn", "period": {"end": "2020"}},
                {
                    "use": "temp",
                    "line": ["Shelter", "Bed 4"],
                    "city": "Boston",
                    "state": "MA",
                    "postalCode": "02118",
                    "country": "USA",
                },
                {"use": "home", "line": ["3 Main Street"], "city": "Ponce", "state": "Puerto Rico", "country": "PR"},
                {"use": "home", "type": "postal", "text": "PO Box 7, Quincy"},
                {"use": "work", "line": ["4 Office Park"], "city": "Boston"},
                {"use": "home", "state": "MA"},
            ]
        )
    )
    assert patient.addresses == [
        {"use": "home", "street": "3 Main Street", "city": "Ponce", "subdivision": "Puerto Rico, PR", "postal_code": ""},
        {"use": "temp", "street": "Shelter, Bed 4", "city": "Boston", "subdivision": "MA", "postal_code": "02118"},
        {"use": "mailing", "street": "PO Box 7, Quincy", "city": "", "subdivision": "", "postal_code": ""},
        {"use": "old", "street": "1 Past Lane", "city": "Lynn", "subdivision": "", "postal_code": ""},
        {"use": "old", "street": "2 Gone Road", "city": "Lynn", "subdivision": "", "postal_code": ""},
    ]
    assert patient.remarks == [
        "A work address was left out: a client's record holds where they live or get mail.",
        "An address without street, city and ZIP code, or with one too long, was left out.",
    ]


def relation(code, words=""):
    return {"coding": [{"system": V2_0131, "code": code, "display": words}]}


def test_contacts_are_support_people_and_organisations_are_not():
    patient = patient_of(
        a_patient(
            contact=[
                {
                    "relationship": [relation("N", "Next-of-Kin"), relation("C", "Emergency Contact")],
                    "name": {"family": "Delgado", "given": ["Luis"]},
                    "telecom": [{"system": "phone", "value": "617 555 0190"}, {"system": "email", "value": "luis@example.org"}],
                },
                {"relationship": [{"text": "neighbour"}], "name": {"text": "Mona Hill"}},
                {"relationship": [relation("E", "Employer")], "name": {"text": "Acme Shipping"}},
                {"relationship": [relation("N")], "telecom": [{"system": "phone", "value": "617 555 0191"}]},
                {"name": {"text": "Old Friend"}, "period": {"end": "2001-01-01"}},
                {"name": {"text": "x" * 200}},
            ]
        )
    )
    assert patient.contacts == [
        {"name": "Luis Delgado", "relationship": "Next-of-Kin", "phone": "617 555 0190", "email": "luis@example.org", "emergency_contact": True},
        {"name": "Mona Hill", "relationship": "neighbour"},
    ]  # fmt: skip
    assert patient.remarks == [
        "A contact without a name was left out.",
        "A contact with a name or relationship too long to store was left out.",
    ]


@pytest.mark.parametrize(
    ("said", "deceased", "day", "remarks"),
    [
        ({"deceasedBoolean": False}, False, None, []),
        ({"deceasedBoolean": True}, True, None, []),
        ({"deceasedDateTime": "2020-05-06T23:30:00-05:00"}, True, date(2020, 5, 6), []),
        (
            {"deceasedDateTime": "2020-05"},
            True,
            None,
            ["The day of death is not exact in the source; the death is recorded without a day."],
        ),
    ],
)
def test_a_death_is_known_with_or_without_its_day(said, deceased, day, remarks):
    patient = patient_of(a_patient(**said))
    assert (patient.deceased, patient.deceased_on, patient.remarks) == (deceased, day, remarks)


def test_a_death_before_the_birth_is_refused():
    assert refusal(deceasedDateTime="1949-12-31") == "The date of death “1949-12-31” lies before the birth date."
    assert refusal(deceasedDateTime="2019-02-30") == "The date of death “2019-02-30” is not a day in the calendar."


def test_links_name_the_other_record_and_leave_related_people_out():
    links = [
        {"other": {"reference": "Patient/p2"}, "type": "replaced-by"},
        {"other": {"reference": "https://fhir.example/Patient/p3/_history/4"}, "type": "seealso"},
        {"other": {"reference": "urn:uuid:6f1c"}, "type": "refer"},
        {"other": {"reference": "RelatedPerson/r1"}, "type": "seealso"},
        {"other": {"reference": "Patient/p4"}, "type": "invented"},
        {"other": "Patient/p5", "type": "replaces"},
    ]
    assert patient_of(a_patient(link=links)).links == [
        PatientLink("p2", "replaced-by"), PatientLink("p3", "seealso"), PatientLink("6f1c", "refer"),
    ]  # fmt: skip
    assert id_in("p9") == "p9"


def test_what_the_source_says_about_its_record_is_passed_on():
    patient = patient_of(a_patient(active=False, meta={"security": [{"code": "R"}]}))
    assert patient.remarks == [
        "The source no longer uses this record (active is false).",
        "The source marks this record as restricted: open it here and restrict it.",
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": "x" * 65}, "Its id has 65 characters; FHIR allows 64."),
        ({"modifierExtension": [{"url": "x"}]}, "It carries a modifierExtension, which changes what it means in a way not known here."),
        ({"name": [{"family": "Del\0gado", "given": ["Rosa"]}]}, "A text in it contains a NUL character, which cannot be stored. Remove it in the source."),
        ({"identifier": [an_identifier("1")] * 101}, "It has 101 identifiers; more than 100 cannot be right."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_patient_record_is_refused(changes, why):
    with pytest.raises(NotUsable) as problem:
        patient_of({**a_patient(), **changes})
    assert str(problem.value) == why


def test_markup_in_a_name_is_text_like_any_other():
    patient = patient_of(a_patient(name=[{"family": "<script>alert(1)</script>", "given": ["  Rosa\n\tMaría "]}]))
    assert (patient.identity["given_name"], patient.identity["family_name"]) == ("Rosa María", "<script>alert(1)</script>")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab <é\0‮", max_size=8) | st.sampled_from(["2019-02-30", "home", "old", "phone", "email", "2106-3"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["use", "value", "system", "given", "family", "text", "coding", "code", "period", "end", "extension", "url", "rank",
                         "name", "line", "city", "other", "reference", "type", "relationship", "telecom", "language", "assigner", "security"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
ELEMENTS = ["id", "name", "identifier", "telecom", "address", "contact", "communication", "link", "extension", "birthDate", "gender",
            "deceasedDateTime", "deceasedBoolean", "meta", "active"]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=6))
def test_whatever_shape_the_elements_have_the_patient_is_read_or_refused_in_a_sentence(elements):
    given_name = why = ""
    try:
        given_name = patient_of({**a_patient(), **elements}).identity["given_name"]
    except NotUsable as problem:
        why = str(problem)
    assert given_name or why.endswith(".")
