"""How is a session ended from elsewhere?"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import Session, User
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import can_end_sessions
from grappe.apps.accounts.queries.sessions import mark_of


@transaction.atomic
def end(*, user: User, mark: str, by: User, at: datetime, where: Where = NOWHERE) -> bool:
    """End the session of somebody that has a mark; return whether there was one. Raises PermissionDenied."""
    _check(by, user)
    for session in Session.objects.filter(user=user):
        if mark_of(session) == mark:
            _end([session], user, by, at, where)
            return True
    return False


@transaction.atomic
def end_all(*, user: User, but: str | None = None, by: User, at: datetime, where: Where = NOWHERE) -> int:
    """End all sessions of somebody, but the one of a key; return how many. Raises PermissionDenied."""
    _check(by, user)
    found = list(Session.objects.filter(user=user).exclude(session_key=but or ""))
    _end(found, user, by, at, where)
    return len(found)


def _check(by: User, user: User) -> None:
    if not can_end_sessions(by, user):
        raise PermissionDenied(_("Only administrators end the sessions of others."))


def _end(found: list[Session], user: User, by: User, at: datetime, where: Where) -> None:
    for session in found:
        Session.objects.filter(pk=session.pk).delete()
        note(
            AuditKind.SESSION_ENDED, at=at, user=by, about=user, where=where, method=session.method,
            title=session.device, detail={"address": session.address or ""},
        )  # fmt: skip


def remove_expired(*, at: datetime) -> int:
    """Take away what is left of sessions that open nothing any more; return how many went."""
    gone, _each = Session.objects.filter(expire_date__lt=at).delete()
    return gone
