"""The pages of linked records."""

import pytest
from django.test import Client as Browser

from clients.models import Client, Disclosure
from tests.clients.record_links.linking import BACKEND, link, links
from tests.factories.accounts import make_team, make_user
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db


def test_the_duplicates_page_leads_to_the_kept_record_on_every_tab(rosa, again, ines, browser):
    link(rosa, again, ines)
    for tab in ("", "timeline/", "contacts/", "documents/", "cases/"):
        page = browser.get(f"/clients/{again.pk}/{tab}").content.decode()
        assert f'This record is a duplicate, linked to <a href="/clients/{rosa.pk}/">the record of Rosa Delgado</a>.' in page
    assert "This record is a duplicate" not in browser.get(f"/clients/{rosa.pk}/").content.decode()


def test_the_kept_page_lists_the_duplicates_with_undo(rosa, again, ines, browser):
    made = link(rosa, again, ines)
    page = browser.get(f"/clients/{rosa.pk}/").content.decode()
    assert f'<a href="/clients/{again.pk}/">Rosa Delgado-Ruiz</a>' in page
    assert f'href="/record-links/{made.pk}/undo/"' in page
    form = browser.get(f"/record-links/{made.pk}/undo/").content.decode()
    assert "Both records go on by themselves, each with all it has." in form
    assert "In use" in form and "Linked as its duplicate" in form
    answer = browser.post(f"/record-links/{made.pk}/undo/", {"reason": "Sisters", "version": "1"}, follow=True)
    assert answer.redirect_chain == [(f"/clients/{rosa.pk}/", 302)]
    assert "Link undone." in answer.content.decode()
    assert links() == [(rosa.pk, again.pk, "undone")]


def test_a_duplicate_somebody_may_not_see_is_not_listed(rosa, again, ines):
    link(rosa, again, ines)
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    browser = Browser()
    browser.force_login(maria, backend=BACKEND)
    page = browser.get(f"/clients/{rosa.pk}/").content.decode()
    assert "Linked records" not in page and "Delgado-Ruiz" not in page


def test_the_other_record_is_found_among_the_likely_ones_and_by_a_search(rosa, again, browser):
    assert f"/clients/{rosa.pk}/duplicates/" in browser.get(f"/clients/{rosa.pk}/").content.decode()
    page = browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    assert "May be the same person" in page and "A name that sounds alike, Same birth date" in page
    assert f"/clients/{rosa.pk}/link-record-link/?duplicate={again.pk}" in page
    assert f"/clients/{again.pk}/link-record-link/?duplicate={rosa.pk}" in page
    stranger = make_client(given_name="Wanda", family_name="Kowalski", birth_date=None)
    found = browser.post(f"/clients/{rosa.pk}/duplicates/", {"q": "kowalsky"})
    assert f"?duplicate={stranger.pk}" in found.content.decode()
    assert "kowalsky" not in found.request["QUERY_STRING"]
    read = Disclosure.objects.unscoped("result").filter(view="duplicates", clients__contains=[stranger.pk])
    assert read.count() == 1


def test_an_empty_search_says_what_was_checked(rosa, browser):
    assert "No record looks like this one" in browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    page = browser.post(f"/clients/{rosa.pk}/duplicates/", {"q": "Zzyzx"}).content.decode()
    assert "No other record found" in page


def test_a_match_that_is_not_ones_to_see_offers_no_link(rosa, again, browser):
    make_case(again, make_team("Harbor"), make_user("case_manager"))
    page = browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    assert "Open, Harbor" in page and "Not yours to see: whoever sees both records can link them." in page
    assert "link-record-link" not in page
    Client.objects.unscoped("restricted").filter(pk=again.pk).update(restricted=True)
    page = browser.get(f"/clients/{rosa.pk}/duplicates/").content.decode()
    assert "A restricted record" in page
    assert "Delgado-Ruiz" not in page and "Harbor" not in page


def test_whoever_may_not_link_does_not_get_the_page(rosa):
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    browser = Browser()
    browser.force_login(maria, backend=BACKEND)
    assert browser.get(f"/clients/{rosa.pk}/duplicates/").status_code == 403
    assert "duplicates/" not in browser.get(f"/clients/{rosa.pk}/").content.decode()


def test_the_step_page_shows_both_records_and_takes_the_step(rosa, again, browser):
    url = f"/clients/{rosa.pk}/link-record-link/"
    page = browser.get(f"{url}?duplicate={again.pk}").content.decode()
    assert "Stays in use" in page and "Becomes the duplicate" in page and "Rosa Delgado-Ruiz" in page
    refused = browser.post(url, {"duplicate": str(again.pk), "why": ""})
    assert refused.status_code == 400 and "Rosa Delgado-Ruiz" in refused.content.decode()
    answer = browser.post(url, {"duplicate": str(again.pk), "why": "Same Medicaid number"}, follow=True)
    assert answer.redirect_chain == [(f"/clients/{rosa.pk}/", 302)]
    assert links() == [(rosa.pk, again.pk, "linked")]


@pytest.mark.parametrize("chosen", ["", "?duplicate=no-id", "?duplicate=01890000-0000-7000-8000-000000000001"])
def test_the_step_page_without_a_known_record_says_what_to_do_first(rosa, browser, chosen):
    page = browser.get(f"/clients/{rosa.pk}/link-record-link/{chosen}")
    assert page.status_code == 200
    assert f'<a href="/clients/{rosa.pk}/duplicates/">Find the other record first</a>' in page.content.decode()


def test_search_and_list_show_a_duplicate_with_its_hint(rosa, again, ines, browser):
    link(rosa, again, ines)
    hint = f'Duplicate, linked to <a href="/clients/{rosa.pk}/">Rosa Delgado</a>'
    for page in (browser.post("/clients/search/", {"q": "Delgado"}), browser.get("/clients/")):
        assert page.content.decode().count(hint) == 1


def test_the_match_list_of_intake_shows_the_hint(rosa, again, ines, browser):
    link(rosa, again, ines)
    page = browser.post("/clients/matches/", {"given_name": "Rosa", "family_name": "Delgado-Ruiz", "birth_date": "1950-01-01"})
    assert f'Duplicate, linked to <a href="/clients/{rosa.pk}/">Rosa Delgado</a>' in page.content.decode()
