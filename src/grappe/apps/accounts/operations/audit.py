"""How is something written down for later, and when does it go?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import AuditEntry, User
from grappe.apps.accounts.queries.policy import in_force


@dataclass(frozen=True, slots=True)
class Where:
    """From where something was done."""

    address: str | None = None
    device: str = ""


NOWHERE = Where()


def note(
    kind: AuditKind, *, at: datetime, user: User | None = None, about: User | None = None, where: Where = NOWHERE,
    email: str = "", method: str = "", what: str = "", record: str = "", title: str = "", detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write down that something was done: by `user`, to the account of `about`."""
    AuditEntry.objects.create(
        kind=kind, at=at, user=_known(user), about=_known(about), address=where.address or None,
        device=_text(where.device, 300), email=_text(email, 254), method=_text(method, 80), what=_text(what, 100),
        record=_text(record, 200), title=_text(title, 300), detail=detail or {},
    )  # fmt: skip


def _text(text: str, most: int) -> str:
    """Return what a column can hold of a text that may come from anybody."""
    return text.replace("\x00", " ")[:most]


def _known(user: User | None) -> User | None:
    return user if user is not None and user.pk is not None else None


def note_export(
    *, user: User | None, where: Where, what: str, record: str, title: str, query: str, at: datetime
) -> None:
    """Write down that something left the house; a calendar that asks every hour with its own link is noted once a day."""
    known = user if user is not None and user.is_authenticated else None
    if known is None:
        today = AuditEntry.objects.filter(
            kind=AuditKind.EXPORTED, user=None, what=what[:100], record=record[:200], address=where.address or None,
            at__gt=at - timedelta(days=1),
        )  # fmt: skip
        if today.exists():
            return
    more = {"query": query[:500]} if query else {}
    note(
        AuditKind.EXPORTED, at=at, user=known, where=where, what=what, record=record, title=title, detail=more
    )


@transaction.atomic
def remove_old(*, at: datetime) -> int:
    """Take away what is older than the rules say, and write that down; return how many entries went."""
    before = at - timedelta(days=in_force().audit_days)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grappe.audit_before', %s, true)", [before.isoformat()])
        gone, _each = AuditEntry.objects.filter(at__lt=before).delete()
        cursor.execute("SELECT set_config('grappe.audit_before', '', true)")
    if gone:
        note(AuditKind.AUDIT_REMOVED, at=at, detail={"entries": gone, "before": before.isoformat()})
    return gone


READ = """
INSERT INTO accounts_auditentry (at, kind, user_id, email, method, address, device, what, record, title, detail)
SELECT %(at)s, %(kind)s, %(user)s::bigint, '', '', %(address)s::inet, %(device)s, told.what, told.record, told.title, %(detail)s
FROM unnest(%(what)s::text[], %(record)s::text[], %(title)s::text[]) AS told (what, record, title)
WHERE NOT EXISTS (
  SELECT FROM accounts_auditentry known
  WHERE known.at > %(since)s AND known.kind = %(kind)s AND known.what = told.what AND known.record = told.record
    AND known.user_id IS NOT DISTINCT FROM %(user)s::bigint
    AND (known.user_id IS NOT NULL OR known.address IS NOT DISTINCT FROM %(address)s::inet)
)
"""  # one statement for all records, and for what is known of them


def note_reading(
    told: dict[tuple[str, int], str], *, user: User | None, where: Where, page: str, at: datetime
) -> None:
    """Write down which records in confidence a page showed: once an hour for each reader, as a text saves itself while typed."""
    if not told:
        return
    known = _known(user)
    values: dict[str, Any] = {
        "at": at, "kind": AuditKind.READ_IN_CONFIDENCE.value, "user": known.pk if known else None,
        "address": where.address or None, "device": _text(where.device, 300), "detail": Jsonb({"page": page}),
        "what": [kind[:100] for kind, _pk in told], "record": [str(pk) for _kind, pk in told],
        "title": [_text(title, 300) for title in told.values()], "since": at - timedelta(hours=1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(READ, values)


def forget_places(*, users: Collection[int], emails: Collection[str]) -> int:
    """Take away from where and on what somebody who is erased did what they did; return of how many entries.

    The database lets nobody do so but a transaction that erases (`grappe.erasing`).
    """
    theirs = Q(user__in=users) | Q(user=None, about__in=users) | Q(email__in=emails)
    return AuditEntry.objects.filter(theirs).update(address=None, device="")
