"""Reads about people, teams, the agency and API clients."""

from accounts.queries.actors import actor_for, api_client_actor, roles_held_by, roles_of
from accounts.queries.agency import closed_days, national_holidays, the_agency
from accounts.queries.people import active_teams, case_managers_in, holds_role

__all__ = [
    "active_teams", "actor_for", "api_client_actor", "case_managers_in", "closed_days", "holds_role", "national_holidays", "roles_held_by", "roles_of",
    "the_agency",
]  # fmt: skip
