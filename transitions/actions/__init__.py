"""Every step on transitions, clocks, confirmations and protocols; importing this package registers them."""

from transitions.actions import clocks, confirmations, ending, protocols, transitions

__all__ = ["clocks", "confirmations", "ending", "protocols", "transitions"]
