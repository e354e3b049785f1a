"""Identifiers in the form in which they are compared: no separators, keyed."""

from workflow.sealed import blind_index

# The issuer of a number that the client told without saying whose it is.
OWN_ISSUER = "self-reported"


def normal_value(value: str) -> str:
    """An identifier without the separators people type differently."""
    return "".join(c for c in value.upper() if c.isalnum())


def identifier_index(value: str) -> str:
    return blind_index(normal_value(value))
