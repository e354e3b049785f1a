"""Every step on people, teams, the agency and API clients; importing this package registers them."""

from accounts.actions import access_tokens, agency, api_clients, covers, duty, hours, people, roles, teams, time_off

__all__ = ["access_tokens", "agency", "api_clients", "covers", "duty", "hours", "people", "roles", "teams", "time_off"]
