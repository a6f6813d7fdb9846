"""How are secrets of second factors kept, so that a copy of the database alone gives none away?"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

log = structlog.get_logger(__name__)


def closed(text: str) -> str:
    """Return a text as it is kept."""
    return str(_box().encrypt(text.encode()).decode())


def opened(kept: str) -> str | None:
    """Return what was kept; None where no key of the installation opens it."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_box().decrypt(kept.encode()).decode())
    except InvalidToken:
        log.warning(
            "a second factor was kept under another GRAPPE_SECRET_KEY: name it in GRAPPE_SECRET_KEY_OLD, or reset it"
        )
        return None


def can_be_read(user: User) -> bool:
    """Whether the recovery codes of somebody, if they have any, were kept under a key that we still have."""
    from allauth.mfa.models import Authenticator

    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept is None or opened(kept.data.get("seed", "")) is not None


def _box() -> Any:
    """Return what opens and closes secrets, with a key made of the installation's own; an older one still opens."""
    from cryptography.fernet import Fernet, MultiFernet

    def made(secret: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{secret} second factors".encode()).digest()))

    return MultiFernet([made(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
