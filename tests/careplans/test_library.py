"""The library of plans by need, and what a screening suggests."""

import pytest

from assessments.models.domains import DOMAINS
from careplans.actions.library import add_from_library
from careplans.models import Commitment, Goal
from careplans.queries.library import for_domains, library
from careplans.queries.readiness import lacks_for_proposal
from clients.models import Client
from tests.factories.careplans import fresh, make_need, make_plan
from workflow.actor import Actor
from workflow.refusals import InvalidInput

NEEDS = {"housing", "food", "transport", "medicines", "falls", "diabetes", "depression", "caregiver", "post-discharge"}


def test_every_common_need_has_a_start_in_both_languages() -> None:
    assert set(library()) == NEEDS
    for template in library().values():
        assert set(template.domains) <= set(DOMAINS), template.key
        for words in [template.title, *(g["words"] for g in template.goals), *(p["what"] for p in template.promises)]:
            assert set(words) == {"en", "es"}, (template.key, words)
        assert all(len(goal["levels"]) == 5 for goal in template.goals)
        assert {promise["owner"] for promise in template.promises} >= {"client", "case_manager"}


def test_the_library_is_offered_by_the_needs_on_the_list() -> None:
    assert [template.key for template in for_domains(["x-falls", "food-insecurity"])] == ["falls", "food"]


@pytest.mark.django_db
def test_a_start_from_the_library_is_in_the_clients_language_and_tied_to_the_need(maria: Actor, rosa: Client) -> None:
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(language="es")
    need = make_need(rosa, maria, accepted=True)
    plan = make_plan(rosa, maria)
    add_from_library(plan.pk, actor=maria, version=1, template="food")
    goal = Goal.objects.unscoped("test").get()
    assert (goal.client_words, goal.need_id, goal.has_levels) == ("Quiero una comida caliente cada día", need.pk, True)
    owners = sorted(Commitment.objects.unscoped("test").values_list("owner_kind", "partner_name"))
    assert owners == [("case_manager", ""), ("client", ""), ("partner", "Meal service")]
    assert lacks_for_proposal(fresh(plan)).startswith("Say what stands in the way")


@pytest.mark.django_db
def test_an_unknown_template_is_refused(maria: Actor, rosa: Client) -> None:
    plan = make_plan(rosa, maria)
    with pytest.raises(InvalidInput) as refused:
        add_from_library(plan.pk, actor=maria, version=1, template="magic")
    assert list(refused.value.errors) == ["template"]
    assert not Goal.objects.unscoped("test").exists()
