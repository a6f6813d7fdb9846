"""What was done to many rows at once, by whom, and what became of each row?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count

from grappe.apps.lists.enums import ActState, RowState
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.lists.permissions import check_can_act, check_can_see_act
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui.acting import Act
from grappe.ui.listing import Column, Kind
from grappe.ui.pages import Page, page_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 50
LOCK = 7_412  # the first number of the advisory lock that a worker holds; the second is the act's id
UNTAKEN = timedelta(minutes=1)  # so long may an order wait before the page says that no worker is at it
LEFT_TO_DO = {
    ActState.PREPARING: RowState.PLANNED,
    ActState.RUNNING: RowState.PLANNED,
    ActState.UNDOING: RowState.DONE,
}  # the rows that wait for their turn
BUSY = (ActState.PREPARING, ActState.RUNNING, ActState.UNDOING)


@dataclass(frozen=True)
class Outcome:
    """So many rows of one state; of those that were left, for one reason."""

    state: str
    count: int
    why: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return str(RowState(self.state).label)


@dataclass(frozen=True)
class ShownRow:
    """One row of an act. `name` is empty for one that whoever looks does not see: of it nothing is told."""

    pk: int
    state: str
    label: str
    name: str = ""
    address: str = ""
    before: str = ""
    after: str = ""
    why: str = ""


def act_for(pk: int, *, for_user: User) -> BulkAct:
    """Return something done to many rows. Raises BulkAct.DoesNotExist, PermissionDenied."""
    act = BulkAct.objects.select_related("by", "undone_by").get(pk=pk)
    check_can_see_act(for_user, act)
    return act


def phase_of(act: BulkAct) -> ActState:
    """Return what an act is at, or was when it failed: looking, doing or taking back."""
    if act.undone_at is not None:
        return ActState.UNDOING
    return ActState.RUNNING if act.done_at is not None else ActState.PREPARING


def began_by(act: BulkAct) -> int | None:
    """Return the key of whoever began what an act is at."""
    return act.undone_by_id if phase_of(act) == ActState.UNDOING else act.by_id


def done_of(act: BulkAct) -> int:
    """Return how many rows what an act is at has come to; of one that broke off its own count may lag behind. One query."""
    phase = phase_of(act)
    if phase == ActState.PREPARING:
        return 0
    return max(0, act.rows_all - act.rows.filter(state=LEFT_TO_DO[phase]).count())


def broke_off(act: BulkAct, at: datetime) -> bool:
    """Return whether an act failed, or is under way and no worker is at it. One query at most.

    A worker holds the act's lock, which dies with its connection; an order that is younger than a minute may wait its turn.
    """
    if act.state == ActState.FAILED:
        return True
    began = act.undone_at or act.done_at or act.created_at
    if act.state not in BUSY or at - began < UNTAKEN:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s "
            "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK, act.pk],
        )
        return not cursor.fetchone()[0]


def acts_page(*, for_user: User, after: int | None = None, before: int | None = None) -> Page[BulkAct]:
    """Return what somebody did to many rows, the latest first; to administrators what everybody did."""
    check_can_act(for_user)
    found = BulkAct.objects.select_related("by", "undone_by")
    if not for_user.is_administrator:
        found = found.filter(by=for_user)
    if before is not None:
        rows = list(found.filter(pk__gt=before).order_by("pk")[: PAGE + 1])
        return page_of(rows, PAGE, backwards=True, placed=True)
    if after is not None:
        found = found.filter(pk__lt=after)
    return page_of(list(found.order_by("-pk")[: PAGE + 1]), PAGE, backwards=False, placed=after is not None)


def outcomes(act: BulkAct) -> list[Outcome]:
    """Return what became of how many rows, the most first. One query."""
    groups = act.rows.order_by().values("state", "why").annotate(count=Count("pk"))
    found = [Outcome(group["state"], group["count"], group["why"]) for group in groups]
    order = list(RowState)
    return sorted(found, key=lambda each: (order.index(RowState(each.state)), -each.count, each.why))


def rows_page(
    made: BulkAct, act: Act | None, catalogue: Catalogue, *, after: int | None = None, before: int | None = None
) -> Page[ShownRow]:  # fmt: skip
    """Return rows of an act as whoever asks may see them: those that change first seen are in the order of writing."""
    found: Any = made.rows.all()
    backwards = before is not None
    if before is not None:
        found = found.filter(pk__lt=before)
    if after is not None:
        found = found.filter(pk__gt=after)
    rows = list(found.order_by("-pk" if backwards else "pk")[: PAGE + 1])
    read = page_of(rows, PAGE, backwards=backwards, placed=after is not None or backwards)
    kind = catalogue.kind(made.kind)
    things = _things(kind, [row.key for row in read.rows])
    return read.each(lambda row: _shown(row, kind, act, things.get(row.key)))


def _things(kind: Kind, keys: Sequence[int]) -> dict[int, Any]:
    column = _name(kind)
    rows = kind.rows().filter(pk__in=keys).order_by()
    rows = rows.annotate(**column.extra) if column.extra else rows
    rows = rows.select_related(*column.related) if column.related else rows
    return {row.pk: row for row in rows.prefetch_related(*column.fetched)}


def _name(kind: Kind) -> Column:
    """The first column that leads to the record: what it is called."""
    return next(column for column in kind.columns if column.address is not None)


def _shown(row: BulkRow, kind: Kind, act: Act | None, thing: Any) -> ShownRow:
    label = str(RowState(row.state).label)
    if thing is None:
        return ShownRow(row.pk, row.state, label)
    column = _name(kind)
    return ShownRow(
        row.pk, row.state, label, str(column.value(thing)) or "–", column.address(thing) if column.address else "",
        _told(act, row.before), _told(act, row.after), row.why,
    )  # fmt: skip


def _told(act: Act | None, facet: Any) -> str:
    """What an act says of a row, in words; bare where it is no more."""
    if act is None:
        return "" if facet is None else str(facet)
    try:
        return act.told(facet)
    except (ValueError, TypeError, LookupError):
        return "" if facet is None else str(facet)
