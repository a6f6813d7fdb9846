"""What was done: read by administrators page by page, as a table, and by each person of their own sign-ins?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import SIGN_INS, AuditKind
from grappe.apps.accounts.models import AuditEntry, User
from grappe.apps.accounts.permissions import check_can_read_audit
from grappe.apps.accounts.queries import audit_words
from grappe.apps.accounts.queries.sessions import device, way_of
from grappe.ui.pages import Page, page_of
from grappe.ui.workbook import safe

SIZE = 50
OWN = 30
MOST_ROWS = 50_000  # of one file


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for; an empty word asks for all."""

    person: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is shown."""

    pk: int
    at: datetime
    kind: str
    label: str
    who: str
    about: str
    what: str
    title: str
    address: str
    device: str
    method: str
    detail: list[tuple[str, str]]


def entries(
    asked: Asked, *, for_user: User, after: int | None = None, before: int | None = None
) -> Page[Line]:
    """Return a page of the audit, the newest first. One query. Raises PermissionDenied."""
    check_can_read_audit(for_user)
    found = _found(asked)
    if before is not None:
        rows = list(found.filter(pk__gt=before).order_by("pk")[: SIZE + 1])
    else:
        rows = list((found.filter(pk__lt=after) if after is not None else found).order_by("-pk")[: SIZE + 1])
    placed = after is not None or before is not None
    return page_of(rows, SIZE, backwards=before is not None, placed=placed).each(_line)


def _found(asked: Asked) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.select_related("user", "about")
    if asked.person is not None:
        found = found.filter(Q(user=asked.person) | Q(about=asked.person))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.since is not None:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until is not None and asked.until < date.max:  # there is no day after the last
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.text:
        text = asked.text
        found = found.filter(
            Q(title__icontains=text)
            | Q(what__icontains=text)
            | Q(record__icontains=text)
            | Q(email__icontains=text)
        )
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _line(entry: AuditEntry) -> Line:
    return Line(
        pk=entry.pk, at=entry.at, kind=entry.kind, label=str(entry.get_kind_display()),
        who=str(entry.user) if entry.user else entry.email, about=str(entry.about) if entry.about else "",
        what=" ".join(filter(None, (entry.what, entry.record))), title=entry.title, address=entry.address or "",
        device=device(entry.device), method=way_of(entry.method),
        detail=audit_words.told(entry.detail),
    )  # fmt: skip


def own_entries(*, for_user: User) -> list[Line]:
    """Return the last sign-ins of the reader, and what else happened at the door of their account. One query."""
    found = AuditEntry.objects.select_related("user", "about").filter(
        Q(user=for_user) | Q(about=for_user), kind__in=SIGN_INS
    )
    return [_line(entry) for entry in found.order_by("-pk")[:OWN]]


def people_known(*, for_user: User) -> list[tuple[int, str]]:
    """Return whom the audit may be asked about, by name. One query."""
    check_can_read_audit(for_user)
    return list(User.objects.order_by("name", "pk").values_list("pk", "name"))


COLUMNS = (
    "at",
    "kind",
    "who",
    "about",
    "e-mail",
    "what",
    "record",
    "title",
    "method",
    "address",
    "device",
    "detail",
)


def as_csv(asked: Asked, *, for_user: User) -> str:
    """Return the entries as a table, the newest first; where a file does not hold them all, its last line says so.

    Raises PermissionDenied.
    """
    check_can_read_audit(for_user)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    newest = _found(asked).order_by("-pk")
    table.writerows(_rows(newest[:MOST_ROWS]))
    if newest[MOST_ROWS : MOST_ROWS + 1].exists():
        table.writerow(
            [_("Only the newest %(n)s entries are here: ask for older ones by days.") % {"n": MOST_ROWS}]
        )
    return out.getvalue()


def _rows(found: QuerySet[AuditEntry]) -> Iterator[list[str]]:
    for entry in found.iterator(chunk_size=2_000):
        yield [
            safe(text) for text in (
                entry.at.isoformat(), entry.kind, entry.user.email if entry.user else "",
                entry.about.email if entry.about else "", entry.email, entry.what, entry.record, entry.title,
                entry.method, entry.address or "", entry.device, audit_words.line(entry.detail),
            )
        ]  # fmt: skip


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of entries to choose from."""
    return [(kind.value, str(kind.label)) for kind in AuditKind]
