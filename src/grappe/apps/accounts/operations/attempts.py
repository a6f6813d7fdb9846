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
from grappe.apps.accounts.models import Attempts, AuditEntry, SecurityPolicy, User
from grappe.apps.accounts.operations import letters
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries.people import user_with_email
from grappe.apps.accounts.queries.policy import in_force

# Times what one account may fail from one address: of an account from all addresses, and of an address for all accounts
# (an office of fifty sits behind one address).
EVERYWHERE, ALTOGETHER = 4, 10
# What is guessed. Codes are counted apart: else whoever has stolen a password would clear them by typing it.
PASSWORD, CODE, PASSKEY = "password", "code", "passkey"
PREFIX = {PASSWORD: "", CODE: "code-"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried: whose account, from where."""

    email: str
    where: Where
    kind: str = PASSWORD
    locked_until: datetime | None = None  # nothing may be tried before
    locks: datetime | None = None  # if this one fails, nothing may be tried until then
    of_account: bool = False  # and it is the account that is locked


@transaction.atomic
def begin(*, email: str, where: Where, at: datetime, kind: str = PASSWORD) -> Attempt:
    """Count an attempt as if it failed; `locked_until` says that it may not even be looked at, and nothing was counted.

    What is not looked at locks nothing else: else twenty posts from one address would lock an account everywhere.
    """
    email, policy = email.strip().lower()[:254], in_force()
    limits = dict(_limits(email, where, policy, kind))
    rows = _locked_rows(limits, at)
    full = [row.locked_until for row in rows if row.locked_until and row.locked_until > at]
    if full:
        return Attempt(email, where, kind, locked_until=max(full))
    now = {row.key: _count(row, limits[row.key], policy, at) for row in rows}
    locks = [until for until in now.values() if until]
    of_account = any(until for key, until in now.items() if not key.startswith("address "))
    return Attempt(email, where, kind, locks=max(locks, default=None), of_account=of_account)


def fail(attempt: Attempt, *, at: datetime, method: str = PASSWORD) -> None:
    """It was wrong, or locked: written down; whose account is locked by it gets a letter, one for as long as a lock lasts."""
    owner = user_with_email(attempt.email)
    told: dict[str, Any] = {"about": owner, "email": attempt.email, "where": attempt.where, "method": method}
    if attempt.locked_until is not None:
        note(AuditKind.SIGN_IN_FAILED, at=at, **told, detail={"locked": True})
        return
    note(AuditKind.SIGN_IN_FAILED, at=at, **told)
    if attempt.locks is None:
        return
    writes = attempt.of_account and owner is not None and owner.is_active and not _told(owner, at)
    note(AuditKind.LOCKED, at=at, **told, detail={"until": attempt.locks.isoformat(), "told": writes})
    if writes and owner is not None:
        letters.locked(owner, until=attempt.locks, address=attempt.where.address or "")


def _told(owner: User, at: datetime) -> bool:
    """Whether the owner of an account got a letter not long ago: somebody who guesses from many places writes them one."""
    window = timedelta(minutes=in_force().minutes)
    found = AuditEntry.objects.filter(
        kind=AuditKind.LOCKED, about=owner, at__gt=at - window, detail__told=True
    )
    return found.exists()


@transaction.atomic
def succeed(attempt: Attempt, *, at: datetime) -> None:
    """It was right: the account's failures of this kind are forgotten, the address's but this one stay."""
    keys = [key for key, _most in _limits(attempt.email, attempt.where, in_force(), attempt.kind)]
    rows = list(Attempts.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for row in rows:
        if row.key.startswith("address "):
            row.failures, row.locked_until = max(row.failures - 1, 0), None
            row.save(update_fields=["failures", "locked_until"])
        else:
            row.delete()


def _limits(email: str, where: Where, policy: SecurityPolicy, kind: str) -> list[tuple[str, int]]:
    """Return what is counted, and how many may fail. An address that nobody knows is not one: it would be everybody's."""
    place = _network(where.address)
    found = [(f"address {place}", policy.failures * ALTOGETHER)] if place else []
    if kind in PREFIX:  # whose a passkey is said to be is anybody's word: it must not lock them out
        found.append((f"{PREFIX[kind]}account {email}", policy.failures * EVERYWHERE))
        if place:
            found.append((f"{PREFIX[kind]}pair {email} {place}", policy.failures))
    return found


def _network(address: str | None) -> str:
    """Return an address as it counts: of IPv6 the network, since whoever has one has as many addresses as they like."""
    if not address:
        return ""
    found = ipaddress.ip_address(address)
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def _locked_rows(limits: dict[str, int], at: datetime) -> list[Attempts]:
    """Return the counts, made where there were none, locked until the transaction ends; always in the same order."""
    wanted = [Attempts(key=key, since=at) for key in sorted(limits)]
    Attempts.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )  # an update that changes nothing: it locks a row that is there, so that nobody deletes it meanwhile
    return list(Attempts.objects.filter(key__in=limits))


def _count(row: Attempts, most: int, policy: SecurityPolicy, at: datetime) -> datetime | None:
    """Count one more; return until when this is locked now. The last that may fail locks."""
    window = timedelta(minutes=policy.minutes)
    if row.locked_until or row.since + window < at:
        row.failures, row.since, row.locked_until = 0, at, None
    row.failures += 1
    if row.failures >= most:
        row.locked_until = at + window
    row.save()
    return row.locked_until


@transaction.atomic
def forget(email: str, *kinds: str) -> int:
    """Forget the failed attempts at an account, of some kinds or all: its owner has proved who they are otherwise."""
    rows = list(_of(email, kinds or tuple(PREFIX)).select_for_update().order_by("key"))
    Attempts.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@transaction.atomic
def unlock(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> bool:
    """Forget the failed attempts at an account; return whether there were any. Raises PermissionDenied."""
    check_can_manage_accounts(by)
    gone = forget(user.email)
    if gone:
        note(AuditKind.UNLOCKED, at=at, user=by, about=user, where=where)
    return bool(gone)


def _of(email: str, kinds: tuple[str, ...]) -> QuerySet[Attempts]:
    found = Q()
    for kind in kinds:
        found |= Q(key=f"{PREFIX[kind]}account {email.lower()}")
        found |= Q(key__startswith=f"{PREFIX[kind]}pair {email.lower()} ")
    return Attempts.objects.filter(found)


def forget_old(*, at: datetime) -> None:
    """Take away attempts of yesterday and before: e-mail addresses of anybody, kept no longer than they count."""
    Attempts.objects.filter(since__lt=at - timedelta(days=2)).delete()
