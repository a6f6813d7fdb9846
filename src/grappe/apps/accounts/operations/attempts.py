"""How often may somebody fail to sign in? Counted in the database, before the password is looked at: no process forgets,
and attempts made side by side count as many."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import Attempts, SecurityPolicy, User
from grappe.apps.accounts.operations import letters
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries.people import user_with_email
from grappe.apps.accounts.queries.policy import in_force

# Times what one account may fail from one address: of an account from all addresses, and of an address for all accounts
# (an office of fifty sits behind one address).
EVERYWHERE, ALTOGETHER = 4, 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried: whose account, from where."""

    email: str
    where: Where
    locked_until: datetime | None = None  # nothing may be tried before
    locks: datetime | None = None  # if this one fails, nothing may be tried until then
    of_account: bool = False  # and it is the account that is locked


def begin(*, email: str, where: Where, at: datetime) -> Attempt:
    """Count an attempt as if it failed; `locked_until` says that it may not even be looked at."""
    email, policy = email.strip().lower()[:254], in_force()
    found = [_count(key, most, policy, at) for key, most in _limits(email, where, policy)]
    full = [until for until, now in found if until and not now]
    locks = [until for until, now in found if until and now]
    return Attempt(
        email, where, max(full, default=None), max(locks, default=None), any(now for _until, now in found[:2])
    )


def fail(attempt: Attempt, *, at: datetime, method: str = "password") -> None:
    """It was wrong, or locked: written down; whose account is locked by it gets a letter, once."""
    owner = user_with_email(attempt.email)
    told: dict[str, Any] = {"about": owner, "email": attempt.email, "where": attempt.where, "method": method}
    if attempt.locked_until is not None:
        note(AuditKind.SIGN_IN_FAILED, at=at, **told, detail={"locked": True})
        return
    note(AuditKind.SIGN_IN_FAILED, at=at, **told)
    if attempt.locks is None:
        return
    note(AuditKind.LOCKED, at=at, **told, detail={"until": attempt.locks.isoformat()})
    if attempt.of_account and owner is not None and owner.is_active:
        letters.locked(owner, until=attempt.locks, address=attempt.where.address or "")


@transaction.atomic
def succeed(attempt: Attempt, *, at: datetime) -> None:
    """It was right: the account's failures are forgotten, the address's but this one stay."""
    pair, account, address = (key for key, _most in _limits(attempt.email, attempt.where, in_force()))
    Attempts.objects.filter(key__in=[pair, account]).delete()
    kept = Attempts.objects.select_for_update().filter(key=address).first()
    if kept is not None:
        kept.failures, kept.locked_until = max(kept.failures - 1, 0), None
        kept.save(update_fields=["failures", "locked_until"])


def _limits(email: str, where: Where, policy: SecurityPolicy) -> list[tuple[str, int]]:
    place = _network(where.address)
    return [
        (f"pair {email} {place}", policy.failures),
        (f"account {email}", policy.failures * EVERYWHERE),
        (f"address {place}", policy.failures * ALTOGETHER),
    ]


def _network(address: str | None) -> str:
    """Return an address as it counts: of IPv6 the network, since whoever has one has as many addresses as they like."""
    if not address:
        return ""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


@transaction.atomic
def _count(key: str, most: int, policy: SecurityPolicy, at: datetime) -> tuple[datetime | None, bool]:
    """Count one more; return until when this is locked and whether it is so since now. The last that may fail locks."""
    Attempts.objects.bulk_create([Attempts(key=key, since=at)], ignore_conflicts=True)
    row = Attempts.objects.select_for_update().get(key=key)
    window = timedelta(minutes=policy.minutes)
    if row.locked_until and row.locked_until > at:
        return row.locked_until, False
    if row.locked_until or row.since + window < at:
        row.failures, row.since, row.locked_until = 0, at, None
    row.failures += 1
    if row.failures >= most:
        row.locked_until = at + window
    row.save()
    return row.locked_until, row.locked_until is not None


def forget(email: str) -> int:
    """Forget the failed attempts at an account: its owner has proved who they are otherwise."""
    gone, _each = _of(email).delete()
    return gone


@transaction.atomic
def unlock(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> bool:
    """Forget the failed attempts at an account; return whether there were any. Raises PermissionDenied."""
    check_can_manage_accounts(by)
    gone = forget(user.email)
    if gone:
        note(AuditKind.UNLOCKED, at=at, user=by, about=user, where=where)
    return bool(gone)


def _of(email: str) -> QuerySet[Attempts]:
    return Attempts.objects.filter(
        Q(key=f"account {email.lower()}") | Q(key__startswith=f"pair {email.lower()} ")
    )


def forget_old(*, at: datetime) -> None:
    """Take away attempts of yesterday and before: e-mail addresses of anybody, kept no longer than they count."""
    Attempts.objects.filter(since__lt=at - timedelta(days=2)).delete()
