"""HL7 v2 over MLLP: framing, peers that hang or send garbage, and that it takes in what the HTTP door takes in."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from interop.management.commands.adt_listener import answer_for
from interop.management.mllp import Limits, Listener
from interop.models import AdtMessage
from tests.factories.accounts import make_agency, make_api_client
from tests.interop.adt import an_adt, lines_of

QUICK = Limits(silence=0.3, frame=0.2, connections=2)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Any]]


def echo(message: bytes) -> bytes:
    return b"<" + message + b">"


def talk_with(*talks: Talk) -> list[Any]:
    """Each on a connection of its own, one after the other, with one listener."""

    async def run() -> list[Any]:
        server = await Listener(echo, QUICK).start("127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        said = []
        for talk in talks:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            said.append(await asyncio.wait_for(talk(reader, writer), 5))
            writer.close()
        server.close()
        return said

    # In a thread of its own: where tests in a browser ran before, this one has a running loop already.
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(asyncio.run, run()).result()


async def two_in_one_packet_and_one_in_pieces(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[bytes]:
    writer.write(b"\x0bone\x1c\r\x0btwo\x1c\r\n\x0bth")
    await writer.drain()
    writer.write(b"ree\x1c\r")
    return [await reader.readuntil(b"\x1c\r") for _ in range(3)]


async def hangs_in_a_frame(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"\x0bMSH|never ends")
    return await reader.read()


async def is_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    return await reader.read()


async def sends_garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    return await reader.read()


async def goes_away_in_a_frame(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"\x0bhalf")
    writer.write_eof()
    return await reader.read()


async def speaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"\x0bstill there?\x1c\r")
    return await reader.readuntil(b"\x1c\r")


def test_each_message_of_a_connection_is_answered_in_order_however_it_was_cut() -> None:
    assert talk_with(two_in_one_packet_and_one_in_pieces) == [[b"\x0b<one>\x1c\r", b"\x0b<two>\x1c\r", b"\x0b<three>\x1c\r"]]


def test_peers_that_hang_are_silent_or_send_garbage_end_alone_and_the_listener_lives() -> None:
    said = talk_with(hangs_in_a_frame, is_silent, sends_garbage, goes_away_in_a_frame, speaks)
    assert said == [
        b"", b"", b"\x0b<GET / HTTP/1.1\r\n\r\n>\x1c\r", b"\x0b<half>\x1c\r", b"\x0b<still there?>\x1c\r",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_message_is_taken_in_for_the_api_client_and_one_without_the_scope_is_rejected() -> None:
    make_agency()
    hospital, other = make_api_client("transitions:write", name="Bay Hospital"), make_api_client("clients:read", name="Other")
    assert lines_of(answer_for(hospital.name)(an_adt().encode()).decode())["MSA"] == ["MSA", "AA", "M1"]
    assert lines_of(answer_for(hospital.name)(b"what is this").decode())["MSA"][:3] == ["MSA", "AR", ""]
    assert lines_of(answer_for(other.name)(an_adt(control="M2").encode()).decode())["MSA"][:3] == ["MSA", "AR", "M2"]
    assert [message.api_client_id for message in AdtMessage.objects.unscoped("a test looks")] == [hospital.pk] * 2
