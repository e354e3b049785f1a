"""Who imports, publishes and switches instruments on."""

from typing import Any

from accounts.policy import may_administer
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if


def may_keep_instruments(actor: Actor, instrument: Any) -> Verdict:
    """The administrator answers for the terms of every instrument in use."""
    return allowed_if(
        bool(may_administer(actor, instrument)), "Only an administrator can import instruments and switch them on or off."
    )
