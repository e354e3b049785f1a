"""Sealing single values (AES-256-GCM) and finding sealed values again by a keyed blind index.

Keys come from settings.SEALING_KEYS as `name:hex` pairs, newest first: the first seals, all open.
"""

import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


class CannotOpen(RuntimeError):
    """A sealed value whose key is not in the keyring, or that was altered."""


def _keyring() -> dict[str, bytes]:
    return {name: bytes.fromhex(key) for name, _, key in (pair.partition(":") for pair in settings.SEALING_KEYS)}


def key_names() -> list[str]:
    """The names of the keys, newest first."""
    return list(_keyring())


def seal(text: str) -> str:
    """`key name:hex` of nonce and ciphertext; the empty text stays empty."""
    if not text:
        return ""
    name, key = next(iter(_keyring().items()))
    nonce = os.urandom(NONCE_BYTES)
    return f"{name}:{(nonce + AESGCM(key).encrypt(nonce, text.encode(), name.encode())).hex()}"


def unseal(sealed: str) -> str:
    if not sealed:
        return ""
    name, _, body = sealed.partition(":")
    try:
        raw = bytes.fromhex(body)
        return AESGCM(_keyring()[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode()).decode()
    except Exception as error:
        raise CannotOpen(f"The value sealed with key {name!r} cannot be opened; is that key in CASEMGMT_SEALING_KEYS?") from error


def blind_index(text: str) -> str:
    """A keyed fingerprint for equality search; the oldest key makes it, so adding keys keeps it stable."""
    key = list(_keyring().values())[-1]
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):
    """Text stored sealed and read in the clear; it cannot be searched or ordered by."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return None if text is None else seal(text)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("isnull",):
            return super().get_lookup(lookup_name)
        raise TypeError(f"{self.name} is sealed and cannot be searched; use its blind index.")
