"""docs/states.md is written from the registry and cannot disagree with it."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from workflow.states import document
from workflow.steps import REGISTRY


def test_the_document_in_the_repository_is_the_one_of_the_registry() -> None:
    assert (Path(project.BASE_DIR) / "docs" / "states.md").read_text() == document()


def test_every_step_has_one_row_with_its_states_and_its_scope() -> None:
    rows = [line for line in document().splitlines() if line.startswith("| `")]
    assert sorted(row.split("`")[1] for row in rows) == sorted(REGISTRY)
    assert "| `case.close` | open | closed | `case.closed` | Close the case | `cases:write` |" in rows
    assert "| `case.refer` | (new, under client) | referred | `case.referred` | Add a referral | `cases:write` |" in rows
    assert "| `client.register` | (new) | active | `client.registered` | Register a client | `clients:write` |" in rows


def test_every_model_has_one_table_that_lists_its_states() -> None:
    heads = [line for line in document().splitlines() if line.startswith("## ")]
    assert sorted(heads) == sorted(set(heads))
    assert len(heads) == len({bound.step.model for bound in REGISTRY.values()})
    assert "States: `referred`, `screening`, `open`, `closed`, `declined`" in document()


def test_the_command_writes_it_and_its_check_notices_a_change(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match=r"docs/states\.md is out of date; run manage\.py write_states and commit it\."):
        call_command("write_states", check=True)
    said = StringIO()
    call_command("write_states", stdout=said)
    written = tmp_path / "docs" / "states.md"
    assert (said.getvalue(), written.read_text()) == ("Wrote states.md.\n", document())
    call_command("write_states", check=True)
    written.write_text(document() + "by hand\n")
    with pytest.raises(CommandError):
        call_command("write_states", check=True)
