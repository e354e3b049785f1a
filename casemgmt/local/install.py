"""Puts the pinned Python and npm packages in place; a second time costs nothing."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casemgmt.local.children import dies_with_parent
from casemgmt.local.console import Bar, Stopped, step
from casemgmt.local.places import LOCAL, PYTHON, ROOT, VENV

ROOM_NEEDED_MB = 1500
STAMPS = VENV / "installed.json"


def everything(requirements: str) -> None:
    """Environment, Python packages and front-end assets, as pinned; says what to do when something is missing."""
    LOCAL.mkdir(exist_ok=True)
    with _one_at_a_time():
        _make_environment()
        _unless_done(requirements, lambda: _install_python(requirements))
        _unless_done("package-lock.json", _install_assets, product=ROOT / "node_modules")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (LOCAL / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_room() -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < ROOM_NEEDED_MB:
        raise Stopped(
            f"Only {free} MB are free where {ROOT} lies; the installation needs {ROOM_NEEDED_MB} MB. Free some and try again."
        )


def _make_environment() -> None:
    if _environment_works():
        return
    _check_room()
    with step("Creating the Python environment in .venv"):
        made = _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        if made.returncode:
            raise Stopped(
                "Python could not create an environment; its venv module is probably missing.\n"
                "  Debian and Ubuntu: apt-get install python3-venv\n\n" + _tail(made.stdout)
            )


def _environment_works() -> bool:
    return PYTHON.exists() and _run([str(PYTHON), "-m", "pip", "--version"]).returncode == 0


def _unless_done(name: str, work: object, product: Path | None = None) -> None:
    stamp = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    stamps = _stamps()
    if stamps.get(name) == stamp and (product is None or product.exists()):
        return
    _check_room()
    assert callable(work)
    work()
    STAMPS.write_text(json.dumps(_stamps() | {name: stamp}))


def _stamps() -> dict[str, str]:
    try:
        return dict(json.loads(STAMPS.read_text()))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _install_python(requirements: str) -> None:
    total = sum("==" in line for line in (ROOT / requirements).read_text().splitlines())
    with step(f"Installing {total} Python packages from {requirements}") as bar:
        command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", requirements]
        _watched(command, bar, total, "Python packages")
    # The development set holds the whole of the other, so neither is installed over the other in turn.
    if requirements == "requirements-dev.txt":
        _unless_done("requirements.txt", lambda: None)


def _watched(command: list[str], bar: Bar, total: int, what: str) -> None:
    """Run pip and count the packages it has looked at."""
    lines: list[str] = []
    done = 0
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=dies_with_parent()
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                done += 1
                bar.show(done, total, line.split(": ")[-1].removeprefix("Collecting ").split("==")[0].split(" ")[0].strip())
            elif line.startswith("Installing collected"):
                bar.show(done, total, "unpacking")
    if process.returncode:
        raise Stopped(f"The {what} could not be installed; is the package index within reach?\n\n{_tail(''.join(lines))}")


def _install_assets() -> None:
    npm = shutil.which("npm") or _npm_from_wheel()
    with step("Installing the front-end assets from package-lock.json"):
        environment = os.environ | {"PATH": f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        done = _run(command, environment)
        if done.returncode:
            raise Stopped(f"npm could not install the front-end assets; is its registry within reach?\n\n{_tail(done.stdout)}")


def _npm_from_wheel() -> str:
    """Where npm is missing, a pinned Node.js comes as a Python package."""
    npm = VENV / "bin" / "npm"
    if not npm.exists():
        with step("npm is not on this machine; installing the pinned Node.js") as bar:
            command = [
                str(PYTHON),
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "-r",
                "requirements-node.txt",
            ]
            _watched(command, bar, 2, "Node.js package")
    return str(npm)


def _run(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        preexec_fn=dies_with_parent(),
    )  # fmt: skip


def _tail(output: str) -> str:
    return "\n".join(f"  | {line}" for line in output.strip().splitlines()[-12:])
