"""`python3 -m casemgmt.local run|test|bench`, as a Python of any age can read it: one too old is told so, and nothing else."""

import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "\nPython 3.11 or newer is needed; `python3` is %d.%d.\n"  # noqa: UP031  # older ones know no f-string
        "  Name a newer one: make run PYTHON=/path/to/python3.11" % tuple(sys.version_info[:2])
    )

from casemgmt.local.start import start  # noqa: E402  # a Python that is too old could not read it

start(sys.argv[1:])
