"""Every step on clients and their records; importing this package registers them."""

from clients.actions import cases, details, people

__all__ = ["cases", "details", "people"]
