"""`make run` as a person at a terminal meets it: started, started twice, broken in every part, stopped in every way."""

import json
import signal
from collections.abc import Iterator

import psutil
import pytest

from tests.local_run import MakeRun, fetch, fresh_copy, until

PROGRAMS = ("postgres", "valkey", "web", "worker", "scheduler")


@pytest.fixture(scope="module")
def run() -> Iterator[MakeRun]:
    with fresh_copy() as place:
        made = MakeRun(place)
        try:
            print(f"first start: {made.start():.1f} s")
            yield made
        finally:
            made.end()


def ready(run: MakeRun) -> bool:
    return fetch(f"{run.url}/readyz")[0] == 200


def test_it_serves_the_sign_in_page_of_today(run: MakeRun) -> None:
    status, body, address = fetch(f"{run.url}/today/")
    assert (status, address) == (200, f"{run.url}/accounts/login/?next=/today/")
    assert "maria@demo.example" in body
    assert run.sql("SELECT count(*) FROM clients_client") == 3


def test_it_says_step_by_step_what_it_does(run: MakeRun) -> None:
    steps = [line.partition("] ")[2] for line in run.said().splitlines() if line.startswith("[")]
    wanted = (
        "Starting the embedded PostgreSQL", "Starting the embedded Valkey", "Collecting", "Bringing the tables up to date",
        "Loading the demo agency", "Starting web, worker and scheduler", f"Ready: {run.url}",
    )  # fmt: skip
    places = [next(n for n, step in enumerate(steps) if step.startswith(words)) for words in wanted]
    assert places == sorted(places)


def test_the_application_owns_no_table(run: MakeRun) -> None:
    assert run.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == 0
    assert run.sql("SELECT has_table_privilege('workflow_event', 'DELETE')") is False


def test_secrets_are_readable_by_their_owner_only(run: MakeRun) -> None:
    for name in ("secrets.json", "env", "valkey/valkey.conf"):
        assert (run.place / ".local" / name).stat().st_mode & 0o077 == 0, name
    told = " ".join(" ".join(process.cmdline()) for process in run.processes())
    assert not any(secret in told for secret in _secrets(run))


def _secrets(run: MakeRun) -> list[str]:
    return list(json.loads((run.place / ".local" / "secrets.json").read_text()).values())


def test_a_second_start_says_where_the_first_one_is_and_changes_nothing(run: MakeRun) -> None:
    before = run.children()
    second = run.again()
    assert second.returncode != 0
    assert f"casemgmt is already running from this folder: {run.url} (process {run.supervisor()})." in second.stderr
    assert "Traceback" not in second.stderr
    assert run.children() == before
    assert ready(run)


@pytest.mark.parametrize("killed", [("web", "worker", "scheduler"), ("valkey",), ("postgres",)])
def test_what_is_killed_outright_is_started_again(run: MakeRun, killed: tuple[str, ...]) -> None:
    before = run.children()
    for name in killed:
        psutil.Process(before[name]).kill()
    until(lambda: all(run.children()[name] != before[name] for name in killed), 60)
    until(lambda: ready(run), 60)
    after = run.children()
    assert {name for name in PROGRAMS if after[name] != before[name]} == set(killed)
    for name in killed:
        assert f"{name} was ended by SIGKILL; starting it again in 1 s. Its log: {run.place}" in run.said()
    assert run.sql("SELECT count(*) FROM clients_client") == 3


def test_it_is_healthy_again_after_all_that(run: MakeRun) -> None:
    """Worker and scheduler make progress: they found the new servers."""
    sent = "SELECT count(*) FROM workflow_heartbeat WHERE name IN ('scheduler', 'outbox', 'deliveries') AND at > now() - interval '20 seconds'"
    until(lambda: run.sql(sent) == 3, 60, pause=0.5)
    assert fetch(f"{run.url}/status")[0] == 200


def test_ctrl_c_ends_everything_and_keeps_the_data(run: MakeRun) -> None:
    known = [psutil.Process(pid) for pid in (run.supervisor(), *run.children().values())]
    run.signal_group(signal.SIGINT)
    # The supervisor ends well; `make` reports the signal that it got as well.
    assert run.wait() in (0, -signal.SIGINT)
    assert [process for process in known if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []
    assert run.processes() == []
    assert run.said().rstrip().endswith("Stopped; no process is left behind.")
    assert fetch(f"{run.url}/livez")[0] == 0


def test_a_second_start_is_quick_and_finds_the_data(run: MakeRun) -> None:
    took = run.start()
    print(f"second start: {took:.1f} s")
    assert "The agency's data is there already; it is kept." in run.said()
    assert "Loading the demo agency" not in run.said()
    assert "Collecting" not in run.said()
    assert run.sql("SELECT count(*) FROM clients_client") == 3
    # Ten seconds on a machine of its own; the suite shares this one.
    assert took < 30


def test_a_supervisor_killed_outright_takes_everything_with_it(run: MakeRun) -> None:
    psutil.Process(run.supervisor()).kill()
    run.wait()
    until(lambda: run.processes() == [], 30)


def test_the_start_after_that_works_and_sigterm_ends_it(run: MakeRun) -> None:
    run.start()
    assert ready(run)
    assert run.sql("SELECT count(*) FROM clients_client") == 3
    run.process.terminate()
    run.wait()
    until(lambda: run.processes() == [], 20)
    assert run.said().rstrip().endswith("Stopped; no process is left behind.")
