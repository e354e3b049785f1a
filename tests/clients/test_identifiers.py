"""What an identifier says of its issuer."""

import pytest

from clients.models import Identifier


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("Harbor Hospital", "Harbor Hospital"),
        ("http://hl7.org/fhir/sid/us-ssn", "Social Security Administration"),
        ("http://hl7.org/fhir/sid/us-mbi", "Medicare"),
        ("https://hospital.example/fhir/mrn?x=1", "hospital.example"),
        ("urn:oid:2.16.840.1.113883.4.3.25", "urn:oid:2.16.840.1.113883.4.3.25"),
        ("http://[broken", "[broken"),
    ],
)
def test_an_issuer_is_shown_as_people_say_it(issuer, name):
    assert Identifier(issuer=issuer).issuer_name == name
