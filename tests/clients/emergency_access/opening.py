"""A restricted record, who asks for it in an emergency, and who sees it then."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.test import Client as Browser

from accounts.queries import actor_for
from clients.actions.emergency import open_emergency_access
from clients.actions.restriction import restrict_client
from clients.models import Client, EmergencyAccess
from clients.queries.emergency import open_now
from tests.factories.accounts import PASSWORD
from tests.followups.stories import Cast, an_accepted_case

NOON = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)
ROSA = {"given_name": "Rosa", "family_name": "Delgado", "birth_date": "1950-03-04"}
WHY = {"reason_code": "danger", "explanation": "A neighbour heard screams"}


def a_restricted_client(who: Cast) -> Client:
    client = an_accepted_case(who).client
    restricted: Client = restrict_client(client.pk, actor=who.maria, version=client.version, reason="Safety")
    return restricted


def confirmed(actor: Any) -> Any:
    return replace(actor, confirmed=True)


def as_now(user: Any) -> Any:
    """The actor of this person's next request."""
    return actor_for(user, "web", opened=open_now(user.pk))


def opened(who: Cast, by: str = "devon", **named: Any) -> EmergencyAccess:
    access: EmergencyAccess = open_emergency_access(actor=confirmed(getattr(who, by)), **(named or ROSA), **WHY)
    return access


def accesses() -> int:
    return EmergencyAccess.objects.unscoped("result").count()


def sees(user: Any, client: Client) -> bool:
    return Client.objects.visible_to(as_now(user)).filter(pk=client.pk).count() == 1


def signed_in(user: Any, *, confirmed: bool = True) -> Browser:
    browser = Browser()
    user.set_password(PASSWORD)
    user.save()
    if confirmed:
        browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    else:
        browser.force_login(user)
    return browser
