"""One site for all fault tests, started once."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.reminders import Reminders, make_reminders
from tests.faults.site import Site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    home = Path(tempfile.mkdtemp(prefix="casemgmt-faults-"))
    # As root, PostgreSQL runs as a user of its own, who must get there.
    home.chmod(0o755)
    made = Site(home)
    try:
        made.start()
        yield made
    finally:
        made.end()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def reminders(site: Site) -> Reminders:
    return make_reminders(site)
