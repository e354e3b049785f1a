"""Whether people have a second factor: an authenticator app or a passkey; recovery codes alone are none."""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator

TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user_id: UUID) -> bool:
    return Authenticator.objects.filter(user_id=user_id, type__in=TYPES).exists()


def with_second_factor(user_ids: Iterable[UUID]) -> set[UUID]:
    return set(Authenticator.objects.filter(user_id__in=list(user_ids), type__in=TYPES).values_list("user_id", flat=True))
