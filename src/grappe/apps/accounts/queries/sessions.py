"""Where is somebody signed in?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.models import Session, User
from grappe.apps.accounts.permissions import can_end_sessions


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody is signed in; `mark` names the session without giving its key away."""

    mark: str
    device: str
    address: str
    method: str
    started_at: datetime | None
    seen_at: datetime | None
    current: bool


def mark_of(session: Session) -> str:
    """Return what a page may call a session: whoever reads it cannot take the session over."""
    return hashlib.sha256(f"session {session.session_key}".encode()).hexdigest()[:16]


def seats(user: User, *, for_user: User, at: datetime, key: str | None = None) -> list[Seat]:
    """Return where somebody is signed in, last seen first; `key` is the reader's own session. Raises PermissionDenied."""
    if not can_end_sessions(for_user, user):
        raise PermissionDenied
    found = (
        Session.objects.filter(user=user, expire_date__gt=at).defer("session_data").order_by("-seen_at", "pk")
    )
    return [
        Seat(
            mark=mark_of(one), device=device(one.device), address=one.address or "", method=way_of(one.method),
            started_at=one.started_at, seen_at=one.seen_at, current=one.session_key == key,
        )
        for one in found
    ]  # fmt: skip


BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device(says: str) -> str:
    """Return what a browser says it is, in two words: `Firefox · Windows`; its own words where it is none we know."""
    found = [
        next((name for sign, name in known if sign in says), "") for known in (BROWSERS, SYSTEMS)
    ]  # fmt: skip
    return " · ".join(filter(None, found)) or says[:60]


WAYS = {
    "password": gettext_lazy("password"), "totp": gettext_lazy("code of the app"), "code": gettext_lazy("code"),
    "recovery_codes": gettext_lazy("recovery code"), "passkey": gettext_lazy("passkey"),
    "webauthn": gettext_lazy("passkey"), "link": gettext_lazy("link by e-mail"),
    "password_reset": gettext_lazy("link by e-mail"),
}  # fmt: skip


def way_of(method: str) -> str:
    """Return how somebody came in, in words: `password + code of the app`; an identity provider by its own name."""
    return " + ".join(str(WAYS.get(each, each.removeprefix("sso:"))) for each in method.split(" + "))
