"""How long an emergency access lasts, what ends it, and its review."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models.functions import Now

from clients.actions.emergency import end_emergency_access, review_emergency_access
from clients.actions.restriction import restrict_client
from clients.models import EmergencyAccess
from followups.models import FollowUp
from tests.clients.emergency_access.opening import NOON, a_restricted_client, as_now, opened, sees
from tests.factories.accounts import make_actor, make_team
from tests.followups.stories import a_client, cast
from workflow.refusals import InvalidInput, NotAllowed, NotFound, StepRefused

pytestmark = pytest.mark.django_db


def test_it_closes_by_itself_to_the_second_by_the_clock_of_the_database():
    who = cast()
    client = a_restricted_client(who)
    with time_machine.travel(NOON, tick=False):
        access = opened(who)
    assert access.expires_at == NOON + timedelta(minutes=60)
    mine = EmergencyAccess.objects.unscoped("the test moves the end").filter(pk=access.pk)
    mine.update(expires_at=Now() + timedelta(seconds=1))
    assert sees(who.people["devon"], client) is True
    mine.update(expires_at=Now())
    assert sees(who.people["devon"], client) is False


def test_it_can_be_ended_at_once_but_not_twice():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    end_emergency_access(access.pk, actor=as_now(who.people["devon"]), version=1)
    assert sees(who.people["devon"], client) is False
    with pytest.raises(StepRefused) as refusal:
        end_emergency_access(access.pk, actor=as_now(who.people["devon"]), version=2)
    assert str(refusal.value) == "This access has ended already."


def test_a_reviewer_can_end_it_and_a_bystander_does_not_know_of_it():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    with pytest.raises(NotFound):
        end_emergency_access(access.pk, actor=who.ines, version=1)
    assert sees(who.people["devon"], client) is True
    end_emergency_access(access.pk, actor=who.sam, version=1)
    assert sees(who.people["devon"], client) is False


def test_it_opens_one_record_and_no_other():
    who = cast()
    a_restricted_client(who)
    other = a_client(who.ines, given_name="Otto", family_name="Brandt")
    restrict_client(other.pk, actor=who.ines, version=1, reason="Safety")
    opened(who)
    assert sees(who.people["devon"], other) is False


def test_it_ends_with_the_role_that_allowed_it():
    who = cast()
    client = a_restricted_client(who)
    opened(who)
    who.people["devon"].memberships.update(status="ended")
    assert sees(who.people["devon"], client) is False


# Review


def test_the_supervisor_is_told_at_once_and_the_review_ends_it():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    [told] = FollowUp.objects.unscoped("result").filter(kind="review_emergency_access")
    assert (told.team, told.urgency, told.why) == (who.team, "urgent", "Devon: Danger to the client or somebody else")
    review_emergency_access(access.pk, actor=who.sam, version=1, finding="justified")
    told.refresh_from_db(from_queryset=FollowUp.objects.unscoped("result"))
    assert (told.status, told.outcome) == ("done", "Reviewed.")
    access = EmergencyAccess.objects.unscoped("result").get()
    assert (access.status, access.finding, access.reviewed_by_name) == ("reviewed", "justified", "Sam")


def test_nobody_reviews_their_own():
    who = cast()
    a_restricted_client(who)
    access = opened(who, by="sam")
    with pytest.raises(NotAllowed) as refusal:
        review_emergency_access(access.pk, actor=as_now(who.people["sam"]), version=1, finding="justified")
    assert str(refusal.value) == "Somebody else than the person who used it has to review it."
    officer = make_actor("privacy_officer")
    review_emergency_access(access.pk, actor=officer, version=1, finding="justified")
    assert EmergencyAccess.objects.unscoped("result").get().reviewed_by_name == officer.name


def test_what_was_not_right_wants_a_word():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    for finding in ("not_justified", "unclear"):
        with pytest.raises(InvalidInput) as refusal:
            review_emergency_access(access.pk, actor=who.sam, version=1, finding=finding)
        assert refusal.value.errors == {"review_note": ["Say what was not right, and what follows from it."]}
    assert EmergencyAccess.objects.unscoped("result").get().status == "given"


def test_another_team_s_supervisor_and_a_colleague_see_nothing_to_review():
    who = cast()
    a_restricted_client(who)
    access = opened(who)
    elsewhere = make_actor("supervisor", make_team("Hillside"))
    for actor in (elsewhere, who.ines, make_actor("administrator")):
        with pytest.raises(NotFound):
            review_emergency_access(access.pk, actor=actor, version=1, finding="justified")


def test_a_review_does_not_end_a_running_access():
    who = cast()
    client = a_restricted_client(who)
    access = opened(who)
    review_emergency_access(access.pk, actor=who.sam, version=1, finding="justified")
    assert sees(who.people["devon"], client) is True
