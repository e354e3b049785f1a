"""The import over real files that nobody of this project wrote; collected only where they lie beside the checkout."""

import os
from collections import Counter
from pathlib import Path

import pytest

from clients.models import Client, FormerName, Identifier
from tests.interop.test_import_command import rows, run

BESIDE = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "real-input"
SYNTHEA = Path(os.environ.get("CASEMGMT_REAL_INPUT", BESIDE)) / "synthea"

if SYNTHEA.is_dir():

    @pytest.mark.django_db
    def test_the_synthea_patients_are_imported_once():
        told = run(SYNTHEA)
        assert told[:2] == [
            "Patients: 12 created, 0 updated, 0 unchanged, 0 matched for a person to decide, 0 refused.",
            "2 of 14 files hold no Patients.",
        ]
        assert told[3].startswith("  3 × Race code “2135-2” is none of the OMB categories; recorded as “Other race”.")
        clients = list(rows(Client))
        assert Counter(client.language for client in clients) == {"en": 8, "es": 3, "pt": 1}
        assert Counter(tuple(client.race) for client in clients) == {("2106-3",): 8, ("2131-1",): 3, ("2028-9",): 1}
        assert {client.birth_precision for client in clients} == {"day"}
        assert Counter(rows(Identifier).values_list("kind", flat=True)) == {"U": 12, "MR": 12, "SS": 12, "DL": 11, "PPN": 11}
        assert [str(name) for name in rows(FormerName)] == ["Liz Rowe"]
        assert run(SYNTHEA)[0] == "Patients: 0 created, 0 updated, 12 unchanged, 0 matched for a person to decide, 0 refused."
        assert rows(Client).count() == 12
