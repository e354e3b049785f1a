"""manage.py import_fhir_patients: what it says, its exit code, dry runs, and going on after being killed."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from clients.actions.links import undo_link
from clients.models import Address, Client, Identifier, Phone, RecordLink
from interop.actions.imports import ACTOR
from interop.management.commands import import_fhir_patients
from interop.models import ImportedFile, ImportedPatient
from tests.factories.clients import make_client
from tests.interop.fhir import a_bundle, a_patient, an_identifier, lines, many_patients, race, written
from tests.services import APP
from workflow.models import Event

ROOT = Path(__file__).resolve().parent.parent.parent


def rows(model, **where):
    return model.objects.unscoped("result").filter(**where)


def run(*arguments, **options):
    """What the command said, with the refusal that ended it last."""
    out = io.StringIO()
    try:
        call_command("import_fhir_patients", *map(str, arguments), stdout=out, **options)
    except CommandError as error:
        return [*out.getvalue().splitlines(), f"{error.returncode}: {error}"]
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_a_folder_is_imported_and_a_second_run_finds_nothing_to_do(tmp_path):
    written(tmp_path, "a.json", a_bundle(*many_patients(3)))
    written(tmp_path, "b.ndjson", lines(a_patient("p1")))
    written(tmp_path, "hospitals.json", a_bundle({"resourceType": "Organization"}))
    none = "1 of 3 files hold no Patients."
    assert run(tmp_path) == ["Patients: 4 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused.", none]
    before = {model: model.objects.count() for model in (ImportedFile,)}, rows(Event).count(), rows(ImportedPatient).count()
    assert run(tmp_path) == ["Patients: 0 created, 0 updated, 4 unchanged, 0 matched for a person to decide, 0 refused.", none]
    assert before == (
        {model: model.objects.count() for model in (ImportedFile,)},
        rows(Event).count(),
        rows(ImportedPatient).count(),
    )
    assert rows(Client).count() == 4


@pytest.mark.django_db
def test_everything_refused_is_told_in_a_line_with_its_place_and_the_exit_code_is_1(tmp_path):
    good, bad = a_patient("p1"), a_patient("p2", birthDate="2019-02-30", identifier=[an_identifier("2")])
    bundle = written(tmp_path, "b.json", a_bundle(good, {"resourceType": "Observation"}, bad, a_patient("p1", gender="female")))
    by_line = written(tmp_path, "l.ndjson", lines(a_patient("p4", name=None), "{broken"))
    cut = written(tmp_path, "cut.json", '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p9"')
    gone = str(tmp_path / "gone.json")
    assert run(bundle, by_line, cut, gone) == [
        "Patients: 1 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 6 refused.",
        "Refused:",
        f"  {gone}: There is no such file or folder.",
        f"  {cut}: It ends in the middle: it was cut short. Get the whole file; nothing of it was imported.",
        f"  {bundle}, entry 3, Patient/p2: The birth date “2019-02-30” is not a day in the calendar.",
        f"  {bundle}, entry 4, Patient/p1: This id stands in the file before; only the first Patient with it was taken.",
        f"  {by_line}, line 1, Patient/p4: It has no name. Give it one in the source, or register this person by hand.",
        f"  {by_line}, line 2: It is not JSON (near byte 0). Nothing of it was imported.",
        "1: 6 refused; see the list above.",
    ]
    assert rows(Client).get().gender == "unknown"


@pytest.mark.django_db
def test_a_file_that_was_cut_short_imports_nothing_of_itself(tmp_path):
    whole = written(tmp_path, "b.json", a_bundle(*many_patients(3)))
    Path(whole).write_text(Path(whole).read_text()[:-2])
    assert run(whole)[-1] == "1: 1 refused; see the list above."
    assert (rows(Client).count(), rows(Event).count()) == (0, 0)


@pytest.mark.django_db
def test_what_is_for_a_person_to_decide_is_told_and_no_failure(tmp_path):
    known = make_client(given_name="Rosa", family_name="Delgado", birth_date="1950-03-04")
    path = written(tmp_path, "p.json", a_patient("p1"))
    told = run(path)
    assert told[:2] == [
        "Patients: 0 created, 0 updated, 0 unchanged, 1 matched for a person to decide, 0 refused.", "For a person to decide:",
    ]  # fmt: skip
    assert told[2].startswith(f"  {path}, entry 1, Patient/p1: Same name, Same birth date: may be /clients/{known.pk}/.")
    assert (
        run(path, different=["p1"])[0]
        == "Patients: 1 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused."
    )


@pytest.mark.django_db
def test_remarks_are_counted_once_with_their_first_place(tmp_path):
    people = [{**one, "extension": [race("XYZ")]} for one in many_patients(3)]
    path = written(tmp_path, "b.json", a_bundle(*people))
    assert run(path)[1:] == [
        "Taken over with a remark:",
        f"  3 × Race code “XYZ” is none of the OMB categories; left out. (first in {path}, entry 1, Patient/m0)",
    ]


@pytest.mark.django_db
def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path):
    path = written(tmp_path, "b.json", a_bundle(*many_patients(2), a_patient("p9", name=None)))
    told = run(path, dry_run=True)
    assert told[0] == (
        "Nothing was written. Patients: 2 would be created, 0 would be updated, 0 unchanged, 0 matched for a person to decide, 1 refused."
    )
    assert told[-1] == "1: 1 refused; see the list above."
    assert (rows(Client).count(), rows(Event).count(), ImportedFile.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_the_report_is_a_table_that_no_spreadsheet_runs(tmp_path, monkeypatch):
    path = written(tmp_path, "=b.json", a_bundle(a_patient("=1+1", extension=[race("XYZ")]), a_patient("p2", name=None)))
    monkeypatch.chdir(tmp_path)
    run("=b.json", report=str(tmp_path / "r.csv"))
    client = rows(Client).get()
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "entry", "fhir_id", "outcome", "client", "why"],
            ["'=b.json", "", "1", "'=1+1", "created", f"/clients/{client.pk}/", "Race code “XYZ” is none of the OMB categories; left out."],
            ["'=b.json", "", "2", "p2", "refused", "", "It has no name. Give it one in the source, or register this person by hand."],
        ]  # fmt: skip
    assert path.endswith("=b.json")


@pytest.mark.django_db
def test_a_report_that_cannot_be_written_is_told_before_anything_is_imported(tmp_path):
    path = written(tmp_path, "p.json", a_patient())
    place = tmp_path / "no" / "r.csv"
    assert run(path, report=str(place)) == [
        f"1: The report cannot be written to {place}: No such file or directory. Nothing was imported."
    ]
    assert rows(Client).count() == 0


@pytest.mark.django_db
def test_verbosity_0_says_nothing_but_a_refusal(tmp_path, capsys):
    path = written(tmp_path, "p.json", a_patient())
    assert run(path, verbosity=0) == []
    bad = written(tmp_path, "bad.json", "{")
    assert run(bad, verbosity=0) == ["1: 1 refused; see --report FILE."]
    assert capsys.readouterr().err == ""


@pytest.mark.django_db
def test_what_a_file_brings_along_does_not_steer_the_terminal(tmp_path):
    path = written(tmp_path, "p.json", a_patient("p\x1b[2J1", birthDate="\x1b]0;owned\x07"))
    told = "\n".join(run(path))
    assert "\x1b" not in told
    assert "Patient/p?[2J1: The birth date “?]0;owned?” is not written" in told


@pytest.mark.django_db
def test_ctrl_c_leaves_whole_patients_and_says_how_to_go_on(tmp_path, monkeypatch):
    path = written(tmp_path, "b.json", a_bundle(*many_patients(3)))
    real, done = import_fhir_patients.Import._result, []

    def interrupted(self, found, number):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(number)
        return real(self, found, number)

    monkeypatch.setattr(import_fhir_patients.Import, "_result", interrupted)
    assert run(path) == [
        "Patients: 2 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused.",
        "130: Stopped. Give the same command again: it continues where it was.",
    ]
    monkeypatch.undo()
    assert run(path) == [
        "Patients: 3 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused.",
        "Continued b.json, which was stopped after 2 patients.",
    ]
    assert rows(Client).count() == 3


def a_link(other, kind):
    return [{"other": {"reference": f"Patient/{other}"}, "type": kind}]


def linked():
    """Pairs of FHIR ids: the duplicate, and the record kept."""
    ids = dict(rows(ImportedPatient).values_list("client_id", "fhir_id"))
    return {(ids[link.duplicate_id], ids[link.client_id], link.status) for link in rows(RecordLink)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("replaced-by", ("p1", "p2")), ("refer", ("p1", "p2")), ("replaces", ("p2", "p1")), ("seealso", ("p2", "p1"))],
)
def test_records_that_the_source_links_are_linked_though_they_look_alike(tmp_path, kind, expected):
    path = written(tmp_path, "b.json", a_bundle(a_patient("p1", link=a_link("p2", kind)), a_patient("p2")))
    assert run(path) == [
        "Patients: 2 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused.",
        "b.json: 1 pair of records linked as the same person.",
    ]
    assert linked() == {(*expected, "linked")}


@pytest.mark.django_db
def test_two_patients_that_point_at_each_other_and_chains_are_linked_to_the_one_kept(tmp_path):
    people = [
        a_patient("p1", link=a_link("p2", "replaced-by")),
        a_patient("p2", link=[*a_link("p1", "replaces"), *a_link("p3", "replaced-by")]),
        a_patient("p3"),
    ]
    run(written(tmp_path, "b.json", a_bundle(*people)))
    assert linked() == {("p1", "p3", "linked"), ("p2", "p3", "linked")}


@pytest.mark.django_db
def test_a_link_that_somebody_has_undone_stays_undone(tmp_path):
    path = written(tmp_path, "b.json", a_bundle(a_patient("p1", link=a_link("p2", "replaced-by")), a_patient("p2")))
    run(path)
    link = rows(RecordLink).get()
    undo_link(link.pk, actor=ACTOR, version=link.version, reason="Two sisters")
    assert run(path) == ["Patients: 0 created, 0 updated, 2 unchanged, 0 matched for a person to decide, 0 refused."]
    assert linked() == {("p1", "p2", "undone")}


@pytest.mark.django_db
def test_a_link_to_a_patient_that_is_not_there_is_a_remark(tmp_path):
    path = written(tmp_path, "p.json", a_patient("p1", link=a_link("p2", "replaced-by")))
    assert run(path)[1:] == [
        "Taken over with a remark:",
        f"  1 × It is linked to a Patient that was not imported. (first in {path}, entry 1, Patient/p1)",
    ]


def _elsewhere():
    """The environment of another process that uses this test's database with the application's rights."""
    host = connection.settings_dict["HOST"] or "127.0.0.1"
    url = f"postgresql://{APP}@/{connection.settings_dict['NAME']}?host={quote(host, safe='')}"
    return {**os.environ, "DATABASE_URL": url, "CASEMGMT_SECRET_KEY": settings.SECRET_KEY}


@pytest.mark.django_db(transaction=True)
def test_a_run_killed_half_way_leaves_whole_patients_and_the_next_one_goes_on(tmp_path):
    how_many = 100
    path = written(tmp_path, "many.json", a_bundle(*many_patients(how_many)))
    command = [sys.executable, str(ROOT / "manage.py"), "import_fhir_patients", path]
    with subprocess.Popen(command, env=_elsewhere(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 90
        while rows(ImportedPatient).count() < 15 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        _, said = process.communicate()
    done = rows(ImportedPatient).count()
    assert 15 <= done < how_many, said.decode()
    assert rows(Client).count() == done
    assert rows(Identifier).count() == 2 * done
    assert (rows(Phone).count(), rows(Address).count()) == (done, done)
    assert rows(Event).count() == 2 * done
    assert run(path) == [
        f"Patients: {how_many} created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused.",
        f"Continued many.json, which was stopped after {done} patients.",
    ]
    assert (rows(Client).count(), rows(Identifier).count(), rows(Event).count()) == (how_many, 2 * how_many, 2 * how_many)
    assert run(path) == [f"Patients: 0 created, 0 updated, {how_many} unchanged, 0 matched for a person to decide, 0 refused."]


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_file_at_once_register_nobody_twice(tmp_path):
    path = written(tmp_path, "many.json", a_bundle(*[{**one, "identifier": None} for one in many_patients(25)]))
    command = [sys.executable, str(ROOT / "manage.py"), "import_fhir_patients", path]
    with ExitStack() as stack:
        both = [
            stack.enter_context(subprocess.Popen(command, env=_elsewhere(), cwd=ROOT, stdout=subprocess.PIPE)) for _ in range(2)
        ]
        said = [process.communicate()[0].decode().splitlines()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    counts = [[int(n) for n in re.findall(r"\d+", line)] for line in said]
    assert [(created + unchanged, updated, matched, refused) for created, updated, unchanged, matched, refused in counts] == [
        (25, 0, 0, 0)
    ] * 2
    assert (rows(Client).count(), rows(Phone).count()) == (25, 25)
