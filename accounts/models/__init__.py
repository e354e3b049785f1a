"""The tables of accounts, one module a noun."""

from accounts.models.agency import Agency, AgencyClosure
from accounts.models.people import AgencyRole, Membership, Role, Team, TeamRole, User

__all__ = ["Agency", "AgencyClosure", "AgencyRole", "Membership", "Role", "Team", "TeamRole", "User"]
