"""What every record of the workflow and every step must declare."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from workflow.models import ScopedModel, StepModel
from workflow.resources import RESOURCES
from workflow.scoping import OpenQuerySet, ScopedQuerySet
from workflow.steps import REGISTRY

RECORDS = [model for model in apps.get_models() if issubclass(model, StepModel)]
SCOPED = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
# Readable without an actor, for nobody's data stands in them. A further one is named here after a second look.
OPEN = {
    "accounts.Agency", "accounts.ApiClient", "accounts.DutyShift", "accounts.Membership", "accounts.Team", "accounts.User", "assessments.Instrument",
    "assessments.TierRule", "careplans.Lesson", "followups.Ladder", "transitions.Protocol",
}  # fmt: skip


def named(model: Any) -> str:
    return str(model._meta.label)


@pytest.mark.parametrize("model", RECORDS, ids=named)
def test_a_record_names_its_timeline_who_sees_it_and_its_collection(model: Any) -> None:
    assert model.record_id is not StepModel.record_id
    assert model.visibility.__func__ is not ScopedModel.visibility.__func__
    assert model.collection
    assert model.collection == model.collection.lower().replace("_", "-")
    assert hasattr(model, "get_absolute_url")


def test_no_two_kinds_of_record_share_a_collection() -> None:
    collections = [model.collection for model in RECORDS]
    assert sorted(collections) == sorted(set(collections))


@pytest.mark.parametrize("model", RECORDS, ids=named)
def test_no_form_made_from_a_record_edits_its_state_or_version(model: Any) -> None:
    assert (model._meta.get_field("status").editable, model._meta.get_field("version").editable) == (False, False)
    assert model.states()


def is_open(model: Any) -> bool:
    return isinstance(model._default_manager.get_queryset(), OpenQuerySet)


def is_locked(model: Any) -> bool:
    return isinstance(model._default_manager.get_queryset(), ScopedQuerySet)


def test_rows_about_people_are_locked() -> None:
    assert {named(model) for model in SCOPED if not is_locked(model)} == OPEN
    assert {named(model) for model in SCOPED if is_open(model)} == OPEN


def test_every_table_that_points_at_a_client_is_locked() -> None:
    client = apps.get_model("clients.Client")
    pointing = [model for model in apps.get_models() if any(f.related_model is client for f in model._meta.fields)]
    assert len(pointing) > 10
    assert [named(model) for model in pointing if not is_locked(model)] == []


def test_every_record_with_steps_is_offered_by_the_api() -> None:
    """A step whose record has no resource would exist on the pages alone."""
    import_module("casemgmt.urls")
    assert {named(bound.step.model) for bound in REGISTRY.values() if bound.step.model not in RESOURCES} == set()


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_step_declares_what_its_doors_need(name: str) -> None:
    step = REGISTRY[name].step
    assert name == f"{step.noun}.{step.verb}"
    assert step.scope.count(":") == 1
    assert str(step.done).endswith(".")
    if step.creates and step.parent is not None:
        field = step.model._meta.get_field(step.parent_field)
        assert isinstance(field, models.ForeignKey)
        assert field.related_model is step.parent
