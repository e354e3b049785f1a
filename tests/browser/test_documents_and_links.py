"""Documents and linked records in the browser: accessible in both colours, and a file goes in and comes out unchanged."""

from pathlib import Path
from typing import Any

import pytest

from clients.models import Client, RecordLink
from tests.browser.conftest import NewPage, axe_findings, is_too_wide, open_page, sign_in
from tests.clients.test_documents import add
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Antrag_auf_Leistungen_" * 6 + ".pdf"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_from_320_px_on(new_page: NewPage, live_server: Any, scheme: str) -> None:
    make_agency()
    sam = make_user("supervisor", team := make_team("Harbor"))
    rosa, again = (make_client(given_name="Rosa", family_name="Delgado") for _ in range(2))
    for client in (rosa, again):
        make_case(client, team)
    add(rosa, make_actor(sam), name=LONG, title="An application with a very long name and title", substance_use=True)
    page = new_page(width=320, color_scheme=scheme)
    sign_in(page, sam, live_server.url)
    _looked_at(page, rosa, "documents/", "add-document/", "duplicates/", f"link-record-link/?duplicate={again.pk}")
    link = RecordLink.objects.create(client=rosa, duplicate=again, why="Same Medicaid number")
    _looked_at(page, rosa, "")
    _looked_at(page, again, "", "documents/")
    open_page(page, f"/record-links/{link.pk}/undo/")
    assert (axe_findings(page), is_too_wide(page)) == ([], False)


def _looked_at(page: Any, client: Client, *places: str) -> None:
    for place in places:
        open_page(page, f"/clients/{client.pk}/{place}")
        assert (place, axe_findings(page), is_too_wide(page)) == (place, [], False)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_goes_in_and_comes_out_unchanged(new_page: NewPage, live_server: Any, tmp_path: Path, scripts: bool) -> None:
    make_agency()
    maria = make_user("case_manager", name="Maria")
    rosa = make_case(team=make_team(), case_manager=maria).client
    letter = tmp_path / "Entlassungsbericht – Müller.pdf"
    letter.write_bytes(PDF)
    page = new_page(java_script_enabled=scripts)
    sign_in(page, maria, live_server.url)
    open_page(page, f"/clients/{rosa.pk}/documents/")
    page.get_by_role("link", name="Add a document").first.click()
    page.get_by_label("Title").fill("Discharge letter")
    page.get_by_label("Kind").select_option("discharge")
    page.get_by_label("File", exact=True).set_input_files(letter)
    page.get_by_role("button", name="Add a document").click()
    page.wait_for_url("**/documents/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Discharge letter", exact=True).click()
    assert download.value.suggested_filename == "Entlassungsbericht – Müller.pdf"
    assert Path(download.value.path()).read_bytes() == PDF
