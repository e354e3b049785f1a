"""The pages of assessments: taken in several windows, without a script, on paper, over time."""

import json
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from assessments.actions.assessments import amend_assessment, conclude_on_factor
from assessments.models import Assessment
from clients.models import Disclosure
from tests.assessments.stories import LIKERT, Care, due, in_care, phq9, use
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

XSS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{7*7}}", "'; alert(1); //"]


def browser_of(care: Care) -> Browser:
    browser = Browser()
    browser.force_login(care.maria)
    return browser


def typed(assessment: Assessment, was: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """What a page sends: every question it showed with what it was, and what is chosen now."""
    sent = {f"was.{key}": json.dumps(value) for key, value in was.items()}
    return {**sent, **{f"a.{key}": value for key, value in answers.items()}}


def autosave(browser: Browser, assessment: Assessment, data: dict[str, Any]) -> Any:
    path = f"/clients/{assessment.client_id}/assessments/{assessment.pk}/autosave/"
    return browser.post(path, data, headers={"Accept": "application/json"})


def now(assessment: Assessment) -> dict[str, Any]:
    assessment.refresh_from_db()
    return {key: answer.get("value", answer.get("absent")) for key, answer in assessment.answers.items()}


@pytest.fixture(autouse=True)
def instruments() -> None:
    use("phq-9", "audit-c", "ahc-hrsn-core", "initial-assessment", "lace-index")


def test_two_windows_answer_different_questions_and_overwrite_nothing() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("phq-9")
    shown = {f"q{n}": [] for n in range(1, 10)}
    assert autosave(browser, draft, typed(draft, shown, q1=LIKERT[1])).json()["kept"] == {"q1": [LIKERT[1]]}
    # The second window was opened before: for it question 1 is still open.
    answer = autosave(browser, draft, typed(draft, shown, q2=LIKERT[2])).json()
    assert (answer["kept"], answer["elsewhere"], answer["answered"]) == ({"q2": [LIKERT[2]]}, {}, 2)
    assert now(draft) == {"q1": LIKERT[1], "q2": LIKERT[2]}


def test_a_question_answered_elsewhere_meanwhile_is_shown_and_not_overwritten() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("phq-9")
    autosave(browser, draft, typed(draft, {"q1": []}, q1=LIKERT[1]))
    answer = autosave(browser, draft, typed(draft, {"q1": [], "q2": []}, q1=LIKERT[3], q2=LIKERT[0])).json()
    assert answer["elsewhere"] == {"q1": "Several days"}
    assert now(draft) == {"q1": LIKERT[1], "q2": LIKERT[0]}
    # Having seen it, the second window may change it.
    autosave(browser, draft, typed(draft, {"q1": answer["kept"]["q1"]}, q1=LIKERT[3]))
    assert now(draft)["q1"] == LIKERT[3]


def test_autosaving_shows_a_safety_flag_and_the_questions_that_follow() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("phq-9")
    answer = autosave(browser, draft, typed(draft, {"q9": []}, q9=LIKERT[1])).json()
    assert [flag["title"] for flag in answer["flags"]] == ["Thoughts of self-harm, or of being better off dead (question 9)"]
    assert "difficulty" in answer["shown"]
    assert len(due(care.client)) == 1


def test_a_wrong_answer_is_told_at_its_question_and_the_others_are_kept() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("lace-index")
    answer = autosave(
        browser, draft, typed(draft, {"length_of_stay_days": [], "acute_admission": []}, length_of_stay_days="-4", acute_admission="true")
    ).json()  # fmt: skip
    assert answer["problems"] == {"length_of_stay_days": "The number is 0 or more."}
    assert now(draft) == {"acute_admission": True}


def test_autosaving_writes_no_line_in_the_disclosure_log_and_reading_does() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("phq-9")
    autosave(browser, draft, typed(draft, {"q1": []}, q1=LIKERT[1]))
    assert not Disclosure.objects.unscoped("a test reads the log").exists()
    browser.get(f"/clients/{care.client.pk}/assessments/{draft.pk}/")
    assert Disclosure.objects.unscoped("a test reads the log").get().view == "assessment"


@pytest.mark.parametrize("who", ["case_manager", "administrator", "privacy_officer"])
def test_nobody_else_reads_or_answers(who: str) -> None:
    care = in_care()
    draft, stranger = care.start("phq-9"), Browser()
    stranger.force_login(make_user(who))
    base = f"/clients/{care.client.pk}/assessments"
    for path in (f"{base}/", f"{base}/{draft.pk}/", f"{base}/{draft.pk}/sections/1/", f"{base}/{draft.pk}/print/"):
        assert stranger.get(path).status_code == 404
    assert autosave(stranger, draft, typed(draft, {"q1": []}, q1=LIKERT[1])).status_code == 404
    assert now(draft) == {}


def test_one_screen_a_section_without_any_script() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("ahc-hrsn-core")
    base = f"/clients/{care.client.pk}/assessments/{draft.pk}"
    page = browser.get(f"{base}/sections/1/").content.decode()
    assert "What is your living situation today?" in page
    assert "physically hurt you" not in page
    sent = {**typed(draft, {"q1": [], "q2": []}, q1="LA31993-1", q2=["LA9-3"]), "go": "next"}
    assert browser.post(f"{base}/sections/1/", sent)["Location"] == f"{base}/sections/2/"
    assert now(draft) == {"q1": "LA31993-1", "q2": ["LA9-3"]}
    last = browser.post(f"{base}/sections/5/", {**typed(draft, {"q7": []}, q7="LA6270-8"), "go": "next"})
    assert last["Location"] == f"{base}/"
    assert browser.post(f"{base}/sections/2/", {"go": "back"})["Location"] == f"{base}/sections/1/"
    assert browser.get(f"{base}/sections/6/").status_code == 404


def test_without_a_script_a_question_that_follows_from_an_answer_is_asked_before_going_on() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("audit-c")
    base = f"/clients/{care.client.pk}/assessments/{draft.pk}"
    sent = {**typed(draft, {"q1": [], "q2": [], "q3": []}, q1="LA18926-8"), "shown": ["q1"], "go": "next"}
    assert browser.post(f"{base}/sections/1/", sent)["Location"] == f"{base}/sections/1/"
    page = browser.get(f"{base}/sections/1/").content.decode()
    assert "Your answers lead to a further question" in page
    answered = {
        **typed(draft, {"q1": ["LA18926-8"], "q2": [], "q3": []}, q1="LA18926-8", q2="LA15694-5", q3="LA6270-8"),
        "go": "next",
    }
    assert browser.post(f"{base}/sections/1/", {**answered, "shown": ["q1", "q2", "q3"]})["Location"] == f"{base}/"


def test_a_section_of_an_initial_assessment_keeps_its_conclusion() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("initial-assessment")
    path = f"/clients/{care.client.pk}/assessments/{draft.pk}/sections/1/"
    assert "Your conclusion" in browser.get(path).content.decode()
    browser.post(path, {"factor": "health-status", "conclusion": "Stable.", "go": "next"})
    draft.refresh_from_db()
    assert (draft.conclusions["health-status"]["text"], draft.conclusions["health-status"]["by"]) == ("Stable.", "Maria")


def test_what_was_typed_stays_on_the_page_when_it_cannot_be_kept() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("lace-index")
    path = f"/clients/{care.client.pk}/assessments/{draft.pk}/sections/1/"
    answer = browser.post(path, {**typed(draft, {"length_of_stay_days": []}, length_of_stay_days="ten"), "go": "next"})
    page = answer.content.decode()
    assert (answer.status_code, 'value="ten"' in page, "A whole number is needed." in page) == (400, True, True)


def test_the_review_says_what_is_open_and_completes_when_nothing_is() -> None:
    care = in_care()
    browser, draft = browser_of(care), care.start("phq-9", answers=phq9(1, 1))
    path = f"/clients/{care.client.pk}/assessments/{draft.pk}/"
    assert "Still open:" in browser.get(path).content.decode()
    draft = care.answer(draft, **phq9(*[1] * 9))
    page = browser.get(path).content.decode()
    assert "Every question has an answer or a reason." in page
    browser.post(f"/assessments/{draft.pk}/complete/", {"version": draft.version})
    done = browser.get(path).content.decode()
    assert ">9<" in done.replace("\n", "") and "Mild" in done
    assert "Thoughts of self-harm" in done


def test_the_list_shows_what_is_due_with_its_answer() -> None:
    care = in_care()
    browser = browser_of(care)
    care.answer(care.start("phq-9"), q9=LIKERT[1])
    page = browser.get(f"/clients/{care.client.pk}/assessments/").content.decode()
    assert "Answer the safety flag" in page
    assert "/acknowledge/" in page


def test_paper_leaves_sensitive_answers_off_unless_they_are_asked_for() -> None:
    care = in_care()
    browser = browser_of(care)
    answers = {"q3": "LA28397-0", "q7": "LA6482-9", "q8": "LA6482-9", "q9": "LA6482-9", "q10": "LA6482-9"}
    done = care.complete(care.start("ahc-hrsn-core", answers=answers))
    path = f"/clients/{care.client.pk}/assessments/{done.pk}/print/"
    page = browser.get(path).content.decode()
    assert "food would run out" in page
    assert "physically hurt you" not in page
    assert "may not be safe" not in page.lower()
    assert "physically hurt you" in browser.get(f"{path}?sensitive=1").content.decode()


def test_a_blank_form_has_every_question_and_the_notice() -> None:
    page = browser_of(in_care()).get("/instruments/phq-9/blank/").content.decode()
    assert page.count('class="boxes"') == 10
    assert "No permission required to reproduce" in page
    assert browser_of(in_care()).get("/instruments/nothing/blank/").status_code == 404


def test_a_score_over_time_is_drawn_and_told_in_a_table() -> None:
    care = in_care()
    browser = browser_of(care)
    for day, score in ((date(2026, 1, 5), 3), (date(2026, 3, 9), 2), (date(2026, 6, 1), 1)):
        care.complete(care.start("phq-9", answers=phq9(*[score] * 8, 0), assessed_on=day.isoformat()))
    page = browser.get(f"/clients/{care.client.pk}/assessments/over-time/phq-9/").content.decode()
    path = re.search(r'<path class="chart__line" d="([^"]+)"', page)
    assert path
    assert [point[0] for point in path[1].split(" ")[::2]] == ["M", "L", "L"]
    assert page.count("<circle") == 3
    for words in ("24, severe", "16, moderately severe", "8, mild"):
        assert words in page
    assert browser.get(f"/clients/{care.client.pk}/assessments/over-time/gad-7/").status_code == 404


def test_two_dates_stand_side_by_side_with_what_differs() -> None:
    care = in_care()
    browser = browser_of(care)
    for day, scores in (("2026-01-05", (3, 3, 0, 0, 0, 0, 0, 0, 0)), ("2026-03-09", (3, 1, 0, 0, 0, 0, 0, 0, 0))):
        care.complete(care.start("phq-9", answers=phq9(*scores), assessed_on=day))
    page = browser.get(f"/clients/{care.client.pk}/assessments/comparison/phq-9/").content.decode()
    assert "Answers, 1 of them different" in page
    assert page.count("comparison__differs") == 2
    assert page.index('<th scope="col">Jan 5, 2026') < page.index('<th scope="col">Mar 9, 2026')


@pytest.mark.parametrize("text", XSS)
def test_what_was_written_into_any_text_stays_text(text: str) -> None:
    care = in_care()
    browser = browser_of(care)
    draft = care.start("initial-assessment", answers={"worries": text, "health-now": "fair"}, interpreter=text)
    draft = conclude_on_factor(draft.pk, actor=care.actor, version=draft.version, conclusion=text)
    other = care.take("phq-9", **phq9(*[0] * 9))
    amend_assessment(other.pk, actor=care.actor, version=other.version, reason=text, answers={"q1": LIKERT[1]})
    base = f"/clients/{care.client.pk}/assessments"
    for path in (
        f"{base}/{draft.pk}/",
        f"{base}/{draft.pk}/sections/1/",
        f"{base}/{draft.pk}/print/",
        f"{base}/{other.pk}/",
        f"{base}/",
    ):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert ">49<" not in page


@pytest.mark.parametrize("path", ["", "over-time/phq-9/", "comparison/phq-9/"])
def test_lists_cost_the_same_for_few_and_for_many(path: str, django_assert_max_num_queries: Any) -> None:
    care = in_care()
    browser = browser_of(care)
    for n in range(3):
        care.complete(care.start("phq-9", answers=phq9(*[n] * 8, 0)))
    browser.get(f"/clients/{care.client.pk}/assessments/{path}")
    with django_assert_max_num_queries(20) as few:
        browser.get(f"/clients/{care.client.pk}/assessments/{path}")
    for n in range(9):
        care.complete(care.start("phq-9", answers=phq9(*[n % 4] * 8, 0)))
    with django_assert_max_num_queries(20) as many:
        browser.get(f"/clients/{care.client.pk}/assessments/{path}")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_the_administrator_reads_terms_and_others_are_told_whom_to_ask() -> None:
    admin = Browser()
    admin.force_login(make_user("administrator"))
    assert "Patient Health Questionnaire 9" in admin.get("/settings/instruments/").content.decode()
    one = care_instrument("ahc-hrsn-core")
    page = admin.get(f"/settings/instruments/{one.pk}/").content.decode()
    assert "Read the CMS citation/notification sheet." in page
    assert browser_of(in_care()).get("/settings/instruments/").status_code == 403
    assert admin.get(f"/settings/instruments/{uuid4()}/").status_code == 404


def care_instrument(key: str) -> Any:
    from tests.assessments.stories import instrument

    return instrument(key)


def test_a_questionnaire_is_imported_as_a_file() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    admin = Browser()
    admin.force_login(make_user("administrator"))
    item = {"linkId": "1", "type": "boolean", "text": "Well?"}
    body = json.dumps({"resourceType": "Questionnaire", "name": "sleep", "title": "Sleep", "item": [item]})
    answer = admin.post("/instruments/import/", {"file": SimpleUploadedFile("sleep.json", body.encode(), "application/json")})
    assert answer.status_code == 302
    wrong = admin.post("/instruments/import/", {"file": SimpleUploadedFile("sleep.json", b"\xff\xfe", "application/json")})
    assert "This is not a text file in UTF-8." in wrong.content.decode()
    assert "Paste the questionnaire, or choose its file." in admin.post("/instruments/import/", {}).content.decode()


def test_an_amendment_on_the_page_changes_what_was_changed_and_keeps_the_rest() -> None:
    care = in_care()
    browser = browser_of(care)
    done = care.take("phq-9", **phq9(*[1] * 9))
    done = conclude_on_factor(done.pk, actor=care.actor, version=done.version, conclusion="Low, not alone.")
    page = browser.get(f"/assessments/{done.pk}/amend/").content.decode()
    assert "Low, not alone." in page
    sent = {
        **typed(done, {"q1": [LIKERT[1]], "q2": [LIKERT[1]]}, q1=LIKERT[3], q2=LIKERT[1]), "reason": "Misheard", "version": done.version,
        "c.overall": "Low, and alone.", "was-c.overall": "Low, not alone.",
    }  # fmt: skip
    assert browser.post(f"/assessments/{done.pk}/amend/", sent).status_code == 302
    assert now(done)["q1"] == LIKERT[3]
    assert (done.status, done.total, done.conclusions["overall"]["text"]) == ("amended", 11, "Low, and alone.")
