"""Who walks through the doors: one of each role, on the right team and on another, and the systems that call."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from accounts.models import ApiClient, Team, User
from accounts.models.api_clients import Scope
from accounts.queries import actor_for, api_client_actor
from tests.factories.accounts import make_agency, make_api_client, make_team, make_user
from workflow.actor import Actor, system_actor

PEOPLE = (
    "case_manager", "other_case_manager", "supervisor", "other_supervisor", "intake", "privacy_officer", "administrator",
)  # fmt: skip
PARTNERS = ("partner", "partner_without_scope", "foreign_partner", "integration")
NOBODY, SYSTEM = "nobody", "system"
# Stands for the person a record is about, on records that are about a person who works here.
ONESELF = "oneself"
ROLES = (*PEOPLE, *PARTNERS, SYSTEM, NOBODY)

WRITE = tuple(scope for scope in Scope.values if scope != Scope.STAFF_ACT)
READ = tuple(scope for scope in WRITE if scope.endswith(":read"))
SCOPES = {"partner": WRITE, "partner_without_scope": READ, "foreign_partner": WRITE, "integration": tuple(Scope.values)}


@dataclass
class Cast:
    """One of everybody. `harbor` is the team that works with the clients; `hillside` is the other one."""

    agency: Any
    harbor: Team
    hillside: Team
    people: dict[str, User] = field(default_factory=dict)
    partners: dict[str, ApiClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def user(self, role: str) -> User:
        return self.people[role]

    def actor(self, role: str) -> Actor:
        """As the function is called with: people through the pages, systems through the API."""
        if role == SYSTEM:
            return system_actor("night work")
        if role in self.partners:
            client = self.partners[role]
            return api_client_actor(client, client.scopes)
        return actor_for(self.people[role], "web", confirmed=True)


def make_cast() -> Cast:
    cast = Cast(make_agency(), make_team("Harbor"), make_team("Hillside"))
    away = {"other_supervisor"}
    for role in PEOPLE:
        held = role.removeprefix("other_")
        cast.people[role] = make_user(held, cast.hillside if role in away else cast.harbor, name=role.replace("_", " ").title())
    for role in PARTNERS:
        cast.partners[role] = make_api_client(*SCOPES[role], name=role.replace("_", " ").title())
        cast.tokens[role] = bearer_token(cast.partners[role])
    return cast


def bearer_token(client: ApiClient) -> str:
    """A token as the token endpoint gives it, for all the client's scopes."""
    token = f"token-of-{client.application.client_id}"
    get_access_token_model().objects.create(
        token=token, application=client.application, scope=" ".join(client.scopes), expires=timezone.now() + timedelta(hours=1)
    )
    return token


def browser_of(user: User) -> Browser:
    """Signed in a moment ago, so that no step asks for the password again."""
    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return browser
