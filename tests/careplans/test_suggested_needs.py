"""What answers point to becomes a possible need, and goes again with the answers while nobody has looked at it."""

from typing import Any

import pytest

from assessments.actions.assessments import amend_assessment, mark_assessment_error, record_assessment
from assessments.models.questionnaire import Item
from careplans.actions.needs import confirm_need
from careplans.actions.reactions import assessment_was_completed
from careplans.models import Need
from clients.models import Client
from followups.models import FollowUp
from tests.assessments.shipped import KEYS, definition, flags, questionnaire
from tests.assessments.stories import phq9, use
from tests.factories.assessments import make_assessment, make_instrument
from workflow.actor import Actor
from workflow.reactions import Happening
from workflow.refusals import InvalidInput

pytestmark = pytest.mark.django_db

POINTING = [(key, flag["id"], flag["domain"]) for key in KEYS for flag in questionnaire(key).flags if flag.get("domain")]
AGE = 75


def needs(client: Client, status: str = "possible") -> list[Need]:
    return list(Need.objects.unscoped("test").filter(client=client, status=status).order_by("id"))


def answers_for(key: str, flag_id: str) -> dict[str, Any]:
    """Answers that raise this flag: everything at its worst or at its best, and then what the flag itself looks for."""
    flag = next(flag for flag in questionnaire(key).flags if flag["id"] == flag_id)
    tried = []
    for pick in (max, min):
        base = {item.link_id: _answer(item, pick) for item in questionnaire(key).asked}
        tried += [base, {**base, **_looked_for(flag["when"])}, _looked_for(flag["when"])]
    return next(answers for answers in tried if flag_id in flags(key, answers, age=AGE))


def _answer(item: Item, pick: Any) -> Any:
    if item.is_coded:
        option = pick(item.options, key=lambda option: option.score or 0)
        return [option.code] if item.repeats else option.code
    if item.type == "boolean":
        return pick is max
    return (item.maximum if pick is max else item.minimum) or (9 if pick is max else 0)


def _looked_for(when: Any) -> dict[str, Any]:
    """The first answer a condition names."""
    if isinstance(when, list):
        return _looked_for(when[0])
    if "answer" in when:
        return {when["linkId"]: when["answer"]}
    if "answer_in" in when:
        return {when["linkId"]: when["answer_in"][0]}
    return next((_looked_for(inner) for name, inner in when.items() if name in ("all", "any")), {})


def test_there_are_flags_of_every_kind_to_look_at() -> None:
    assert len(POINTING) == 25
    assert {key for key, _, _ in POINTING} == {
        "ahc-hrsn-core", "ahc-hrsn-supplemental", "asq", "audit-c", "gad-7", "gds-15", "hospital-score", "initial-assessment",
        "lace-index", "oasis-adl-iadl", "phq-2", "phq-9",
    }  # fmt: skip


@pytest.mark.parametrize(("key", "flag", "domain"), POINTING)
def test_every_flag_that_names_a_domain_becomes_a_possible_need_with_its_source(
    key: str, flag: str, domain: str, maria: Actor, rosa: Client
) -> None:
    answers = {name: {"value": value} for name, value in answers_for(key, flag).items()}
    done = make_assessment(rosa, make_instrument(key=key, definition=definition(key)), answers=answers)
    for _ in range(2):
        assessment_was_completed(Happening(None, done, maria))  # type: ignore[arg-type]  # the reaction looks at the record alone
    (need,) = [need for need in needs(rosa) if need.domain == domain]
    assert (need.source, need.source_assessment) == ("assessment", done)
    assert need.source_item
    asked = FollowUp.objects.unscoped("test").filter(kind="confirm_need", object_id=need.pk, status="open")
    assert asked.count() == 1


def test_the_words_are_those_of_question_and_answer(maria: Actor, rosa: Client) -> None:
    use("hunger-vital-sign")
    done = record_assessment(rosa.pk, actor=maria, instrument="hunger-vital-sign", answers={"q1": "LA28397-0", "q2": "LA28398-8"})
    (need,) = needs(rosa)
    item = questionnaire("hunger-vital-sign").by_id["q1"]
    assert (need.domain, need.source_assessment) == ("food-insecurity", done)
    assert need.source_item == f"{item.text} {item.by_code['LA28397-0'].display}"[:300]


def test_an_amendment_takes_back_what_was_merely_suggested_and_suggests_what_it_shows_now(maria: Actor, rosa: Client) -> None:
    use("phq-9")
    done = record_assessment(rosa.pk, actor=maria, instrument="phq-9", answers=phq9(3, 3, 3, 3, 0, 0, 0, 0, 0))
    assert [need.domain for need in needs(rosa)] == ["x-depression"]
    answers = phq9(0, 0, 0, 0, 0, 0, 0, 0, 1)
    amend_assessment(done.pk, actor=maria, version=done.version, reason="Read from the wrong line", answers=answers)
    assert [need.domain for need in needs(rosa)] == ["x-safety"]
    (taken,) = needs(rosa, "taken_back")
    assert (taken.domain, taken.reason) == ("x-depression", "The answer was corrected.")
    dropped = FollowUp.objects.unscoped("test").get(object_id=taken.pk)
    assert (dropped.status, dropped.outcome) == ("dropped", "Its assessment says so no more.")


def test_a_need_that_the_amended_answers_still_show_stays_as_it_is(maria: Actor, rosa: Client) -> None:
    use("phq-9")
    done = record_assessment(rosa.pk, actor=maria, instrument="phq-9", answers=phq9(3, 3, 3, 3, 0, 0, 0, 0, 0))
    amend_assessment(done.pk, actor=maria, version=done.version, reason="One more", answers={"q5": phq9(0, 0, 0, 0, 3)["q5"]})
    (need,) = needs(rosa)
    assert (need.domain, need.version, needs(rosa, "taken_back")) == ("x-depression", 1, [])


def test_an_error_takes_back_what_nobody_has_looked_at_and_nothing_else(maria: Actor, rosa: Client) -> None:
    use("phq-9")
    done = record_assessment(rosa.pk, actor=maria, instrument="phq-9", answers=phq9(3, 3, 3, 3, 0, 0, 0, 0, 1))
    safety, mood = sorted(needs(rosa), key=lambda need: need.domain, reverse=True)
    confirm_need(mood.pk, actor=maria, version=1, domain=mood.domain, title="Low since the winter")
    mark_assessment_error(done.pk, actor=maria, version=done.version, reason="Another client's form")
    assert [need.domain for need in needs(rosa, "taken_back")] == [safety.domain]
    assert [need.title for need in needs(rosa, "identified")] == ["Low since the winter"]


def test_what_another_assessment_shows_as_well_is_suggested_from_that_one(maria: Actor, rosa: Client) -> None:
    use("phq-9", "phq-2")
    mistaken = record_assessment(rosa.pk, actor=maria, instrument="phq-9", answers=phq9(3, 3, 3, 3, 0, 0, 0, 0, 0))
    other = record_assessment(rosa.pk, actor=maria, instrument="phq-2", answers=phq9(3, 3))
    mark_assessment_error(mistaken.pk, actor=maria, version=mistaken.version, reason="Another client's form")
    (need,) = needs(rosa)
    assert (need.domain, need.source_assessment) == ("x-depression", other)


def test_a_suggestion_names_an_assessment_there_is(maria: Actor, rosa: Client) -> None:
    from careplans.actions.needs import suggest_need
    from careplans.actions.unattended import WORKER

    told = {"domain": "food-insecurity", "title": "Food", "source": "assessment", "source_item": "Often"}
    with pytest.raises(InvalidInput):
        suggest_need(rosa.pk, actor=WORKER, **told, source_assessment=rosa.pk)
    assert needs(rosa) == []
