"""Personal access tokens: a person's own rights for a script, for a limited time."""

import hashlib
from uuid import UUID

from django.db import models

from accounts.models.people import User
from workflow.actor import Actor
from workflow.models import StepModel

PREFIX = "cmp_"


class AccessToken(StepModel):
    """Only the SHA-256 of the token is kept: who reads the database cannot use it."""

    collection = "access-tokens"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        REVOKED = "revoked", "Revoked"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens", editable=False)
    name = models.CharField("what it is for", max_length=120)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "access token"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from accounts.policy import access_token_visibility

        return access_token_visibility(actor)

    def record_id(self) -> UUID:
        return self.user_id

    def get_absolute_url(self) -> str:
        return "/me/"


def fingerprint_of(token: str) -> str:
    """A token has 256 bits of chance, so a plain hash is as strong as a slow one and costs nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
