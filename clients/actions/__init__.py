"""Every step on clients and their records; importing this package registers them."""

from clients.actions import cases, contacts, details, notes, people

__all__ = ["cases", "contacts", "details", "notes", "people"]
