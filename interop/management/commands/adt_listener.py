"""manage.py adt_listener: hospital notices over MLLP, taken in exactly as at /hl7/v2/adt."""

import asyncio
import logging
import signal
import ssl
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from accounts.models import ApiClient
from accounts.queries import api_client_actor
from interop.actions.notices import RECEIVE
from interop.actions.receiving import take_in
from interop.forms.hl7_acks import REJECTED, ack_of
from interop.forms.hl7_heads import Fault
from interop.forms.hl7_received import read_head
from interop.management.mllp import Answer, Limits, Listener
from workflow.identifiers import new_id
from workflow.steps import permission

log = logging.getLogger(__name__)
LATER = Fault("207", "MSH^1", "We cannot store this now. Send it again in a minute.")
NOT_ALLOWED = Fault("207", "MSH^1", "This connection may not send notices; ask the agency's administrator.")


def rejected(message: bytes, fault: Fault) -> bytes:
    """Nothing was stored, and the sender may try again."""
    return ack_of(read_head(message)[1], REJECTED, timezone.now(), new_id().hex[-20:], fault).encode()


def answer_for(name: str) -> Answer:
    """What answers on behalf of one API client; its scopes are looked at anew for each message, so that a revoked one ends at once."""

    def answer(message: bytes) -> bytes:
        try:
            client = ApiClient.objects.get(name=name)
            actor = api_client_actor(client, client.scopes)
            if not client.is_active or not permission(RECEIVE, actor, None):
                return rejected(message, NOT_ALLOWED)
            return take_in(message, actor=actor)
        except Error:
            log.exception("a message could not be stored")
            return rejected(message, LATER)

    return answer


def in_thread(answer: Answer) -> Answer:
    """A thread keeps its connection to the database; one that broke must not be used for the next message."""

    def answered(message: bytes) -> bytes:
        close_old_connections()
        return answer(message)

    return answered


class Command(BaseCommand):
    help = "Take in hospital notices (HL7 v2 ADT) over MLLP, for one API client, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--client", required=True, metavar="NAME", help="the API client that the hospital sends as")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=2575)
        parser.add_argument("--silence", type=float, default=Limits.silence, help="seconds until a silent connection is closed")
        parser.add_argument("--certificate", help="serve TLS with this certificate chain (PEM)")
        parser.add_argument("--key", help="its private key (PEM)")
        parser.add_argument("--client-authority", help="take only peers with a certificate of this authority (PEM)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not ApiClient.objects.filter(name=options["client"], status=ApiClient.Status.ACTIVE).exists():
            raise CommandError(f"There is no active API client named {options['client']}; see /settings/api-clients/.")
        asyncio.run(self._serve(options))

    async def _serve(self, options: dict[str, Any]) -> None:
        listener = Listener(in_thread(answer_for(options["client"])), Limits(silence=options["silence"]))
        stopped = asyncio.Event()
        for kind in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(kind, stopped.set)
        try:
            server = await listener.start(options["host"], options["port"], _tls(options))
        except OSError as error:
            raise CommandError(f"Cannot listen on {options['host']}:{options['port']}: {error}") from error
        self.stdout.write(f"Listening for {options['client']} on {options['host']}:{server.sockets[0].getsockname()[1]}.")
        await stopped.wait()
        server.close()
        # A message that is being stored is answered; nothing new is taken.
        listener.threads.shutdown(wait=True)
        self.stdout.write("Stopped.")


def _tls(options: dict[str, Any]) -> ssl.SSLContext | None:
    if not options["certificate"]:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=options["client_authority"])
    context.load_cert_chain(options["certificate"], options["key"])
    if options["client_authority"]:
        context.verify_mode = ssl.CERT_REQUIRED
    return context
