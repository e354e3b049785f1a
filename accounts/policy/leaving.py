"""What keeps a person in a role or a team open; apps above say so through these two lists.

Nothing keeps an account open: whoever leaves the agency is let go at once, and what they leave behind waits for their supervisor.

Accounts knows no cases. The project's wiring adds the functions that do.
"""

from collections.abc import Callable

from accounts.models import Membership, Team, User

# Each answers with a sentence saying what has to be done first, or with nothing. Without a team: all teams.
Leaving = Callable[[User, Team | None], str]
Closing = Callable[[Team], str]

LEAVING: list[Leaving] = []
CLOSING: list[Closing] = []


def why_stay(person: User, team: Team | None = None) -> str:
    """Why this person cannot give up their role (in one team, or everywhere) yet; empty when they can."""
    return next(filter(None, (says(person, team) for says in LEAVING)), "")


def why_stay_open(team: Team) -> str:
    people = Membership.objects.filter(team=team, status=Membership.Status.ACTIVE, user__status=User.Status.ACTIVE)
    if count := people.values("user").distinct().count():
        return f"End the roles of {count} {'people' if count > 1 else 'person'} in this team first."
    return next(filter(None, (says(team) for says in CLOSING)), "")
