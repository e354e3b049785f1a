"""MLLP: HL7 v2 over a plain connection that stays open, each message framed as 0x0B message 0x1C 0x0D."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ssl import SSLContext

log = logging.getLogger(__name__)

BEGIN, END = b"\x0b", b"\x1c"
BETWEEN = (b"\r", b"\n", b" ")
MOST_BYTES = 5 * 1024 * 1024
GARBAGE_SHOWN = 4096
Answer = Callable[[bytes], bytes]


class NotFramed(Exception):
    """Bytes that begin no frame, or a frame without an end; holds what came."""

    def __init__(self, came: bytes) -> None:
        super().__init__("no MLLP frame")
        self.came = came


@dataclass(frozen=True)
class Limits:
    """How long a peer may take, in seconds, and how many may be connected at once."""

    silence: float = 15 * 60
    frame: float = 30
    connections: int = 100
    at_once: int = 4


async def read_frame(reader: asyncio.StreamReader, limits: Limits) -> bytes | None:
    """The next message; None when the peer has closed between two. Raises NotFramed, or TimeoutError when the peer hangs."""
    first = await asyncio.wait_for(_first_byte(reader), limits.silence)
    if not first:
        return None
    if first != BEGIN:
        # What is there already is enough to tell the peer that this is no HL7.
        return await _garbage(reader, first)
    try:
        return (await asyncio.wait_for(reader.readuntil(END), limits.frame))[: -len(END)]
    except asyncio.IncompleteReadError as error:
        raise NotFramed(error.partial) from error
    except asyncio.LimitOverrunError as error:
        raise NotFramed(await reader.read(GARBAGE_SHOWN)) from error


async def _first_byte(reader: asyncio.StreamReader) -> bytes:
    while (byte := await reader.read(1)) in BETWEEN:
        pass
    return byte


async def _garbage(reader: asyncio.StreamReader, first: bytes) -> bytes:
    try:
        rest = await asyncio.wait_for(reader.read(GARBAGE_SHOWN), 1)
    except TimeoutError:
        rest = b""
    raise NotFramed(first + rest)


class Listener:
    """Answers each message on its own connection, one after the other; one peer's trouble is nobody else's."""

    def __init__(self, answer: Answer, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.answer = answer
        self.threads = ThreadPoolExecutor(self.limits.at_once, thread_name_prefix="mllp")
        self.connected = 0

    async def start(self, host: str, port: int, tls: SSLContext | None = None) -> asyncio.Server:
        return await asyncio.start_server(self._connection, host, port, limit=MOST_BYTES, ssl=tls)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.connected >= self.limits.connections:
            log.warning("a connection was refused: %d are open", self.connected)
            writer.close()
            return
        self.connected += 1
        try:
            await self._talk(reader, writer)
        except (TimeoutError, ConnectionError) as error:
            log.info("a peer hung or went away (%s)", type(error).__name__)
        finally:
            self.connected -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the peer closes; after bytes that are no frame nobody knows where the next begins, so the answer is the last."""
        while True:
            try:
                message = await read_frame(reader, self.limits)
            except NotFramed as error:
                await self._reply(writer, error.came)
                return
            if message is None:
                return
            await self._reply(writer, message)

    async def _reply(self, writer: asyncio.StreamWriter, message: bytes) -> None:
        answer = await asyncio.get_running_loop().run_in_executor(self.threads, self.answer, message)
        writer.write(BEGIN + answer + END + b"\r")
        await asyncio.wait_for(writer.drain(), self.limits.frame)
