"""Who may change people, teams, roles, API clients and settings; passwords.py holds the password rules."""

from accounts.policy.absence import cover_visibility, duty_visibility, time_off_visibility
from accounts.policy.administration import (
    ADMINISTRATOR,
    access_token_visibility,
    api_client_visibility,
    may_administer,
    may_change_own,
    may_reset_second_factor,
    may_revoke_token,
)
from accounts.policy.leaving import CLOSING, LEAVING, why_stay, why_stay_open

__all__ = [
    "ADMINISTRATOR", "CLOSING", "LEAVING", "access_token_visibility", "api_client_visibility", "cover_visibility",
    "duty_visibility", "may_administer", "may_change_own", "may_reset_second_factor", "may_revoke_token", "time_off_visibility", "why_stay",
    "why_stay_open",
]  # fmt: skip
