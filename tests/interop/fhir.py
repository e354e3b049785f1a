"""Invented FHIR Patients, and files with them."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
V2_0131 = "http://terminology.hl7.org/CodeSystem/v2-0131"
OMB = "urn:oid:2.16.840.1.113883.6.238"
HOSPITAL = "https://harbor-hospital.example/mrn"
SSN = "http://hl7.org/fhir/sid/us-ssn"


def a_patient(fhir_id: str = "p1", **changes: Any) -> dict[str, Any]:
    """Rosa Delgado with one record number; a change set to None takes the element away."""
    patient = {
        "resourceType": "Patient",
        "id": fhir_id,
        "identifier": [an_identifier(f"MRN-{fhir_id}")],
        "name": [{"use": "official", "family": "Delgado", "given": ["Rosa"]}],
        "birthDate": "1950-03-04",
        **changes,
    }
    return {key: value for key, value in patient.items() if value is not None}


def an_identifier(value: str | None, system: str | None = HOSPITAL, code: str | None = "MR") -> dict[str, Any]:
    made: dict[str, Any] = {"system": system, "value": value}
    if code:
        made["type"] = {"coding": [{"system": V2_0203, "code": code}]}
    return {key: part for key, part in made.items() if part is not None}


def race(*codes: str, detailed: Iterable[str] = (), text: str = "", name: str = "us-core-race") -> dict[str, Any]:
    """US Core's race extension, or with another name its ethnicity extension."""
    parts = [{"url": "ombCategory", "valueCoding": {"system": OMB, "code": code, "display": text}} for code in codes]
    parts += [{"url": "detailed", "valueCoding": {"system": OMB, "code": code}} for code in detailed]
    return {"url": CORE + name, "extension": [*parts, {"url": "text", "valueString": text or "as told"}]}


def ethnicity(*codes: str, **more: Any) -> dict[str, Any]:
    return race(*codes, name="us-core-ethnicity", **more)


def many_patients(how_many: int) -> list[dict[str, Any]]:
    """People who resemble one another in nothing that matching looks at."""
    given = ("Agnes", "Bruno", "Carla", "Derek", "Edith", "Felix", "Gloria", "Hugo", "Irene", "Jonas", "Karin", "Lewis")
    family = ("Abbott", "Bishop", "Carver", "Dalton", "Easton", "Fowler", "Garner", "Hobson", "Irving", "Jarvis", "Keller")
    return [
        a_patient(
            f"m{i}",
            name=[{"family": family[i % 11], "given": [given[i % 12]]}],
            birthDate=f"{1930 + i % 29 * 3}-{i % 12 + 1:02}-{13 + i // 12 % 15}",
            identifier=[an_identifier(f"MANY-{i}"), an_identifier(f"999-{i // 100 + 10:02}-{1000 + i:04}", SSN, "SS")],
            telecom=[{"system": "phone", "value": f"617 555 {1000 + i:04}", "use": "home"}],
            address=[{"line": [f"{i + 1} Main Street"], "city": "Quincy", "state": "MA", "postalCode": "02169"}],
        )
        for i in range(how_many)
    ]


def a_bundle(*resources: dict[str, Any], kind: str = "collection") -> dict[str, Any]:
    entries = [{"fullUrl": f"urn:uuid:{resource.get('id', '')}", "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def written(folder: Path, name: str, content: Any) -> str:
    """The path of a file with this content: bytes and text as they are, anything else as JSON."""
    path = folder / name
    if isinstance(content, str):
        content = content.encode()
    elif not isinstance(content, bytes):
        content = json.dumps(content).encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return str(path)


def lines(*resources: Any) -> str:
    return "".join((resource if isinstance(resource, str) else json.dumps(resource)) + "\n" for resource in resources)
