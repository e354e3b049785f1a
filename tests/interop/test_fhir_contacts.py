"""Identifiers, phones, addresses and contacts of a Patient, with a remark for everything left out."""

import pytest
import time_machine

from interop.forms.fhir_patients import patient_of
from tests.interop.fhir import HOSPITAL, SSN, V2_0131, a_patient, an_identifier

SAFE = {"calls_allowed": True, "voicemail_allowed": True, "texts_allowed": True}


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
