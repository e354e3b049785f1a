"""The tables of accounts, one module a noun."""

from accounts.models.access_tokens import AccessToken
from accounts.models.agency import Agency, AgencyClosure
from accounts.models.api_clients import ApiClient, Scope
from accounts.models.people import AgencyRole, Membership, Role, Team, TeamRole, User

__all__ = [
    "AccessToken", "Agency", "AgencyClosure", "AgencyRole", "ApiClient", "Membership", "Role", "Scope", "Team", "TeamRole", "User",
]  # fmt: skip
