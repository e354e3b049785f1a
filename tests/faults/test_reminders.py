"""Reminders survive what happens to workers, Redis, PostgreSQL and clocks: none lost, none shown twice, none too early."""

import random
import signal
import threading
import time
from datetime import date, timedelta

import psutil

from casemgmt.local.children import end_group
from tests.faults.reminders import Reminders
from tests.faults.site import Site, kill, kill_process
from tests.local_run import until
from tests.real_http import send

DELIVERED_WITHIN = 60.0
MANY, MAILED = 500, 200
# Two processes of the worker, and two beside it.
DISPATCHING_AT_ONCE = 4


def _all_sent(reminders: Reminders, *keys: str, within: float = DELIVERED_WITHIN) -> float:
    began = time.monotonic()
    until(lambda: all(set(reminders.states(key)) == {"sent"} for key in keys), within, 0.2)
    return time.monotonic() - began


def _worker_processes(site: Site) -> list[int]:
    return [child.pid for child in psutil.Process(site.worker.pid).children()]


def test_workers_killed_at_random_lose_no_reminder_and_show_none_twice(site: Site, reminders: Reminders) -> None:
    chance, kills = random.Random(4), 0
    shown, mailed = reminders.plan(MANY), reminders.plan(MAILED, "email")
    end = time.monotonic() + 5
    while time.monotonic() < end or kills < 6:
        time.sleep(chance.uniform(0.3, 0.9))
        if processes := _worker_processes(site):
            kill_process(chance.choice(processes))
            kills += 1
    took = _all_sent(reminders, shown, mailed)
    different, arrived = reminders.mailed(mailed, MAILED)
    told = f"{reminders.shown(shown)} of {MANY} shown, {different} of {MAILED} mailed in {arrived} sends"
    print(f"{kills} kills: {told}; the last one {took:.0f} s after the last kill")
    assert (reminders.shown(shown), different) == (MANY, MAILED)
    # One message at a time is in the hands of a process.
    assert arrived <= MAILED + kills


def test_a_worker_killed_between_sending_and_recording_sends_the_same_message_again(site: Site, reminders: Reminders) -> None:
    with site.held("record-email") as whoever_comes:
        mailed = reminders.plan(1, "email")
        kill_process(whoever_comes())
    with site.held("record-in_app") as whoever_comes:
        shown = reminders.plan(5)
        kill_process(whoever_comes())
        assert reminders.shown(shown) == 0
    _all_sent(reminders, mailed, shown)
    print(
        f"5 reminders shown {reminders.shown(shown)} times; 1 e-mail of {reminders.mailed(mailed, 1)[0]} key sent {reminders.mailed(mailed, 1)[1]} times"
    )
    assert reminders.shown(shown) == 5
    assert reminders.mailed(mailed, 1) == (1, 2)


def test_with_redis_stopped_reminders_are_late_and_none_is_lost(site: Site, reminders: Reminders) -> None:
    maria = site.signed_in()
    with site.without(site.valkey):
        shown = reminders.plan(50)
        assert maria.get("/notifications/").status == 200
        time.sleep(5)
        assert reminders.shown(shown) == 0
    late = _all_sent(reminders, shown)
    print(f"50 reminders, {reminders.shown(shown)} shown {late:.1f} s after Redis came back to its worker")
    assert reminders.shown(shown) == 50


def test_an_emptied_redis_loses_no_reminder(site: Site, reminders: Reminders) -> None:
    from redis import Redis

    with site.without(site.worker):
        shown = reminders.plan(50)
        with Redis.from_url(site.services.urls["REDIS_URL"]) as redis:
            redis.flushall()
    _all_sent(reminders, shown)
    print(f"50 reminders behind an emptied queue, {reminders.shown(shown)} shown")
    assert reminders.shown(shown) == 50


def test_two_schedulers_and_three_dispatchers_show_each_reminder_once(site: Site, reminders: Reminders) -> None:
    shown, mailed = reminders.plan(200), reminders.plan(200, "email")
    others = [threading.Thread(target=reminders.dispatch, args=(lane,)) for lane in ("default", "bulk")]
    for other in others:
        other.start()
    _all_sent(reminders, shown, mailed)
    for other in others:
        other.join(60)
    print(
        f"400 reminders, 2 schedulers, 2 worker processes and 2 more: {reminders.shown(shown)} shown, {reminders.mailed(mailed, 200)} mailed"
    )
    assert reminders.shown(shown) == 200
    keys, sends = reminders.mailed(mailed, 200)
    # Mail leaves at least once: none is lost, no two hold one at a time, and only what outlived its lease leaves again.
    assert (keys, sends) == (200, reminders.attempts(mailed))
    assert sends <= 200 + DISPATCHING_AT_ONCE


def test_a_database_killed_while_it_records_leaves_nothing_half_told(site: Site, reminders: Reminders) -> None:
    with site.held("record-in_app") as whoever_comes:
        shown = reminders.plan(20)
        whoever_comes()
        assert site.postgres.process is not None
        site.postgres.process.send_signal(signal.SIGQUIT)
        site.postgres.process.wait(20)
        end_group(site.postgres.pid)
    site.postgres.start()
    until(lambda: send(f"{site.url}/readyz").status == 200, 30)
    took = _all_sent(reminders, shown)
    print(f"20 reminders, {reminders.shown(shown)} shown {took:.1f} s after the database was back")
    assert reminders.shown(shown) == 20


def test_connections_cut_everywhere_lose_no_reminder(site: Site, reminders: Reminders) -> None:
    shown, mailed = reminders.plan(200), reminders.plan(100, "email")
    cuts = 0
    for _ in range(5):
        time.sleep(0.4)
        cuts += site.terminate_connections("true")
    _all_sent(reminders, shown, mailed)
    different, arrived = reminders.mailed(mailed, 100)
    print(f"300 reminders, {cuts} connections cut: {reminders.shown(shown)} shown, {different} mailed in {arrived} sends")
    assert cuts >= 3
    assert (reminders.shown(shown), different) == (200, 100)
    assert arrived <= 100 + cuts


def test_a_worker_whose_clock_is_wrong_reminds_neither_early_nor_twice(site: Site, reminders: Reminders) -> None:
    with site.without(site.worker):
        early, due = reminders.plan(10, after="1 hour"), reminders.plan(10)
        ahead = reminders.dispatch("default", clock=2 * 3600)
        assert (reminders.shown(early), reminders.shown(due)) == (0, 10)
        more = reminders.plan(10)
        behind = reminders.dispatch("default", clock=-2 * 3600)
        assert (reminders.shown(early), reminders.shown(due), reminders.shown(more)) == (0, 10, 10)
    print(f"two hours ahead: {ahead}, two hours behind: {behind}; early ones shown: {reminders.shown(early)}")
    site.sql("UPDATE followups_delivery SET state = 'cancelled' WHERE key LIKE %s", f"{early}:%")


def test_after_an_outage_what_still_helps_is_told_late_and_the_rest_says_why_not(site: Site, reminders: Reminders) -> None:
    with site.without(site.worker):
        late, outlived = reminders.plan(10, after="1 second"), reminders.plan(10, after="1 second", expires="2 seconds")
        time.sleep(3)
    _all_sent(reminders, late)
    until(lambda: not reminders.states(outlived).get("waiting"), 20)
    print(f"late: {reminders.states(late)}, outlived: {reminders.states(outlived)}, {reminders.because(outlived)}")
    assert (reminders.shown(late), reminders.states(late)) == (10, {"sent": 10})
    assert (reminders.shown(outlived), reminders.states(outlived)) == (0, {"cancelled": 10})
    assert reminders.because(outlived) == "Its time has passed."


def test_two_windows_that_change_the_same_follow_up_lose_nothing(site: Site, reminders: Reminders) -> None:
    """Both saw version 1; the one who comes second is told so, and what the first one did stands."""
    due, answers = reminders.due[4]["follow_up"], {}
    days = [date.today() + timedelta(days=ahead) for ahead in (50, 51)]

    def change(day: date) -> None:
        fields = {"version": "1", "due_on": day.isoformat(), "due_time": "12:00", "reason": f"Moved to {day}"}
        answers[day] = site.signed_in().submit(f"/follow-ups/{due}/reschedule/", **fields)

    both = [threading.Thread(target=change, args=(day,)) for day in days]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    print(f"two windows: {sorted(answer.status for answer in answers.values())}")
    [first] = [day for day in days if answers[day].status == 200]
    [second] = [day for day in days if answers[day].status == 412]
    assert f"Moved to {second}" in answers[second].text
    assert site.sql("SELECT (due_at AT TIME ZONE 'America/New_York')::date FROM followups_followup WHERE id = %s", due) == first
    assert (
        site.sql(
            "SELECT count(DISTINCT due_at::date) FROM followups_delivery WHERE follow_up_id = %s AND rung = 'due' AND state = 'waiting'",
            due,
        )
        == 1
    )


def test_what_is_closed_withdrawn_or_unsafe_while_it_waits_is_not_sent(site: Site, reminders: Reminders) -> None:
    closed, withdrawn, unsafe, fine = 1, 2, 3, 0
    with site.without(site.worker):
        keys = [reminders.plan(1, "client_sms", which=which) for which in (closed, withdrawn, unsafe, fine)]
        site.sql("UPDATE followups_followup SET status = 'done' WHERE id = %s", reminders.due[closed]["follow_up"])
        site.sql("UPDATE clients_consent SET status = 'revoked' WHERE client_id = %s", reminders.due[withdrawn]["client"])
        site.sql("UPDATE clients_client SET may_text = false, may_email = false WHERE id = %s", reminders.due[unsafe]["client"])
    until(lambda: not any(reminders.states(key).get("waiting") for key in keys), DELIVERED_WITHIN)
    sent = [len(reminders.messages(key)) for key in keys]
    print(f"closed, withdrawn, unsafe, fine: sent {sent}; " + "; ".join(reminders.because(key) for key in keys[:3]))
    assert sent == [0, 0, 0, 1]
    assert [reminders.because(key) for key in keys] == [
        "It is closed.", "The client has not agreed to messages, or no longer does.",
        "No channel is safe for messages to this client.", "",
    ]  # fmt: skip


def test_a_restarted_redis_finds_its_worker_again(site: Site, reminders: Reminders) -> None:
    kill(site.valkey)
    site.valkey.start()
    shown = reminders.plan(20)
    took = _all_sent(reminders, shown)
    print(f"20 reminders, {reminders.shown(shown)} shown {took:.1f} s after Redis was restarted")
    assert reminders.shown(shown) == 20
