"""Every step on transitions, clocks, confirmations, protocols and the medicines worksheet; importing this package registers them."""

from transitions.actions import clocks, confirmations, ending, medicines, protocols, teach_backs, transitions

__all__ = ["clocks", "confirmations", "ending", "medicines", "protocols", "teach_backs", "transitions"]
