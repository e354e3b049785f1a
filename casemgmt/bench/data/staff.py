"""The benchmark's agency: its teams, people and one partner system, with sign-ins known to the benchmark only."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from accounts.actions.api_clients import new_application
from accounts.models import AccessToken, Agency, ApiClient, Membership, Scope, Team, TeamRole, User
from accounts.models.access_tokens import PREFIX, fingerprint_of
from casemgmt.bench.data.size import TEAM, Size
from casemgmt.bench.questions import INTAKE

AGENCY = "Benchmark agency"


@dataclass(frozen=True)
class Staff:
    """Who works here; `password` opens each of their sign-ins, the tokens open the API."""

    workers: list[User]
    teams: list[Team]
    partner: ApiClient
    password: str
    worker_token: str
    partner_token: str

    def team_of(self, worker: int) -> UUID:
        return self.teams[worker // TEAM].pk

    def sign_ins(self) -> dict[str, str]:
        return {"password": self.password, "worker_token": self.worker_token, "partner_token": self.partner_token}


def hire(size: Size) -> Staff:
    """All rows at once; one password is hashed once, since hashing is slow on purpose."""
    password = secrets.token_urlsafe(18)
    Agency.objects.create(name=AGENCY, subdivision="MA")
    teams = Team.objects.bulk_create(Team(name=f"Team {n + 1}") for n in range(size.teams))
    people = _people(size, make_password(password))
    workers, supervisors, intake = people[: size.workers], people[size.workers : -1], people[-1]
    held = [(worker, teams[n // TEAM], TeamRole.CASE_MANAGER) for n, worker in enumerate(workers)]
    held += [(boss, teams[n], TeamRole.SUPERVISOR) for n, boss in enumerate(supervisors)]
    held.append((intake, teams[0], TeamRole.INTAKE))
    Membership.objects.bulk_create(Membership(user=user, team=team, role=role) for user, team, role in held)
    partner = ApiClient.objects.create(
        name="Partner hospital", scopes=Scope.values[:-1], application=new_application("Partner hospital", "bench", password)
    )
    return Staff(workers, teams, partner, password, _token_of(workers[0]), _token_of_partner(partner))


def _people(size: Size, hashed: str) -> list[User]:
    emails = [f"worker-{n}@bench.example" for n in range(size.workers)]
    emails += [f"supervisor-{n}@bench.example" for n in range(size.teams)]
    rows: Iterable[User] = (User(email=email, name=_name(email), password=hashed) for email in (*emails, INTAKE))
    return list(User.objects.bulk_create(rows))


def _name(email: str) -> str:
    return email.split("@")[0].replace("-", " ").capitalize()


def _token_of(person: User) -> str:
    token = PREFIX + secrets.token_urlsafe(32)
    AccessToken.objects.unscoped("the benchmark's own access").create(
        user=person, name="Benchmark", fingerprint=fingerprint_of(token), expires_at=_tomorrow(), last_used_at=timezone.now()
    )
    return token


def _token_of_partner(partner: ApiClient) -> str:
    token = secrets.token_urlsafe(32)
    get_access_token_model().objects.create(
        application=partner.application, token=token, expires=_tomorrow(), scope=" ".join(partner.scopes)
    )
    return token


def _tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)
