"""Feeds of many notices, sent in several orders and repeated: each time from the same beginning."""

import random
from collections.abc import Callable
from typing import Any

from django.db import transaction

from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from tests.factories.accounts import make_api_client
from workflow.actor import Actor


def a_hospital() -> Actor:
    sender = make_api_client("transitions:write")
    return Actor(kind="api_client", id=sender.pk, name=sender.name, channel="api", scopes=frozenset(sender.scopes))


def end_states(feed: list[str], chance: random.Random, hospital: Actor, end_state: Callable[[], Any]) -> list[Any]:
    """As it was made, then twice shuffled with half of it repeated; worked through message by message, and once all at the end."""
    ends = []
    for turn in range(3):
        order = chance.sample(feed, len(feed)) + chance.sample(feed, len(feed) // 2) if turn else feed
        with transaction.atomic():
            for message in order:
                take_in(message.encode(), actor=hospital)
                if turn != 1:
                    process_stored()
            process_stored()
            ends.append(end_state())
            transaction.set_rollback(True)
    return ends
