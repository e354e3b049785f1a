"""Identifiers: UUIDv7, which sort by the time they were made."""

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562); not a secret, only a name."""
    return UUID(int=uuid6.uuid7().int)
