"""Filters kept for oneself."""

import pytest
from django.test import Client as Browser

from followups.actions.saved_filters import remove_filter, save_filter
from followups.models import SavedFilter
from tests.followups.stories import cast
from workflow.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db


def test_a_kept_filter_opens_the_list_as_it_was_and_is_nobody_elses():
    who = cast()
    kept = save_filter(
        actor=who.maria, name="Late promises", place="follow-ups", query="bucket=overdue&kind=commitment&at=xyz&owner="
    )
    assert kept.get_absolute_url() == "/follow-ups/?bucket=overdue&kind=commitment"
    assert not SavedFilter.objects.visible_to(who.devon).exists()
    page = Browser()
    page.force_login(who.people["maria"])
    assert (
        'href="/follow-ups/?bucket=overdue&amp;kind=commitment" aria-current="page"'
        in page.get(kept.get_absolute_url()).content.decode()
    )


def test_the_same_name_twice_and_a_filter_of_nothing_are_refused():
    who = cast()
    save_filter(actor=who.maria, name="Late", place="follow-ups", query="bucket=overdue")
    with pytest.raises(StepRefused, match="named “Late” there already"):
        save_filter(actor=who.maria, name="Late", place="follow-ups", query="bucket=today")
    with pytest.raises(InvalidInput) as refused:
        save_filter(actor=who.maria, name="All", place="follow-ups", query="at=abc&kind=")
    assert refused.value.errors == {"query": ["Nothing is filtered yet. Choose a filter first, then save it."]}


def test_a_removed_one_is_gone_and_its_name_is_free():
    who = cast()
    kept = save_filter(actor=who.maria, name="Late", place="today", query="group=notes")
    assert remove_filter(kept.pk, actor=who.maria, version=1).get_absolute_url() == "/today/"
    save_filter(actor=who.maria, name="Late", place="today", query="group=notes")
    assert SavedFilter.objects.visible_to(who.maria).filter(status="kept").count() == 1
