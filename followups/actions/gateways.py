"""How messages to clients leave: by a provider of the agency's choice over HTTP, or onto the console of the demo."""

import json
import logging
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


class ChannelDown(Exception):
    """The way itself is blocked: nothing sent by it would arrive just now."""


class Undeliverable(Exception):
    """Refused for good: another attempt would be refused as well."""


class Unanswered(Exception):
    """It left, and nobody said whether it arrived."""


@dataclass(frozen=True)
class Message:
    """What goes to a client: the channel, where to, the words; `key` is the same at every attempt."""

    key: str
    channel: str
    to: str
    subject: str
    body: str
    language: str


class Gateway(ABC):
    """`forgets` tells that the provider does not know a key it has seen: sending again may tell somebody twice."""

    forgets = False

    @abstractmethod
    def send(self, message: Message) -> None:
        """Hand the message over; raise ChannelDown, Undeliverable or Unanswered when that failed."""


class ConsoleGateway(Gateway):
    """For the demo: the words go to the log, without the number they would have gone to."""

    def send(self, message: Message) -> None:
        log.info("message to a client by %s (%s): %s", message.channel, message.language, message.body)


class HttpGateway(Gateway):
    """A JSON POST with a bearer token and an Idempotency-Key; docs/operations.md describes both sides of it."""

    def __init__(self) -> None:
        self.url, self.token = settings.CLIENT_GATEWAY_URL, settings.CLIENT_GATEWAY_TOKEN
        if not self.url:
            raise ImproperlyConfigured("Set CASEMGMT_GATEWAY_URL: the address that takes messages to clients.")
        self.forgets = not settings.CLIENT_GATEWAY_KNOWS_KEYS
        # A redirect could carry the token and the number elsewhere.
        self._open = urllib.request.build_opener(_NoRedirect).open

    def send(self, message: Message) -> None:
        sent = {"channel": message.channel, "to": message.to, "subject": message.subject, "body": message.body}
        request = urllib.request.Request(  # noqa: S310  # the address is the agency's own setting
            self.url, json.dumps({**sent, "language": message.language}).encode(), method="POST", headers=self._headers(message)
        )
        try:
            with self._open(request, timeout=settings.CLIENT_GATEWAY_TIMEOUT) as answer:
                answer.read(1024)
        except urllib.error.HTTPError as error:
            raise _meaning_of(error.code) from error
        except TimeoutError as error:
            raise Unanswered("The gateway took it and did not answer in time.") from error
        except OSError as error:
            raise _of_connection(error) from error

    def _headers(self, message: Message) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key, "User-Agent": "casemgmt"}
        return {**headers, "Authorization": f"Bearer {self.token}"} if self.token else headers


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _meaning_of(status: int) -> Exception:
    if status in (408, 425, 429) or status >= 500:
        return ChannelDown(f"The gateway answered {status}.")
    return Undeliverable(f"The gateway refused it with {status}.")


def _of_connection(error: OSError) -> Exception:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ConnectionRefusedError | OSError) and not isinstance(reason, ConnectionResetError | TimeoutError):
        return ChannelDown(f"The gateway cannot be reached: {type(reason).__name__}.")
    return Unanswered(f"The connection to the gateway broke: {type(reason).__name__}.")


def the_gateway() -> Gateway:
    made: Gateway = import_string(settings.CLIENT_GATEWAY)()
    return made
