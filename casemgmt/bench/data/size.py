"""How large the data set is, and what follows from the number of clients."""

from dataclasses import dataclass

# An open caseload of 60 is what a supervisor already calls too much: Today has to hold it.
CASELOAD = 60
TEAM = 20
OPEN_SHARE = 0.30


@dataclass(frozen=True)
class Size:
    """Per 100,000 clients: 500 case managers with 60 open cases and 200 open follow-ups each, in 25 teams;
    1.2 million contacts, 1 million notes, 1 million follow-ups."""

    clients: int

    @property
    def workers(self) -> int:
        return max(2, round(self.clients * OPEN_SHARE / CASELOAD))

    @property
    def teams(self) -> int:
        return -(-self.workers // TEAM)

    @property
    def notes(self) -> int:
        return 10 * self.clients

    @property
    def attempts(self) -> int:
        return 2 * self.clients

    @property
    def follow_ups_open(self) -> int:
        return self.clients

    @property
    def follow_ups_closed(self) -> int:
        return 9 * self.clients

    @property
    def disclosures(self) -> int:
        return 3 * self.clients
