"""What is planned, held, sent and left out: every reminder once, in its hours, to whoever has the work now."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Team, User
from clients.models import Client
from followups.actions import claims
from followups.actions.dispatch import dispatch
from followups.actions.due import done
from followups.actions.follow_ups import acknowledge_follow_up
from followups.actions.moving import hold_follow_up, reschedule_follow_up
from followups.actions.planning import plan_notice
from followups.models import Delivery, Ladder, Notification
from tests.factories.absence import make_cover, make_shift
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.conftest import NOW, Clock
from tests.followups.due import WHY, Kind, deliveries, follow_up, run, told
from tests.services import APP, OWNER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency(clock: Clock) -> Any:
    return make_agency(time_zone="America/New_York")


@pytest.fixture
def team() -> Team:
    return make_team("Harbor")


@pytest.fixture
def maria(team: Team) -> User:
    return make_user("case_manager", team, name="Maria")


@pytest.fixture
def sam(team: Team) -> User:
    return make_user("supervisor", team, name="Sam")


@pytest.fixture
def rosa(team: Team, maria: User) -> Client:
    client = make_client(given_name="Rosacanary", family_name="Delgadocanary")
    make_case(client, team, maria)
    return client


def test_a_follow_up_is_stored_with_its_whole_ladder(maria: User, rosa: Client, team: Team) -> None:
    follow_up(rosa, maria, NOW + timedelta(days=3), team=team)
    assert deliveries() == [
        ("before", "in_app"), ("due", "in_app"), ("overdue", "in_app"), ("overdue", "email"), ("supervisor", "in_app"), ("supervisor", "email"),
    ]  # fmt: skip
    assert run() == {}
    assert told(maria) == []


def test_what_is_rolled_back_reminds_nobody(maria: User, rosa: Client) -> None:
    with transaction.atomic():
        follow_up(rosa, maria, NOW + timedelta(days=3))
        transaction.set_rollback(True)
    assert deliveries() == []


def test_each_rung_is_told_at_its_time_and_the_last_one_to_the_supervisor(
    clock: Clock, maria: User, sam: User, rosa: Client, team: Team
) -> None:
    follow_up(rosa, maria, NOW + timedelta(days=2), team=team)
    clock.at(NOW + timedelta(days=1))
    assert run() == {"sent": 1}
    assert (told(maria), told(sam)) == (["before"], [])
    clock.at(NOW + timedelta(days=2))
    assert run() == {"sent": 1}
    clock.at(NOW + timedelta(days=5, hours=1))
    assert run() == {"sent": 4}
    assert (told(maria), told(sam)) == (["before", "due", "overdue"], ["supervisor"])
    assert [message.to for message in mail.outbox] == [[maria.email], [sam.email]]


def test_an_email_names_nobody_and_tells_nothing(clock: Clock, maria: User, rosa: Client) -> None:
    follow_up(rosa, maria, NOW - timedelta(days=3))
    run()
    [message] = mail.outbox
    sent = f"{message.subject}\n{message.body}\n{message.extra_headers}".lower()
    assert [word for word in ("canary", "rosa", "delgado", "first contact", str(rosa.pk)) if word in sent] == []
    assert message.subject == "Something is due"
    assert "/notifications/" in message.body
    assert "/complete/" in message.body


def test_the_same_delivery_keeps_its_message_id(maria: User, rosa: Client) -> None:
    follow_up(rosa, maria, NOW - timedelta(days=3))
    run()
    Delivery.objects.unscoped(WHY).filter(channel="email", state="sent").update(state="waiting", wakes_at=NOW, lease_until=None)
    run()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_outside_her_hours_it_is_held_and_says_until_when(clock: Clock, maria: User, rosa: Client) -> None:
    follow_up(rosa, maria, NOW.replace(hour=23))
    run()
    clock.at(NOW.replace(hour=23, minute=30))
    assert run() == {"held": 1}
    [held] = Delivery.objects.unscoped(WHY).filter(deferred_until__isnull=False)
    assert (held.deferred_until, held.held_because) == (NOW + timedelta(hours=23), "Outside the working hours of Maria.")
    assert told(maria) == ["before"]
    clock.at(NOW + timedelta(hours=23))
    assert run() == {"sent": 1}
    assert told(maria) == ["before", "due"]


def test_what_is_done_is_not_reminded_of_although_a_worker_has_it_in_hand(clock: Clock, maria: User, rosa: Client) -> None:
    follow_up(rosa, maria, NOW - timedelta(days=3))

    def meanwhile() -> None:
        done(f"test:{rosa.pk}:{Kind.FIRST_CONTACT}", "Client reached.")

    assert dispatch("default", after_claim=meanwhile) == {}
    assert told(maria) == []
    assert deliveries("waiting") == []


def test_after_a_weekend_one_word_is_enough(clock: Clock, maria: User, rosa: Client) -> None:
    follow_up(rosa, maria, NOW + timedelta(hours=26))
    clock.at(NOW + timedelta(days=12))
    assert run() == {"cancelled": 2, "sent": 2}
    assert told(maria) == ["overdue"]


def test_rescheduled_it_reminds_at_the_new_time_only(clock: Clock, maria: User, rosa: Client) -> None:
    made = follow_up(rosa, maria, NOW + timedelta(hours=2), Kind.ASSESS)
    run()
    reschedule_follow_up(made.pk, actor=make_actor(maria), version=1, due_on="2031-05-21", due_time="10:00", reason="Away")
    clock.at(NOW + timedelta(hours=3))
    assert run() == {}
    clock.at(NOW + timedelta(days=14))
    run()
    assert told(maria) == ["before", "due"]


def test_what_waits_on_others_never_goes_to_the_supervisor(
    clock: Clock, maria: User, sam: User, rosa: Client, team: Team
) -> None:
    made = follow_up(rosa, maria, NOW + timedelta(hours=2), Kind.ASSESS, team=team)
    hold_follow_up(made.pk, actor=make_actor(maria), version=1, waiting_on="Clinic", hold_until="2031-05-09", reason="Asked")
    clock.at(NOW + timedelta(days=40))
    run()
    assert told(sam) == []
    assert told(maria)[-1] == "overdue"


def test_while_she_is_away_her_coverer_is_told(clock: Clock, maria: User, rosa: Client, team: Team) -> None:
    devon = make_user("case_manager", team, name="Devon")
    make_cover(maria, devon)
    follow_up(rosa, maria, NOW - timedelta(days=3))
    assert run() == {"sent": 2}
    assert (told(maria), told(devon)) == ([], ["overdue"])
    assert Notification.objects.unscoped(WHY).get().words == "For Maria"
    assert [message.to for message in mail.outbox] == [[devon.email]]


def test_whoever_left_receives_nothing(maria: User, sam: User, rosa: Client, team: Team) -> None:
    follow_up(rosa, maria, NOW - timedelta(days=5), team=team)
    User.objects.filter(pk=maria.pk).update(status="deactivated")
    assert run() == {"cancelled": 2}
    assert (told(maria), mail.outbox) == ([], [])


def test_a_flag_at_night_reaches_who_is_on_duty_and_the_next_one_until_somebody_has_it(
    clock: Clock, maria: User, sam: User, rosa: Client, team: Team
) -> None:
    devon = make_user("case_manager", team, name="Devon")
    clock.at(NOW.replace(hour=2) + timedelta(days=1))  # 22:00 in New York
    make_shift(devon, team)
    made = follow_up(rosa, maria, clock.now, Kind.SAFETY_FLAG, team=team, urgent=True)
    run()
    assert (told(maria), told(devon), told(sam)) == ([], ["urgent"], [])
    clock.at(clock.now + timedelta(minutes=9))
    assert run() == {}
    clock.at(clock.now + timedelta(minutes=1))
    assert run() == {"sent": 2}
    assert (told(maria), told(sam)) == ([], ["urgent"])
    clock.at(clock.now + timedelta(minutes=20))
    run()
    assert told(devon).count("urgent") == 2
    acknowledge_follow_up(made.pk, actor=make_actor(devon), version=1)
    clock.at(clock.now + timedelta(minutes=25))
    run()
    assert (told(maria), told(devon).count("urgent"), told(sam)) == ([], 2, ["urgent"])
    assert {message.subject for message in mail.outbox} == {"Urgent: somebody has to look at this now"}


def test_unanswered_it_goes_round_again_and_more_seldom(clock: Clock, maria: User, sam: User, rosa: Client, team: Team) -> None:
    follow_up(rosa, maria, NOW + timedelta(days=30), Kind.SAFETY_FLAG, team=team, urgent=True)
    began = clock.now
    moments = []
    while len(moments) < 6:
        if run().get("sent"):
            moments.append((clock.now - began) // timedelta(minutes=1))
        clock.at(clock.now + timedelta(minutes=5))
    assert moments == [0, 10, 20, 40, 60, 100]
    assert (told(maria), told(sam)) == (["urgent"] * 3, ["urgent"] * 3)


def test_another_urgent_matter_climbs_once_its_clock_is_about_to_lapse(
    clock: Clock, maria: User, sam: User, rosa: Client, team: Team
) -> None:
    made = follow_up(rosa, maria, NOW + timedelta(hours=5), team=team, urgent=True)
    run()
    clock.at(NOW + timedelta(hours=2, minutes=59))
    run()
    assert (told(maria), told(sam)) == (["urgent"], [])
    clock.at(NOW + timedelta(hours=3))
    run()
    assert told(sam) == ["urgent"]
    acknowledge_follow_up(made.pk, actor=make_actor(maria), version=1)
    clock.at(NOW + timedelta(hours=4))
    run()
    assert (told(maria), told(sam)) == (["urgent"], ["urgent"])


def test_a_notice_is_told_once_for_its_key(maria: User) -> None:
    for _ in range(2):
        plan_notice(maria, "cover:1:asked", "Devon asks you to cover", "/me/time-off/", by_email=True)
    assert run() == {"sent": 2}
    plan_notice(maria, "cover:1:asked", "Devon asks you to cover", "/me/time-off/", by_email=True)
    assert run() == {}
    assert told(maria) == ["notice"]
    assert [message.subject for message in mail.outbox] == ["A note for you"]


def test_the_agencys_own_ladder_holds_for_what_is_opened_then(maria: User, rosa: Client) -> None:
    Ladder.objects.create(
        kind=Kind.ASSESS, hours_before=48, at_due=False, hours_overdue=None, hours_to_supervisor=None, by_email=False
    )
    follow_up(rosa, maria, NOW + timedelta(days=3), Kind.ASSESS)
    assert deliveries() == [("before", "in_app")]


def test_a_worker_that_lost_its_lease_changes_nothing(clock: Clock, maria: User, rosa: Client) -> None:
    follow_up(rosa, maria, NOW - timedelta(days=3))
    [slow] = claims.claim("default", 10)
    clock.at(NOW + timedelta(minutes=2))
    [quick] = claims.claim("default", 10)
    assert quick.pk == slow.pk
    with transaction.atomic():
        assert claims.still_ours([slow]) == []
        claims.mark_cancelled([slow], "Too late.")
        assert claims.still_ours([quick]) == [quick]


def test_the_sweep_reads_only_what_waits(maria: User, rosa: Client) -> None:
    # Of four indexes that hold what waits alone, only one is in the sweep's order: with some waiting the planner must choose it.
    Delivery.objects.bulk_create(
        Delivery(key=f"{state}:{n}", rung="due", to="person", channel="in_app", recipient=maria, lane="default", due_at=NOW,
                 wakes_at=timezone.now() - timedelta(minutes=n), state=state)
        for state, how_many in (("sent", 2000), ("waiting", 600)) for n in range(how_many)
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Statistics are the owner's to gather.
        cursor.execute(f"SET ROLE {OWNER}")
        cursor.execute("ANALYZE followups_delivery")
        cursor.execute(f"SET ROLE {APP}")
        cursor.execute(
            "EXPLAIN SELECT id FROM followups_delivery WHERE state = 'waiting' AND lane = 'default' AND wakes_at <= now()"
            " ORDER BY wakes_at, id LIMIT 500"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "delivery_wakes" in plan
    assert "Seq Scan" not in plan
