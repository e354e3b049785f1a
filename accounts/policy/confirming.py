"""Steps that ask again who is there, so that an unwatched screen or a stolen token cannot take them."""

from typing import Any

from workflow.actor import Actor


def confirmed_first(actor: Actor, obj: Any) -> str:
    """For a step's `ready`: only just after signing in or giving the password or second factor again."""
    if actor.is_system or actor.confirmed:
        return ""
    return "Confirm first that it is you: give your password or second factor again at /accounts/reauthenticate/."
