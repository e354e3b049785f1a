"""Reading files: every Patient in any kind of file, and one clear sentence for every file that cannot be read."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from interop.forms.fhir_files import FhirFile, files_at
from interop.forms.reading import LONGEST_VALUE, Unreadable
from tests.interop.fhir import a_bundle, a_patient, lines, written


def read(path):
    return [(found.entry, found.line, found.fhir_id or found.problem) for found in FhirFile(Path(path)).patients()]


def refusal(path):
    with pytest.raises(Unreadable) as problem:
        read(path)
    return str(problem.value)


@pytest.mark.parametrize("kind", ["collection", "transaction", "searchset", "batch", "history"])
def test_patients_are_found_in_a_bundle_of_any_type(tmp_path, kind):
    other = {"resourceType": "Observation", "id": "o1", "status": "final"}
    path = written(tmp_path, "b.json", a_bundle(a_patient("p1"), other, a_patient("p2"), kind=kind))
    file = FhirFile(Path(path))
    assert [(found.entry, found.fhir_id) for found in file.patients()] == [(1, "p1"), (3, "p2")]
    assert (file.tally.entries, file.tally.others) == (3, 1)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("one.json", a_patient("p1"), [(1, None, "p1")]),
        ("array.json", [a_patient("p1"), a_patient("p2")], [(1, None, "p1"), (2, None, "p2")]),
        ("pretty.json", json.dumps(a_bundle(a_patient("p1")), indent=2), [(1, None, "p1")]),
        ("zipped.json.gz", a_bundle(a_patient("p1")), [(1, None, "p1")]),
        ("zipped-but-not-so-named.json", gzip.compress(json.dumps(a_patient("p1")).encode()), [(1, None, "p1")]),
        ("lines.ndjson", lines(a_patient("p1"), "", a_patient("p2")), [(1, 1, "p1"), (1, 3, "p2")]),
        ("lines-under-another-name.json", lines(a_patient("p1"), a_patient("p2")), [(1, 1, "p1"), (1, 2, "p2")]),
        ("bundles.ndjson", lines(a_bundle(a_patient("p1"), a_patient("p2"))), [(1, 1, "p1"), (2, 1, "p2")]),
        ("pretty.ndjson", json.dumps(a_patient("p1"), indent=2), [(1, None, "p1")]),
        ("mark.json", b"\xef\xbb\xbf" + json.dumps(a_patient("p1")).encode(), [(1, None, "p1")]),
        ("mark.ndjson", b"\xef\xbb\xbf" + lines(a_patient("p1"), a_patient("p2")).encode(), [(1, 1, "p1"), (1, 2, "p2")]),
        ("nested.json", a_bundle(a_bundle(a_patient("p1")), a_patient("p2")), [(1, None, "p1"), (2, None, "p2")]),
        ("type-last.json", {"entry": [{"resource": a_patient("p1")}], "resourceType": "Bundle"}, [(1, None, "p1")]),
        ("empty-entries.json", {"resourceType": "Bundle", "entry": [{}, {"resource": a_patient("p1")}]}, [(2, None, "p1")]),
        ("no-patients.json", a_bundle({"resourceType": "Organization"}), []),
    ],
)
def test_patients_are_found_in_every_kind_of_file(tmp_path, name, content, expected):
    assert read(written(tmp_path, name, content)) == expected


def test_a_type_that_comes_last_is_still_the_type(tmp_path):
    patient = {**{key: value for key, value in a_patient("p1").items() if key != "resourceType"}, "resourceType": "Patient"}
    assert read(written(tmp_path, "p.json", patient)) == [(1, None, "p1")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "It is empty."),
        (" \n\n ", "It is empty."),
        ("Dear colleague", "It is not JSON (near byte 0). Nothing of it was imported."),
        ('"just text"', "It holds a bare value, not a FHIR resource. Nothing of it was imported."),
        ("[1, 2]", "Its list holds something other than FHIR resources. Nothing of it was imported."),
        ('{"resourceType": "Bundle", "entry": [7]}', "Its entries are not FHIR Bundle entries. Nothing of it was imported."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "It is binary, or text in UTF-16. Only FHIR JSON in UTF-8 can be imported."),
        (json.dumps(a_patient()).encode("utf-16"), "It is UTF-16, not UTF-8. Save it as UTF-8."),
        (json.dumps(a_patient()).encode("utf-16-le"), "It is binary, or text in UTF-16. Only FHIR JSON in UTF-8 can be imported."),
        (b"PK\x03\x04whatever", "It is a zip archive. Unpack it first."),
        ("<Patient xmlns='http://hl7.org/fhir'/>", "It is XML or HTML. Only FHIR JSON can be imported."),
        (b'{"resourceType": "Patient", "id": "\xe9"}', "It is not valid UTF-8 (near byte 0). Save it as UTF-8; nothing of it was imported."),
        ("[" * 100_000, "Its list holds something other than FHIR resources. Nothing of it was imported."),
        ('{"id":' * 100_000, "It is nested more than 200 levels deep; that is not FHIR. Nothing of it was imported."),
        ('{"resourceType":"Patient","name":' + "[" * 100_000, "It is nested more than 200 levels deep; that is not FHIR. Nothing of it was imported."),
        ('{"resourceType":"Patient"' + ',"a":0' * 1000, "An object in it has more fields than any FHIR resource. Nothing of it was imported."),
        ('{"id":' + "1" * 5000 + "}", "It is not JSON (near byte 0). Nothing of it was imported."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(tmp_path, content, why):
    assert refusal(written(tmp_path, "bad.json", content)) == why


def test_a_file_that_was_cut_short_says_so(tmp_path):
    whole = json.dumps(a_bundle(a_patient("p1"), a_patient("p2")))
    path = written(tmp_path, "cut.json", whole[:-30])
    assert refusal(path) == "It ends in the middle: it was cut short. Get the whole file; nothing of it was imported."


def test_a_damaged_gzip_says_so(tmp_path):
    path = Path(written(tmp_path, "cut.json.gz", a_bundle(*(a_patient(f"p{i}") for i in range(50)))))
    path.write_bytes(path.read_bytes()[:-40])
    assert refusal(path) == "Its compression is damaged or cut short. Get the whole file; nothing of it was imported."


def test_a_broken_line_costs_only_its_own_patient(tmp_path):
    path = written(tmp_path, "l.ndjson", lines(a_patient("p1"), '{"resourceType": "Patient", "id"', a_patient("p3")))
    cut = "It ends in the middle: it was cut short. Get the whole file; nothing of it was imported."
    assert read(path) == [(1, 1, "p1"), (2, 2, cut), (1, 3, "p3")]


def test_a_file_of_nothing_but_broken_lines_is_given_up(tmp_path):
    assert (
        refusal(written(tmp_path, "l.ndjson", "{nonsense}\n" * 2000))
        == "More than 1,000 of its lines are broken; the rest was not read."
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"id": "p1"}, "It has no resourceType: it is JSON, but not FHIR."),
        (
            {"resourceType": "Observation"},
            "It is of type “Observation”; only a Patient or a Bundle with Patients can be imported.",
        ),
        ({"resourceType": "Bundle", "entry": [{"resource": {"id": "x"}}]}, "This entry has no resourceType."),
    ],
)
def test_what_is_no_patient_is_told_in_its_place(tmp_path, content, why):
    assert read(written(tmp_path, "o.json", content)) == [(1, None, why)]


def test_other_resources_in_ndjson_are_passed_over(tmp_path):
    file = FhirFile(Path(written(tmp_path, "o.ndjson", lines({"resourceType": "Observation"}, a_patient("p1")))))
    assert [found.fhir_id for found in file.patients()] == ["p1"]
    assert file.tally.others == 1


def test_a_patient_too_large_for_one_person_is_refused_and_the_next_one_read(tmp_path):
    huge = a_patient("p1", name=[{"family": "x" * 10_000_000, "given": ["Rosa"]}])
    too_much = "This Patient holds more than 2 million characters; no person's details do."
    assert [(f.fhir_id, f.problem) for f in FhirFile(Path(written(tmp_path, "h.json", a_bundle(huge, a_patient("p2"))))).patients()] == [
        ("p1", too_much), ("p2", ""),
    ]  # fmt: skip


def test_a_patient_without_end_ends_the_reading(tmp_path):
    endless = '{"resourceType":"Patient","name":[{"family":"a"}' + ',{"family":"b"}' * 1_000_000
    assert (
        refusal(written(tmp_path, "e.json", endless))
        == "One Patient in it goes on for more than 20 million characters. Nothing of it was imported."
    )


@pytest.mark.parametrize("filling", [b"1", b"a"])
def test_a_value_without_end_is_refused_without_reading_on(tmp_path, filling):
    start = b'{"resourceType":"Patient","id":' + (b'"' if filling == b"a" else b"")
    path = tmp_path / "long.json"
    path.write_bytes(start)
    with path.open("r+b") as file:
        file.seek(len(start))
        for _ in range(70):
            file.write(filling * 1_000_000)
    why = refusal(path)
    assert LONGEST_VALUE == 32 * 1024 * 1024
    assert why == "One value in it is longer than 32 MB; that is not FHIR. Nothing of it was imported."


def test_other_resources_stream_past_in_flat_memory(tmp_path):
    """20 MB of other resources, photos among them, leave less than 4 MB behind."""
    other = json.dumps({"resource": {"resourceType": "Binary", "data": "A" * 100_000}})
    patient = json.dumps({"resource": a_patient("p1", photo=[{"data": "B" * 100_000}])})
    content = '{"resourceType":"Bundle","entry":[' + ",".join([*[other] * 200, patient]) + "]}"
    path = Path(written(tmp_path, "b.json", content))
    del content
    tracemalloc.start()
    try:
        (found,) = list(FhirFile(path).patients())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found.entry, found.fhir_id, "photo" in found.resource) == (201, "p1", False)
    assert peak < 4_000_000


def test_the_digest_is_that_of_the_content_whatever_the_packing(tmp_path):
    plain, packed = (
        FhirFile(Path(written(tmp_path, "a.json", a_patient()))),
        FhirFile(Path(written(tmp_path, "b.json.gz", a_patient()))),
    )
    assert len([*plain.patients(), *packed.patients()]) == 2
    assert plain.digest == packed.digest
    assert len(plain.digest) == 64


def found_at(*paths):
    missing = []
    files = files_at([str(path) for path in paths], lambda given, why: missing.append((given, why)))
    return [path.name for path in files], missing


def test_folders_and_patterns_stand_for_their_files_each_once(tmp_path):
    (tmp_path / "deeper").mkdir()
    for name in ("b.json", "a.ndjson", "notes.txt", "deeper/c.json.gz"):
        written(tmp_path, name, "{}")
    assert found_at(tmp_path) == (["a.ndjson", "b.json", "c.json.gz"], [])
    assert found_at(tmp_path / "*.json", tmp_path / "b.json", tmp_path / "deeper" / ".." / "b.json") == (["b.json"], [])
    assert found_at(tmp_path / "notes.txt") == (["notes.txt"], [])


def test_what_is_not_there_is_told_one_by_one(tmp_path):
    (tmp_path / "empty").mkdir()
    paths = [tmp_path / "gone.json", tmp_path / "empty", tmp_path / "*.xyz", "/dev/zero", "a\0b"]
    assert found_at(*paths) == (
        [],
        [
            (str(tmp_path / "gone.json"), "There is no such file or folder."),
            (str(tmp_path / "empty"), "No .json or .ndjson file is in this folder."),
            (str(tmp_path / "*.xyz"), "No file matches this pattern."),
            ("/dev/zero", "It is not a file."),
            ("a\0b", "There is no such file or folder."),
        ],
    )


def test_a_file_one_may_not_read_says_so(tmp_path, monkeypatch):
    path = written(tmp_path, "secret.json", a_patient())

    def refused(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    assert refusal(path) == "It may not be read by this user. Change its permissions."
