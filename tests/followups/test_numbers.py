"""Every number on Team and Today opens a list that is as long as it says."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Team, User
from followups.models import FollowUp
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client

pytestmark = pytest.mark.django_db

TILE = re.compile(r'class="stat__link" href="(?P<url>[^"]+)"><span class="stat__number">(?P<number>\d+)')
CELL = re.compile(r'<td class="num"[^>]*><a[^>]* href="(?P<url>[^"]+)">(?P<number>\d+)</a>')
ROWS = re.compile(r'<th scope="row">|<li class="workrow[" ]')


@pytest.fixture
def people() -> dict[str, User]:
    """Two case managers of one team, with cases in every shape that is counted, and work of each kind that is late or not."""
    make_agency()
    harbor = make_team("Harbor")
    maria, devon = make_user("case_manager", harbor), make_user("case_manager", harbor)
    long_ago = timezone.now() - timedelta(days=100)
    make_case(team=harbor)
    for person in (maria, devon, devon):
        make_case(team=harbor, case_manager=person, tier=4, opened_at=long_ago)
        make_case(team=harbor, case_manager=person, tier=1)
        make_case(team=harbor, case_manager=person, accepted_at=None, tier=3)
        make_case(team=harbor, case_manager=person, status="closed", tier=4)
        _due(harbor, person, "first_contact", hours=-5)
        _due(harbor, person, "write_note", hours=-5)
        _due(harbor, person, "write_note", hours=5)
    return {"maria": maria, "sam": make_user("supervisor", harbor)}


def _due(team: Team, owner: User, kind: str, *, hours: int) -> None:
    client = make_client()
    make_case(client, team, owner, status="closed")
    FollowUp.objects.create(
        client=client, kind=kind, title=kind, why="Due", owner=owner, team=team, due_at=timezone.now() + timedelta(hours=hours),
        source_key=str(uuid4()), object_id=client.pk,
    )  # fmt: skip


# Six tiles, four numbers of drift, seven of each of two people.
SAM = 6 + 4 + 2 * 7


@pytest.mark.parametrize(("who", "page", "numbers"), [("sam", "/team/", SAM), ("maria", "/today/", 1)])
def test_every_number_opens_a_list_of_that_length(people: dict[str, User], who: str, page: str, numbers: int) -> None:
    browser = Browser()
    browser.force_login(people[who])
    html = browser.get(page).content.decode()
    told = [(unescape(found["url"]), int(found["number"])) for found in [*TILE.finditer(html), *CELL.finditer(html)]]
    lists = [(url, number) for url, number in told if not url.startswith("#")]
    assert len(lists) == numbers
    assert all(f'id="{url[1:]}"' in html for url, _ in told if url.startswith("#"))
    wrong = [(url, number, opened) for url, number in lists if (opened := _length(browser, url)) != number]
    assert wrong == []


def _length(browser: Browser, url: str) -> int:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return len(ROWS.findall(answer.content.decode()))
