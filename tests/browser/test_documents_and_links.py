"""Documents in the browser: a long name fits, and a file goes in and comes out unchanged."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage, is_too_wide, open_page, sign_in
from tests.clients.documents.keeping import add
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Antrag_auf_Leistungen_" * 6 + ".pdf"


def test_a_very_long_file_name_makes_no_page_wider_than_a_phone(new_page: NewPage, live_server: Any) -> None:
    make_agency()
    sam = make_user("supervisor", team := make_team("Harbor"))
    rosa = make_case(team=team).client
    add(rosa, make_actor(sam), name=LONG, title="An application with a very long name and title", substance_use=True)
    page = new_page(width=320)
    sign_in(page, sam, live_server.url)
    open_page(page, f"/clients/{rosa.pk}/documents/")
    assert is_too_wide(page) is False


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
