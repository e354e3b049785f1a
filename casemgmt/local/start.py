"""Installs what is pinned, then becomes the program asked for."""

import os
import signal
import sys

from casemgmt.local import install, running
from casemgmt.local.console import Stopped
from casemgmt.local.places import PYTHON, ROOT


def start(arguments: list[str]) -> None:
    # Both stop an installation as Ctrl-C does, also where a shell let what it starts with `&` ignore it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _install_and_go_on(arguments)
    except Stopped as stopped:
        sys.exit(f"\n{stopped}")
    except KeyboardInterrupt:
        sys.exit("\nStopped before it started. The next `make run` goes on from here.")


def _install_and_go_on(arguments: list[str]) -> None:
    os.chdir(ROOT)
    if arguments == ["run"]:
        running.hand_on(running.take_lock())
        install.everything("requirements.txt")
        os.execv(PYTHON, [str(PYTHON), "-m", "casemgmt.local.run"])
    install.everything("requirements-dev.txt")
    if arguments == ["bench"]:
        os.execv(PYTHON, [str(PYTHON), "-m", "casemgmt.bench"])
