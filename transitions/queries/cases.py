"""The episode a move belongs to."""

from clients.models import Case, Client
from clients.policy.sight import RUNNING


def running_case(client: Client) -> Case | None:
    rows = client.cases.unscoped("whose work the clocks are").filter(status__in=RUNNING)
    running: Case | None = rows.select_related("team", "case_manager").first()
    return running
