"""`python3 -m casemgmt.local run|test|bench`: installs what is pinned, then becomes the program asked for."""

import os
import sys

from casemgmt.local import install, running
from casemgmt.local.console import Stopped
from casemgmt.local.places import PYTHON, ROOT


def main(arguments: list[str]) -> None:
    os.chdir(ROOT)
    if arguments == ["run"]:
        running.hand_on(running.take_lock())
        install.everything("requirements.txt")
        os.execv(PYTHON, [str(PYTHON), "-m", "casemgmt.local.run"])
    install.everything("requirements-dev.txt")
    if arguments == ["bench"]:
        os.execv(PYTHON, [str(PYTHON), "-m", "casemgmt.bench"])


try:
    main(sys.argv[1:])
except Stopped as stopped:
    sys.exit(f"\n{stopped}")
except KeyboardInterrupt:
    sys.exit("\nStopped before it started. The next `make run` goes on from here.")
