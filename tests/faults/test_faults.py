"""Nothing is half-done and nothing is lost, whatever is killed, stopped or cut off in the middle of it."""

import signal
import time
from collections.abc import Callable

from casemgmt.local.children import end_group
from tests.faults.site import Site, kill, kill_process
from tests.local_run import until
from tests.real_http import send

NOTHING = {"cases": 0, "events": 0, "follow-ups": 0}
ALL = {"cases": 1, "events": 1, "follow-ups": 1}
BACK_WITHIN = 30.0
PUBLISHED_WITHIN = 60.0
# A worker has two processes; each may have one publication in its hands when the whole worker is killed.
PUBLISHING_AT_ONCE = 2


def test_a_web_process_killed_in_the_middle_of_a_step_leaves_nothing_half_done(site: Site) -> None:
    client = site.register()
    with site.held("step") as whoever_comes:
        request = site.refer_meanwhile(client, key="killed")
        kill_process(whoever_comes())
        assert request.answer().status == 0
    assert site.facts_of(client) == NOTHING
    again = site.refer(client, key="killed")
    assert again.status == 201
    assert "Idempotent-Replay" not in again.headers
    assert site.facts_of(client) == ALL
    replayed = site.refer(client, key="killed")
    assert (replayed.body["id"], replayed.headers["Idempotent-Replay"]) == (again.body["id"], "true")
    assert site.facts_of(client) == ALL


def test_a_connection_cut_in_the_middle_of_a_step_is_a_clean_503(site: Site) -> None:
    client = site.register()
    with site.held("step") as whoever_comes:
        request = site.refer_meanwhile(client, key="cut")
        whoever_comes()
        assert site.terminate_connections("state = 'idle in transaction'") >= 1
    answer = request.answer()
    assert (answer.status, answer.body["code"], answer.headers["Retry-After"]) == (503, "unavailable", "5")
    assert site.facts_of(client) == NOTHING
    assert site.refer(client, key="cut").status == 201
    assert site.facts_of(client) == ALL


def test_after_all_connections_were_cut_the_next_page_is_there_at_once(site: Site) -> None:
    maria = site.signed_in()
    assert maria.get("/today/").status == 200
    assert site.terminate_connections("state = 'idle'") >= 1
    assert [maria.get("/today/").status for _ in range(8)] == [200] * 8


def test_a_worker_killed_while_it_publishes_loses_nothing_and_does_nothing_twice(site: Site) -> None:
    kills = 0
    clients = [site.register() for _ in range(6)]
    for client in clients[:3]:
        with site.held("publication") as whoever_comes:
            assert site.refer(client).status == 201
            kill_process(whoever_comes())
            kills += 1
    with site.held("publication") as whoever_comes:
        assert site.refer(clients[3]).status == 201
        whoever_comes()
        kill(site.worker)
        # It has two processes, and each can have a publication in hand.
        kills += 2
    for client in clients[4:]:
        assert site.refer(client).status == 201
    until(lambda: site.waiting() == 0, PUBLISHED_WITHIN)
    published = [site.published(client) for client in clients]
    outside = sum(seen for _, seen in published)
    print(f"{len(clients)} events, {kills} kills: {sum(kept for kept, _ in published)} effects kept, {outside} seen outside")
    assert [kept for kept, _ in published] == [1] * 6
    assert all(seen >= 1 for _, seen in published)
    assert outside <= len(clients) + kills


def test_a_redis_that_hangs_keeps_one_request_waiting_and_not_the_next_ones(site: Site) -> None:
    clients = [site.register() for _ in range(4)]
    assert site.valkey.process is not None
    site.valkey.process.send_signal(signal.SIGSTOP)
    try:
        # Two web processes: each finds out once.
        waits = [_seconds(lambda client=client: site.refer(client).status) for client in clients]
    finally:
        site.valkey.process.send_signal(signal.SIGCONT)
    print(f"waited {', '.join(f'{wait:.1f}' for _, wait in waits)} s")
    assert [status for status, _ in waits] == [201] * 4
    slow = [wait for _, wait in waits if wait > 4.5]
    assert 1 <= len(slow) <= 2
    assert max(slow) < 15
    until(lambda: site.waiting() == 0, PUBLISHED_WITHIN)
    assert [site.published(client) for client in clients] == [(1, 1)] * 4


def _seconds(work: Callable[[], int]) -> tuple[int, float]:
    began = time.monotonic()
    return work(), time.monotonic() - began


def test_an_emptied_redis_loses_no_event(site: Site) -> None:
    clients = [site.register() for _ in range(5)]
    with site.without(site.worker):
        assert [site.refer(client).status for client in clients] == [201] * 5
        assert site.waiting() == 5
        _flush(site)
    until(lambda: site.waiting() == 0, PUBLISHED_WITHIN)
    assert [site.published(client) for client in clients] == [(1, 1)] * 5


def _flush(site: Site) -> None:
    from redis import Redis

    with Redis.from_url(site.services.urls["REDIS_URL"]) as redis:
        redis.flushall()
        # The schedulers may have rung again already; of what was due before, nothing is left.
        assert all(redis.llen(queue) <= 4 for queue in ("urgent", "default", "bulk"))


def test_two_schedulers_ring_twice_and_everything_happens_once(site: Site) -> None:
    sent = [child.log.read_text().count("Sending due task sweep the outbox") for child in site.schedulers]
    clients = [site.register() for _ in range(5)]
    for client in clients:
        site.refer(client)
    until(lambda: site.waiting() == 0, PUBLISHED_WITHIN)

    def rung() -> list[int]:
        return [child.log.read_text().count("Sending due task sweep the outbox") for child in site.schedulers]

    until(lambda: all(now > before for now, before in zip(rung(), sent, strict=True)), 30)
    assert [site.published(client) for client in clients] == [(1, 1)] * 5


def test_with_redis_stopped_pages_answer_and_events_follow_when_it_is_back(site: Site) -> None:
    maria, clients = site.signed_in(), [site.register() for _ in range(3)]
    with site.without(site.valkey):
        began = time.monotonic()
        assert maria.get("/today/").status == 200
        assert [site.refer(client).status for client in clients] == [201, 201, 201]
        assert site.signed_in("sam").get("/team/").status == 200
        took = time.monotonic() - began
        assert [site.facts_of(client) for client in clients] == [ALL] * 3
        assert site.waiting() == 3
    until(lambda: site.waiting() == 0, PUBLISHED_WITHIN)
    print(f"six requests without Redis in {took:.1f} s; published {time.monotonic() - began - took:.1f} s after it came back")
    assert took < 15
    assert [site.published(client) for client in clients] == [(1, 1)] * 3


def test_a_database_killed_and_restarted_keeps_what_was_acknowledged_and_pages_recover(site: Site) -> None:
    maria, kept, torn = site.signed_in(), site.register(), site.register()
    acknowledged = site.refer(kept)
    with site.held("step") as whoever_comes:
        request = site.refer_meanwhile(torn)
        whoever_comes()
        # As `pg_ctl stop -m immediate`: no goodbye, the next start repairs from the log.
        assert site.postgres.process is not None
        site.postgres.process.send_signal(signal.SIGQUIT)
        site.postgres.process.wait(20)
        end_group(site.postgres.pid)
    assert request.answer().status in (500, 503)
    assert maria.get("/today/").status == 503
    assert send(f"{site.url}/livez").status == 200
    assert send(f"{site.url}/readyz").status == 503
    site.postgres.start()
    began = time.monotonic()
    until(lambda: maria.get("/today/").status == 200, BACK_WITHIN)
    print(f"pages are back {time.monotonic() - began:.1f} s after the database was started again")
    assert site.facts_of(torn) == NOTHING
    assert site.facts_of(kept) == ALL
    assert site.sql("SELECT status FROM clients_case WHERE id = %s", acknowledged.body["id"]) == "referred"
    until(site.is_working, PUBLISHED_WITHIN)


def test_after_all_of_it_the_log_still_holds(site: Site) -> None:
    until(lambda: site.waiting() == 0, PUBLISHED_WITHIN)
    assert site.manage("verify_events").startswith("The log holds.")
    assert send(f"{site.url}/status").body["ok"] is True
