"""The tables of accounts, one module a noun."""

from accounts.models.access_tokens import AccessToken
from accounts.models.agency import Agency, AgencyClosure
from accounts.models.api_clients import ApiClient, Scope
from accounts.models.duty import DutyShift
from accounts.models.hours import WorkingHours
from accounts.models.people import AgencyRole, Membership, Role, Team, TeamRole, User
from accounts.models.time_off import Cover, TimeOff

__all__ = [
    "AccessToken", "Agency", "AgencyClosure", "AgencyRole", "ApiClient", "Cover", "DutyShift", "Membership", "Role", "Scope", "Team",
    "TeamRole", "TimeOff", "User", "WorkingHours",
]  # fmt: skip
