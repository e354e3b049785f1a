"""People who work here, their teams, and the roles that join them."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from workflow.actor import Actor
from workflow.models import OpenModel
from workflow.scoping import OpenQuerySet


class TeamRole(models.TextChoices):
    CASE_MANAGER = "case_manager", "Case manager"
    SUPERVISOR = "supervisor", "Supervisor"
    INTAKE = "intake", "Intake worker"


class AgencyRole(models.TextChoices):
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    ADMINISTRATOR = "administrator", "Administrator"


Role = [*TeamRole.choices, *AgencyRole.choices]


class UserManager(BaseUserManager.from_queryset(OpenQuerySet)):  # type: ignore[misc]  # a manager class made at run time
    """Finds people by e-mail whatever its case; makes them for the steps and the demo."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, OpenModel):
    """Somebody who works here and signs in with an e-mail address."""

    collection = "people"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        DEACTIVATED = "deactivated", "Deactivated"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField("name", max_length=120)
    job_title = models.CharField("job title", max_length=120, blank=True)
    phone = models.CharField("work phone", max_length=40, blank=True)
    time_zone = models.CharField("time zone", max_length=60, default="America/New_York")
    language = models.CharField("language", max_length=10, default="en")
    shortcuts_on = models.BooleanField("keyboard shortcuts", default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ("name",)
        constraints = (models.CheckConstraint(name="email_in_lower_case", condition=models.Q(email=Lower("email"))),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # the state is the truth; Django's sign-in asks this name
        return self.status == self.Status.ACTIVE

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return f"/settings/people/{self.pk}/"

    def get_full_name(self) -> str:
        return self.name

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES).get(self.language, self.language)


class Team(OpenModel):
    """People who share clients and a supervisor."""

    collection = "teams"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        CLOSED = "closed", "Closed"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name = "team"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("name"), name="one_team_a_name"),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return f"/settings/teams/{self.pk}/"


class Membership(OpenModel):
    """One role of one person: in a team, or (privacy officer, administrator) in the whole agency."""

    collection = "memberships"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        ENDED = "ended", "Ended"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "role"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "team", "role"),
                condition=models.Q(status="active"),
                name="one_active_role",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="team_roles_have_a_team",
                condition=models.Q(role__in=TeamRole.values, team__isnull=False)
                | models.Q(role__in=AgencyRole.values, team__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("team", "role"), name="membership_team_role"),)

    def __str__(self) -> str:
        return self.get_role_display()

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        return models.Q()

    def record_id(self) -> UUID:
        return self.user_id

    def get_absolute_url(self) -> str:
        return f"/settings/people/{self.user_id}/"
