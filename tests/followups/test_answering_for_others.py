"""Something urgent of a colleague: whoever acknowledged it completes it or hands it over, and its owner is told."""

from typing import Any

import pytest

from accounts.models import User
from accounts.queries import actor_for
from clients.models import Client
from followups.actions.follow_ups import acknowledge_follow_up, complete_follow_up, drop_follow_up
from followups.actions.handing_over import accept_follow_up, hand_over
from followups.models import FollowUp, Notification
from tests.factories.absence import always_at_work
from tests.factories.accounts import make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.due import WHY, deliveries, follow_up, run
from workflow.actor import Actor
from workflow.models import Event
from workflow.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    make_agency()
    team = make_team("Harbor")
    return {name: always_at_work(make_user("case_manager", team, name=name)) for name in ("Maria", "Nora", "Devon")}


@pytest.fixture
def flag(people: dict[str, User]) -> FollowUp:
    """Maria's, and Nora was called about it because it could not wait."""
    maria = people["Maria"]
    rosa: Client = make_case(make_client(), team=maria.memberships.get().team, case_manager=maria).client
    due_at = rosa.created_at
    found = follow_up(rosa, maria, due_at, FollowUp.Kind.SAFETY_FLAG, urgent=True, team=maria.memberships.get().team)
    Notification.objects.create(key="a test", user=people["Nora"], follow_up=found, rung="urgent")
    return found


def actor(person: User) -> Actor:
    return actor_for(person, "web")


def take(flag: FollowUp, person: User) -> Any:
    return acknowledge_follow_up(flag.pk, actor=actor(person), version=flag.version)


def test_whoever_acknowledged_it_completes_it_under_their_own_name_and_the_owner_is_told(
    people: dict[str, User], flag: FollowUp
) -> None:
    with pytest.raises(NotAllowed):
        complete_follow_up(flag.pk, actor=actor(people["Nora"]), version=flag.version, outcome="Safe")
    taken = take(flag, people["Nora"])
    done = complete_follow_up(flag.pk, actor=actor(people["Nora"]), version=taken.version, outcome="Safe")
    assert (done.status, done.owner) == ("done", people["Maria"])
    event = Event.objects.unscoped(WHY).get(name="follow_up.completed")
    assert (event.actor_name, event.data) == ("Nora", {"kind": "safety_flag", "owner": str(people["Maria"].pk)})
    run()
    [told] = Notification.objects.unscoped(WHY).filter(user=people["Maria"], rung="notice")
    assert told.words == "Nora answered something urgent of yours and completed it"
    assert Client.objects.visible_to(actor(people["Nora"])).count() == 0


def test_they_neither_drop_it_nor_does_a_colleague_who_was_not_called_close_it(people: dict[str, User], flag: FollowUp) -> None:
    taken = take(flag, people["Nora"])
    with pytest.raises(NotAllowed):
        drop_follow_up(flag.pk, actor=actor(people["Nora"]), version=taken.version, outcome="Not needed")
    with pytest.raises(NotFound):
        complete_follow_up(flag.pk, actor=actor(people["Devon"]), version=taken.version, outcome="Safe")


def test_they_hand_it_back_in_the_morning_and_no_longer_close_it_then(people: dict[str, User], flag: FollowUp) -> None:
    taken = take(flag, people["Nora"])
    offered = hand_over(flag.pk, actor=actor(people["Nora"]), version=taken.version, to=people["Maria"].pk, note="Call at noon")
    assert offered.offered_to == people["Maria"]
    back = accept_follow_up(flag.pk, actor=actor(people["Maria"]), version=offered.version)
    assert (back.owner, back.acknowledged_by, back.acknowledged_by_name, back.taken_over) == (
        people["Maria"],
        None,
        "Nora",
        False,
    )
    with pytest.raises(NotAllowed):
        complete_follow_up(flag.pk, actor=actor(people["Nora"]), version=back.version, outcome="Safe")


def test_the_owner_who_acknowledges_and_completes_is_told_nothing(people: dict[str, User], flag: FollowUp) -> None:
    taken = take(flag, people["Maria"])
    complete_follow_up(flag.pk, actor=actor(people["Maria"]), version=taken.version, outcome="Safe")
    assert ("notice", "in_app") not in deliveries()
