"""Identifiers in the form in which they are compared: no separators, keyed."""

from workflow.sealed import blind_index


def normal_value(value: str) -> str:
    """An identifier without the separators people type differently."""
    return "".join(c for c in value.upper() if c.isalnum())


def identifier_index(value: str) -> str:
    return blind_index(normal_value(value))
