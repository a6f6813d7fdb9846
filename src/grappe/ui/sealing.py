"""How are passwords and other secrets of people kept, so that a copy of the database alone gives none away?

Fernet (AES-128-CBC with HMAC-SHA256) with keys of the installation: the newest seals, each opens, so that keys can be
changed. Without keys of its own (`GRAPPE_CALDAV_KEYS`) one is made of the installation's secret key, and
of those it had before.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Unopened(Exception):
    """What is sealed was sealed with a key that we no longer have."""


def seal(text: str) -> str:
    """Return a text that only this installation can read again."""
    return (
        _box(settings.CALDAV_KEYS, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        .encrypt(text.encode())
        .decode("ascii")
    )


def opened(sealed: str) -> str:
    """Return what was sealed. Raises Unopened."""
    from cryptography.fernet import InvalidToken

    try:
        return (
            _box(settings.CALDAV_KEYS, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
            .decrypt(sealed.encode("ascii"))
            .decode()
        )
    except InvalidToken:
        raise Unopened from None


@cache
def _box(keys: tuple[str, ...], secrets: tuple[str, ...]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet

    made = [
        base64.urlsafe_b64encode(hashlib.sha256(f"{secret} calendars".encode()).digest())
        for secret in secrets
    ]
    return MultiFernet([*(Fernet(key) for key in keys), *(Fernet(key) for key in made)])
