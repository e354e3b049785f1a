"""One Patient read into the input of our steps: names, birth and death, links, and what cannot be a patient."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interop.forms.fhir_patients import PatientLink, id_in, patient_of
from interop.forms.fhir_values import NotUsable
from tests.interop.fhir import HOSPITAL, a_patient, an_identifier


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
