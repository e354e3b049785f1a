"""Every step on clients and their records; importing this package registers them."""

from clients.actions import (
    cases,
    consents,
    contacts,
    details,
    documents,
    emergency,
    links,
    notes,
    people,
    restriction,
    support,
)

__all__ = [
    "cases",
    "consents",
    "contacts",
    "details",
    "documents",
    "emergency",
    "links",
    "notes",
    "people",
    "restriction",
    "support",
]
