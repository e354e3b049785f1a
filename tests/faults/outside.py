"""The world outside: a mail server and a provider of text messages that write down what reached them, and under which key."""

import os
import time
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

from followups.actions.gateways import Gateway, Message

# As long as a quick mail server takes.
SECONDS = 0.01


class MailServer(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            time.sleep(SECONDS)
            arrived("mails", str(message.extra_headers["Message-ID"]))
        return len(email_messages)


class Provider(Gateway):
    def send(self, message: Message) -> None:
        arrived("messages", f"{message.key} {message.channel}")


def arrived(where: str, what: str) -> None:
    """One line, whole or not at all, however many write at once."""
    with (Path(os.environ["FAULTS_PLACE"]) / where).open("a") as file:
        file.write(f"{what}\n")
