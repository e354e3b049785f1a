"""The names files come with: made safe, shown as text, given in the header."""

import pytest

from clients.actions.documents import add_document
from tests.clients.documents.keeping import add
from tests.factories.accounts import make_actor
from tests.factories.files import PDF, upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Letter  of\tMay.pdf", "Letter of May.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\rosa\\scan.pdf", "scan.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("scan‮gpj.pdf", "scangpj.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ('"; filename="x.html.pdf', "_; filename=_x.html.pdf"),
        ("Entlassungsbericht – Müller.pdf", "Entlassungsbericht – Müller.pdf"),
        ("Dr. Roe", "Dr. Roe.pdf"),
        ("2026.10", "2026.10.pdf"),
        ("...", "document.pdf"),
        ("é" * 400 + ".pdf", "é" * 156 + ".pdf"),
    ],
)
def test_a_file_name_is_made_safe_and_stays_readable(rosa, maria, sent, kept):
    document = add_document(
        rosa.pk,
        actor=make_actor(maria),
        title="Letter",
        kind="other",
        file=upload(PDF, "x.pdf", "text/html") if not sent else named(sent),
    )
    assert document.file_name == kept


def named(name):
    """An upload whose name was not cleaned on the way in, as a step called from code can have."""
    file = upload(PDF)
    file._name = name
    return file


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.pdf", "é\"'<b>.pdf", "日本語.pdf"])
def test_a_hostile_name_harms_neither_the_page_nor_the_header(rosa, maria, browser, name):
    document = add(rosa, make_actor(maria), PDF, name, title="<script>alert(1)</script>")
    page = browser.get(f"/clients/{rosa.pk}/documents/").content.decode()
    assert "<script>alert(1)" not in page and "<img src=x" not in page and "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    header = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")["Content-Disposition"]
    assert header.isascii() and "\n" not in header and header.count('"') == 2
    assert header.startswith("attachment; filename=")


def test_the_header_gives_the_name_in_ascii_and_in_full(rosa, maria, browser):
    document = add(rosa, make_actor(maria), PDF, "Bericht – Müller.pdf")
    answer = browser.get(f"/clients/{rosa.pk}/documents/{document.pk}/file/")
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Bericht _ M_ller.pdf\"; filename*=UTF-8''Bericht%20%E2%80%93%20M%C3%BCller.pdf"
    )
