"""What do Django and allauth tell us happened? Written down; they have no other way to say it than signals."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import User
from grappe.apps.accounts.operations import attempts, codes, letters, sessions
from grappe.apps.accounts.operations.audit import note
from grappe.apps.accounts.views.found import where
from grappe.config.doors.sessions import DOOR, SEEN
from grappe.ui import clock


def listen() -> None:
    """Be told from now on; each by its own name, so that nothing is written twice."""
    for signal, receiver in (
        (auth.user_logged_in, came_in),
        (mfa.authenticator_added, factor_added),
        (mfa.authenticator_reset, factor_added),
        (mfa.authenticator_removed, factor_removed),
        (account.password_changed, password_changed),
        (account.password_set, password_changed),
        (account.password_reset, password_reset),
    ):
        signal.connect(receiver, dispatch_uid=f"grappe.{receiver.__name__}")


def came_in(request: HttpRequest | None, **_more: Any) -> None:
    """A session begins: it keeps from where, and how."""
    if request is None or not hasattr(request, "session"):
        return
    found, now = where(request), clock.now().timestamp()
    request.session[DOOR] = {
        "address": found.address, "device": found.device, "method": method_of(request), "started": now,
    }  # fmt: skip
    request.session[SEEN] = now


def method_of(request: HttpRequest) -> str:
    """Return how somebody showed who they are: `password`, `password + totp`, `passkey`, `sso:provider`."""
    names: list[str] = []
    for record in request.session.get("account_authentication_methods", []):
        if record.get("reauthenticated"):
            continue
        if record["method"] == "mfa":
            name = "passkey" if record.get("passwordless") else str(record.get("type", "mfa"))
        elif record["method"] == "socialaccount":
            name = f"sso:{record.get('provider', '')}"
        else:
            name = str(record["method"])
        if name not in names:
            names.append(name)
    return " + ".join(names)


def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        codes.use(authenticator, request.POST.get("code", ""))  # the one that it was set up with
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        # A device may make any key one that could open alone; whether it does is its owner's word.
        authenticator.data["alone"] = bool(request.POST.get("passwordless"))
        authenticator.save(update_fields=["data"])
    _factor(AuditKind.FACTOR_ADDED, request, user, authenticator)


def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    _factor(AuditKind.FACTOR_REMOVED, request, user, authenticator)


def _factor(kind: AuditKind, request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    name = str(authenticator)
    note(
        kind, at=clock.now(), user=user, about=user, where=where(request), method=authenticator.type, title=name
    )  # fmt: skip
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        letters.factor_changed(user, name=name, added=kind == AuditKind.FACTOR_ADDED)


def password_changed(request: HttpRequest, user: User, **_more: Any) -> None:
    """Somebody chose another password while signed in: all their other sessions end."""
    found = where(request)
    note(AuditKind.PASSWORD_CHANGED, at=clock.now(), user=user, about=user, where=found)
    sessions.end_all(user=user, but=request.session.session_key, by=user, at=clock.now(), where=found)
    letters.password_changed(user)


def password_reset(request: HttpRequest, user: User, **_more: Any) -> None:
    """Somebody chose another password by a letter's link: they have proved whose account it is."""
    found = where(request)
    note(AuditKind.PASSWORD_CHANGED, at=clock.now(), user=user, about=user, where=found, method="link")
    sessions.end_all(user=user, by=user, at=clock.now(), where=found)
    attempts.forget(user.email, attempts.PASSWORD)  # not codes: a letter proves nothing of the second factor
    letters.password_changed(user)
