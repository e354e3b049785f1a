"""What a person is told: the page, the badge, the digest, and what an administrator does with what failed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts.actions.covers import accept_cover
from accounts.models import WorkingHours
from clients.actions.consents import record_consent
from clients.models import Consent
from followups.actions.dead_letters import drop_dead_letter, replay_dead_letter
from followups.actions.digest import plan_digests
from followups.actions.ending_consents import look_for_ending_consents
from followups.actions.planning import plan_notice
from followups.models import DeadLetter, Delivery, FollowUp, Lane, Notification
from tests.factories.absence import make_cover, make_time_off
from tests.factories.accounts import make_actor, make_agency, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.conftest import NOW, Clock
from tests.followups.due import WHY, deliveries, follow_up, run, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency(clock: Clock) -> Any:
    return make_agency(time_zone="America/New_York")


@pytest.fixture
def maria() -> Any:
    return make_user("case_manager", make_team("Harbor"), name="Maria")


def browser_of(user: Any) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def test_the_page_names_a_client_only_while_the_reader_sees_them(maria: Any) -> None:
    client = make_client(given_name="Rosa", family_name="Canary")
    case = make_case(client, case_manager=maria)
    follow_up(client, maria, NOW - timedelta(days=3))
    run()
    assert "Rosa Canary" in browser_of(maria).get("/notifications/").content.decode()
    case.case_manager = make_user("case_manager")
    case.save()
    page = browser_of(maria).get("/notifications/").content.decode()
    assert "First contact" in page
    assert "Canary" not in page
    assert "canary-why" not in page


def test_the_badge_counts_what_is_unread_and_answers_nothing_when_nothing_changed(maria: Any) -> None:
    for number in range(3):
        plan_notice(maria, f"notice:{number}", "Look")
    run()
    browser = browser_of(maria)
    assert 'data-badge-known="3"' in browser.get("/today/").content.decode()
    assert browser.get("/notifications/badge/?known=3").status_code == 204
    browser.post("/notifications/read-all/")
    assert 'data-badge-known="0"' in browser.get("/notifications/badge/?known=3").content.decode()
    assert set(Notification.objects.unscoped(WHY).values_list("status", flat=True)) == {"read"}


def test_asking_for_the_badge_is_no_sign_that_somebody_is_there(clock: Clock, maria: Any) -> None:
    browser = browser_of(maria)
    browser.get("/today/")
    for minutes in range(1, 31):
        clock.at(NOW + timedelta(minutes=minutes))
        answer = browser.get("/notifications/badge/", headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_the_digest_comes_once_a_day_when_her_hours_begin(clock: Clock, maria: Any) -> None:
    WorkingHours.objects.create(user=maria, weekday=3, starts=time(7, 30), ends=time(12))
    client = make_client(given_name="Rosacanary")
    follow_up(client, maria, NOW - timedelta(days=2))
    run()
    mail.outbox.clear()
    clock.at(NOW + timedelta(hours=12))
    for _ in range(2):
        plan_digests()
    assert deliveries().count(("digest", "in_app")) == 1
    clock.at(datetime(2031, 5, 8, 11, 29, tzinfo=UTC))
    run()
    assert "digest" not in told(maria)
    clock.at(datetime(2031, 5, 8, 11, 30, tzinfo=UTC))
    run()
    assert told(maria)[-1] == "digest"
    [message] = [message for message in mail.outbox if message.subject == "Your day"]
    assert "Due today: 0. Overdue: 1. Waiting on others: 0." in message.body
    assert "canary" not in message.body.lower()


def test_with_nothing_due_there_is_no_digest(clock: Clock, maria: Any) -> None:
    clock.at(NOW + timedelta(hours=12))
    plan_digests()
    clock.at(NOW + timedelta(hours=23))
    run()
    assert (told(maria), mail.outbox) == ([], [])


@pytest.mark.parametrize(
    ("day", "starts", "expected"),
    [
        # Half past two does not exist on the day the clocks go forward (work begins when it would have been), and half past one comes twice when they go back.
        (date(2031, 3, 9), time(2, 30), datetime(2031, 3, 9, 7, 0, tzinfo=UTC)),
        (date(2031, 11, 2), time(1, 30), datetime(2031, 11, 2, 5, 30, tzinfo=UTC)),
    ],
)
def test_on_the_days_the_clocks_change_there_is_one_digest_at_her_hour(
    clock: Clock, maria: Any, day: date, starts: time, expected: datetime
) -> None:
    WorkingHours.objects.create(user=maria, weekday=6, starts=starts, ends=time(12))
    follow_up(make_client(), maria, datetime.combine(day, time(20), tzinfo=UTC))
    Delivery.objects.unscoped(WHY).all().update(state="cancelled")
    for hours in range(14):
        clock.at(datetime.combine(day, time(0), tzinfo=UTC) + timedelta(hours=hours))
        plan_digests()
        run()
    assert told(maria) == ["digest"]
    assert {row.due_at for row in Delivery.objects.unscoped(WHY).filter(rung="digest", key__contains=day.isoformat())} == {
        expected
    }


class Refusing:
    """A mail server that is down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __enter__(self) -> "Refusing":
        raise ConnectionRefusedError

    def __exit__(self, *error: object) -> None: ...


def test_a_mail_server_that_is_down_is_tried_later_and_later_then_a_person_decides(
    clock: Clock, maria: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_notice(maria, "notice", "Look", by_email=True, lane=Lane.URGENT)
    monkeypatch.setattr("followups.actions.emails.get_connection", Refusing)
    waits = []
    for _ in range(12):
        run()
        kept = Delivery.objects.unscoped(WHY).get(channel="email")
        waits.append(kept.wakes_at - clock.now)
        clock.now = kept.wakes_at
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert max(waits[:11]) == timedelta(hours=6)
    assert (kept.state, kept.attempts) == ("dead", 12)
    monkeypatch.undo()
    monkeypatch.setattr("followups.actions.claims.database_now", lambda: clock.now)
    letter = DeadLetter.objects.unscoped(WHY).get()
    administrator = make_actor("administrator")
    replay_dead_letter(letter.pk, actor=administrator, version=1, decided_because="The server is back")
    Delivery.objects.unscoped(WHY).filter(channel="email").update(wakes_at=clock.now)
    run()
    assert [message.to for message in mail.outbox] == [[maria.email]]


def test_what_was_dropped_stays_unsent(maria: Any) -> None:
    plan_notice(maria, "notice", "Look", by_email=True)
    Delivery.objects.unscoped(WHY).filter(channel="email").update(state="dead")
    letter = DeadLetter.objects.create(delivery=Delivery.objects.unscoped(WHY).get(channel="email"), why="No such address")
    drop_dead_letter(letter.pk, actor=make_actor("administrator"), version=1, decided_because="She told us her new one")
    run()
    assert mail.outbox == []


def test_the_page_of_failed_deliveries_names_no_client(maria: Any) -> None:
    client = make_client(given_name="Rosacanary", family_name="Canary")
    made = follow_up(client, maria, NOW + timedelta(days=3))
    failed = Delivery.objects.unscoped(WHY).filter(follow_up=made, channel="email").first()
    DeadLetter.objects.create(delivery=failed, why="The mail server does not know this address.")
    page = browser_of(make_user("administrator")).get("/settings/deliveries/").content.decode()
    assert "The mail server does not know this address." in page
    assert "canary" not in page.lower()


def test_a_consent_about_to_end_is_asked_about_once_and_closed_by_a_new_one(maria: Any) -> None:
    client = make_client()
    make_case(client, case_manager=maria)
    Consent.objects.create(
        client=client, kind="messages", starts_on="2031-01-01", ends_on="2031-05-20", signed_on="2031-01-01", method="paper"
    )
    Consent.objects.create(
        client=client, kind="services", starts_on="2031-01-01", ends_on="2031-12-20", signed_on="2031-01-01", method="paper"
    )
    assert [look_for_ending_consents() for _ in range(2)] == [1, 0]
    found = FollowUp.objects.unscoped(WHY).get(kind="consent_ends")
    assert (found.owner, found.status, found.why) == (maria, "open", "To be contacted by message: ends on May 20")
    record_consent(client.pk, actor=make_actor(maria), kind="messages", signed_on="2031-05-07", method="paper")
    found.refresh_from_db()
    assert (found.status, found.outcome) == ("done", "Renewed.")


def test_whoever_asked_for_cover_is_told_the_answer_by_mail_in_words_that_tell_nothing(clock: Clock, maria: Any) -> None:
    devon = make_user("case_manager", name="Devon")
    off = make_time_off(maria, NOW + timedelta(days=7), NOW + timedelta(days=9))
    cover = make_cover(maria, devon, off, status="proposed")
    accept_cover(cover.pk, actor=make_actor(devon), version=cover.version)
    run()
    assert [row.words for row in Notification.objects.unscoped(WHY)] == ["Devon: accepted the cover you asked for"]
    [message] = mail.outbox
    assert (message.to, message.subject) == ([maria.email], "A note for you")
    assert "Devon" not in message.body
