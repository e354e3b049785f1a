"""LACE and HOSPITAL: what the record knows is proposed, the rest is asked, and the list stands by risk."""

from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import User
from accounts.queries import api_client_actor
from assessments.actions.assessments import answer_assessment, complete_assessment, start_assessment
from assessments.actions.instruments import switch_off_instrument
from assessments.actions.shipped import SET_UP, load_shipped_instruments
from assessments.models import Assessment, Instrument
from clients.models import Client
from tests.doors.cast import bearer_token, browser_of
from tests.factories.accounts import make_api_client
from tests.factories.assessments import make_assessment
from tests.factories.clients import make_case, make_client
from tests.factories.transitions import at, fresh, make_transition
from transitions.actions.ending import readmit
from transitions.models import Transition
from transitions.queries.risk import HOSPITAL, LACE, proposals_for
from transitions.queries.risk_scores import BY_RISK, by_risk, newest_scores, with_risk
from workflow.actor import Actor
from workflow.keyset import page_of

pytestmark = pytest.mark.django_db


def stay(client: Client, maria: Actor, **fields: Any) -> Transition:
    return make_transition(client, maria, "2026-01-16 09:00", "2026-01-12 08:00", **fields)


def proposed(maria: Actor, move: Transition) -> dict[str, dict[str, Any]]:
    return {one.instrument: {known.link_id: known.value for known in one.known} for one in proposals_for(maria, move)}


def instrument(key: str) -> Instrument:
    load_shipped_instruments()
    found: Instrument = Instrument.objects.get(key=key)
    return found


def test_what_the_record_does_not_know_is_asked_and_not_guessed(maria: Actor, rosa: Client) -> None:
    move = stay(rosa, maria)
    assert proposed(maria, move) == {
        LACE: {"length_of_stay_days": 4, "ed_visits_prior_6_months": 0},
        HOSPITAL: {"length_of_stay_5_days_or_more": False, "admissions_previous_12_months": 0},
    }
    assert "whether the admission was acute" in proposals_for(maria, move)[0].asked


def test_earlier_stays_count_inside_their_window_and_the_visit_that_led_here_does_not(maria: Actor, rosa: Client) -> None:
    make_transition(rosa, maria, "2025-01-11 09:00", "2025-01-10 08:00", facility="Too long ago")
    make_transition(rosa, maria, "2025-02-11 09:00", "2025-02-10 08:00", facility="Within the year")
    make_transition(rosa, maria, "2025-07-01 12:00", "2025-07-01 08:00", from_setting="emergency", facility="Seven months ago")
    make_transition(rosa, maria, "2025-11-01 12:00", "2025-11-01 08:00", from_setting="emergency", facility="In November")
    make_transition(rosa, maria, "2026-01-12 07:00", "2026-01-12 01:00", from_setting="emergency", to_setting="hospital")
    found = proposed(maria, stay(rosa, maria, facility="The stay"))
    assert found[LACE] == {"length_of_stay_days": 4, "acute_admission": True, "ed_visits_prior_6_months": 1}
    assert found[HOSPITAL]["admissions_previous_12_months"] == 1
    assert found[HOSPITAL]["index_admission_urgent_or_emergent"] is True


def test_the_page_explains_and_the_assessment_begins_with_what_is_known(maria: Actor, rosa: Client) -> None:
    instrument(LACE)
    move = stay(rosa, maria)
    browser = browser_of(move.case.case_manager)
    page = browser.get(f"{move.get_absolute_url()}risk/").content.decode()
    assert "4 days from admission to discharge" in page
    assert "0 emergency visits in the 6 months before, as far as our record knows" in page
    lace = proposals_for(maria, move)[0]
    begun = start_assessment(rosa.pk, actor=maria, instrument=LACE, occasion="transition", answers=lace.answers)
    assert begun.status == "draft"
    assert newest_scores(maria, move) == {}
    more = {"acute_admission": {"value": True}, "comorbidities": {"value": ["congestive_heart_failure"]}}
    answer_assessment(begun.pk, actor=maria, version=begun.version, answers=more)
    done = complete_assessment(begun.pk, actor=maria, version=fresh(begun).version)
    assert (done.total, done.band) == (9, "moderate")
    assert "LACE 9, moderate" in browser.get(move.get_absolute_url()).content.decode()


def test_the_button_begins_a_score_once_and_goes_on_with_it_on_another_day(maria: Actor, rosa: Client) -> None:
    instrument(LACE)
    move = stay(rosa, maria)
    browser, address = browser_of(move.case.case_manager), f"{move.get_absolute_url()}risk/"
    first = browser.post(address, {"instrument": LACE})
    begun = Assessment.objects.unscoped("test").get(client=rosa)
    assert (first.status_code, first["Location"], begun.occasion) == (302, begun.get_absolute_url(), "transition")
    assert {key: one["value"] for key, one in begun.answers.items()} == {"length_of_stay_days": 4, "ed_visits_prior_6_months": 0}
    assert browser.post(address, {"instrument": LACE})["Location"] == begun.get_absolute_url()
    page = browser.get(address).content.decode()
    assert "Go on with LACE" in page and "Score LACE" not in page
    leading = page.partition("<main")[2].partition("</main>")[0].count("btn-primary")
    assert leading == 1
    Assessment.objects.unscoped("test").filter(pk=begun.pk).update(status="completed")
    assert "Score LACE again" in browser.get(address).content.decode()
    assert browser.post(address, {"instrument": LACE})["Location"] != begun.get_absolute_url()
    assert Assessment.objects.unscoped("test").filter(client=rosa).count() == 2


def test_a_score_that_was_switched_off_is_not_offered_and_the_api_says_why(maria: Actor, rosa: Client) -> None:
    retired = instrument(LACE)
    move = stay(rosa, maria)
    switch_off_instrument(retired.pk, actor=SET_UP, version=retired.version)
    browser, address = browser_of(move.case.case_manager), f"{move.get_absolute_url()}risk/"
    page = browser.get(address).content.decode()
    assert "Score HOSPITAL" in page and "Score LACE" not in page
    refused = browser.post(address, {"instrument": LACE})
    assert (refused.status_code, "is switched off or retired" in refused.content.decode()) == (422, True)
    told = browser.post("/api/v1/assessments/", {"client": str(rosa.pk), "instrument": LACE}, content_type="application/json")
    assert (told.status_code, "is switched off or retired" in told.json()["errors"][0]["message"]) == (400, True)
    assert not Assessment.objects.unscoped("test").exists()


def test_a_score_from_before_the_stay_does_not_count(maria: Actor, rosa: Client) -> None:
    move = stay(rosa, maria)
    make_assessment(rosa, instrument(LACE), total=15, band="high", assessed_on="2026-01-11")
    assert newest_scores(maria, move) == {}
    assert by_risk(maria).get().lace is None


def test_the_list_stands_by_risk_and_shows_what_is_not_scored_last(maria: Actor, maria_user: User, rosa: Client) -> None:
    moves = [stay(rosa, maria, facility="Bay")]
    for name in ("Ines", "Otis"):
        client = make_client(given_name=name)
        make_case(client, maria_user.memberships.get().team, maria_user)
        moves.append(stay(client, maria, facility="Cove"))
    make_assessment(moves[0].client, instrument(LACE), total=9, band="moderate", assessed_on="2026-01-16")
    make_assessment(moves[2].client, instrument(HOSPITAL), total=7, band="high", assessed_on="2026-01-16")
    rows = by_risk(maria).order_by(*BY_RISK)
    assert [(row.pk, row.rank, row.lace, row.hospital) for row in rows] == [
        (moves[2].pk, 3, None, 7),
        (moves[0].pk, 2, 9, None),
        (moves[1].pk, 0, None, None),
    ]
    assert "Not scored yet" in browser_of(maria_user).get("/transitions/").content.decode()
    assert [row.pk for row in by_risk(maria, {"status": "discharged", "facility": "bay"})] == [moves[0].pk]
    assert [row.pk for row in by_risk(maria, {"risk": "not_scored"})] == [moves[1].pk]
    assert not by_risk(maria, {"status": "admitted"}).exists()


def test_risk_falls_from_page_to_page_and_from_one_answer_of_the_api_to_the_next(maria: Actor, maria_user: User) -> None:
    lace, hospital = instrument(LACE), instrument(HOSPITAL)
    # Two alike in points, one that only the other rule scores, and one that nobody scored.
    for name, rule, total in (("Ada", None, 0), ("Ben", lace, 4), ("Cleo", lace, 12), ("Dan", hospital, 9), ("Eve", lace, 12)):
        client = make_client(given_name=name, family_name="Lake")
        make_case(client, maria_user.memberships.get().team, maria_user)
        stay(client, maria)
        if rule:
            make_assessment(client, rule, total=total, assessed_on="2026-01-16")
    wanted = ["Dan Lake", "Eve Lake", "Cleo Lake", "Ben Lake", "Ada Lake"]
    pages, at_, backwards = [], "", []
    for _ in range(3):
        page = page_of(by_risk(maria), BY_RISK, at_, size=2)
        pages.append([row.client.legal_name for row in page.rows])
        backwards.append(page.previous)
        at_ = page.next
    assert pages == [wanted[:2], wanted[2:4], wanted[4:]] and at_ == ""
    assert [row.client.legal_name for row in page_of(by_risk(maria), BY_RISK, backwards[2], size=2).rows] == wanted[2:4]
    browser, address, told = browser_of(maria_user), "/api/v1/transitions/by-risk/?page_size=2", []
    while address:
        answer = browser.get(address).json()
        told += [row["risk"]["band"] for row in answer["results"]]
        address = answer["next"]
    assert told == ["high", "high", "high", "low", "not_scored"]


def listed(browser: Any, **asked: str) -> list[Any]:
    return list(browser.get("/api/v1/transitions/", asked).json()["results"])


def test_the_api_tells_each_score_and_answers_the_question_of_the_page(maria: Actor, maria_user: User, rosa: Client) -> None:
    move = stay(rosa, maria)
    make_assessment(rosa, instrument(LACE), total=9, band="moderate", assessed_on="2026-01-16")
    make_assessment(rosa, instrument(HOSPITAL), total=7, band="high", assessed_on="2026-01-16")
    browser = browser_of(maria_user)
    told = {
        "band": "high",
        "lace": {"points": 9, "of": 19, "band": "moderate"},
        "hospital": {"points": 7, "of": 13, "band": "high"},
    }
    asked = ({"risk": "high"}, {"status": "open", "facility": "bay"}, {"risk": "high", "status": "discharged"})
    assert [[row["risk"] for row in listed(browser, **one)] for one in asked] == [[told]] * 3
    assert [listed(browser, **one) for one in ({"risk": "low"}, {"facility": "Cove"}, {"status": "admitted"})] == [[]] * 3
    assert browser.get(f"/api/v1/transitions/{move.pk}/").json()["risk"] == told
    refused = browser.get("/api/v1/transitions/", {"risk": "high", "status": "settled"})
    assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (400, ["risk"])


def test_a_score_taken_for_the_next_stay_is_not_told_of_the_one_before(maria: Actor, maria_user: User, rosa: Client) -> None:
    first = stay(rosa, maria)
    again = {"admitted_at": at("2026-01-20 10:00"), "facility": "Bay Hospital", "visit_number": ""}
    readmit(first.pk, actor=maria, version=first.version, **again)
    make_assessment(rosa, instrument(LACE), total=15, band="high", assessed_on="2026-01-21")
    found = {row["status"]: row["risk"]["band"] for row in listed(browser_of(maria_user), client=str(rosa.pk))}
    assert found == {"admitted": "high", "readmitted": "not_scored"}


def test_a_system_that_may_not_read_assessments_is_told_no_score(rosa: Client, maria: Actor) -> None:
    move = stay(rosa, maria)
    make_assessment(rosa, instrument(LACE), total=15, band="high", assessed_on="2026-01-16")
    partner = api_client_actor(make_api_client("transitions:read"), ["transitions:read"])
    with_risk(partner, [move])
    assert move.risk is None  # type: ignore[attr-defined]  # set by the query


def test_the_order_by_risk_is_kept_from_a_system_that_may_not_read_scores(rosa: Client, maria: Actor) -> None:
    move = stay(rosa, maria)
    headers = {"Authorization": f"Bearer {bearer_token(make_api_client('transitions:read'))}"}
    for address in ("/api/v1/transitions/by-risk/", f"/api/v1/transitions/{move.pk}/risk/"):
        refused = Browser().get(address, headers=headers)
        assert (refused.status_code, refused.json()["detail"]) == (403, "This token lacks the scope assessments:read.")


def test_the_api_tells_what_the_record_knows_towards_a_score(maria: Actor, maria_user: User, rosa: Client) -> None:
    instrument(LACE)
    move = stay(rosa, maria)
    told, _ = browser_of(maria_user).get(f"/api/v1/transitions/{move.pk}/risk/").json()
    assert [(one["link_id"], one["value"]) for one in told["known"]] == [
        ("length_of_stay_days", 4), ("ed_visits_prior_6_months", 0),
    ]  # fmt: skip
    assert told["known"][0]["words"] == "4 days from admission to discharge"
    assert (told["instrument"], told["in_use"], told["draft"], told["newest"]) == (LACE, True, None, None)
    assert "the conditions the client has" in told["asked"]
