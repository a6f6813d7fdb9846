"""In what do two timetables differ, and what would people have got who book their slots themselves?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.events.models import Request, Slot, Table, Timetable, TimetableMeeting


@dataclass(frozen=True)
class Stand:
    """Where a meeting stands: the ids of its slot and table."""

    slot: int
    table: int


def stands_of(timetable: Timetable) -> dict[int, Stand | None]:
    """Return where each meeting of a timetable stands, by its request; None where it has no place. One query."""
    rows = timetable.meetings.values_list("request_id", "slot_id", "table_id")
    return {
        request: Stand(slot, table) if slot is not None and table is not None else None
        for request, slot, table in rows
    }


def differences(before: dict[int, Stand | None], after: dict[int, Stand | None]) -> dict[str, Any]:
    """Return what a repair changed: `moved` (to another slot), `tables` (only the table), `dropped`, `added`.

    Each entry has the id of its request, and where it stood or stands as [slot, table].
    """
    found: dict[str, list[Any]] = {"moved": [], "tables": [], "dropped": [], "added": []}
    for request in sorted(before.keys() | after.keys()):
        was, now = before.get(request), after.get(request)
        if was is None and now is not None:
            found["added"].append({"request": request, "to": [now.slot, now.table]})
        elif was is not None and now is None:
            found["dropped"].append({"request": request, "from": [was.slot, was.table]})
        elif was is not None and now is not None and was != now:
            kind = "moved" if was.slot != now.slot else "tables"
            entry = {"request": request, "from": [was.slot, was.table], "to": [now.slot, now.table]}
            found[kind].append(entry)
    return found


@dataclass(frozen=True)
class Line:
    """One change in words: who meets whom, where it stood, where it stands, and why it has no place."""

    meeting: Any  # the request with both sides
    was_slot: Any = None
    was_table: Any = None
    slot: Any = None
    table: Any = None
    reason: dict[str, str] | None = None


def lines_of(timetable: Timetable) -> dict[str, list[Line]]:
    """Return the changes of a repair with their rows, in the order of time; five queries."""
    changes: dict[str, list[dict[str, Any]]] = timetable.changes or {}
    wanted = {entry["request"] for kind in changes.values() for entry in kind}
    requests = Request.objects.select_related("asker__registration", "asked__registration").in_bulk(wanted)
    slots = {slot.pk: slot for slot in Slot.objects.filter(plan=timetable.plan_id)}
    tables = {table.pk: table for table in Table.objects.filter(plan=timetable.plan_id)}
    why = dict(
        TimetableMeeting.objects.filter(timetable=timetable, slot__isnull=True).values_list(
            "request_id", "reason"
        )
    )

    def line(entry: dict[str, Any]) -> Line | None:
        if entry["request"] not in requests:
            return None
        was, now = entry.get("from", (None, None)), entry.get("to", (None, None))
        return Line(
            requests[entry["request"]], slots.get(was[0]), tables.get(was[1]), slots.get(now[0]),
            tables.get(now[1]), why.get(entry["request"]),
        )  # fmt: skip

    return {
        kind: [found for found in map(line, entries) if found is not None]
        for kind, entries in changes.items()
    }


@dataclass(frozen=True)
class Compared:
    """This timetable beside self-booking: meetings without a place, and breaks (of self-booking, means)."""

    unplaced: int
    breaks: int
    own_unplaced: float
    own_breaks: float
    orders: int
    meetings: int

    @property
    def share(self) -> float:
        """Of 100 agreed meetings, so many find no slot when people book themselves."""
        return 100 * self.own_unplaced / self.meetings if self.meetings else 0.0

    @property
    def chart(self) -> dict[str, Any]:
        """Return the bars: both ways side by side, the same figures as in the table."""
        ways = (
            (_("This timetable"), "#6b2fa0", [self.unplaced, self.breaks]),
            (_("Everybody books alone"), "#c2571a", [round(self.own_unplaced, 1), round(self.own_breaks, 1)]),
        )
        return {
            "grid": {"left": 8, "right": 32, "top": 40, "bottom": 8, "containLabel": True},
            "legend": {"top": 0, "left": 0},
            "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
            "xAxis": {"type": "value"},
            "yAxis": {
                "type": "category", "inverse": True, "data": [_("Meetings without a place"), _("Breaks")],
            },
            "series": [
                {
                    "name": name, "type": "bar", "data": data, "itemStyle": {"color": colour},
                    "label": {"show": True, "position": "right"},
                }
                for name, colour, data in ways
            ],
        }  # fmt: skip


def compared(timetable: Timetable, *, placed: int, unplaced: int) -> Compared | None:
    """Return the comparison that was kept with a timetable; None where there is none."""
    kept = timetable.comparison
    if not kept or timetable.breaks is None:
        return None
    return Compared(
        unplaced=unplaced, breaks=timetable.breaks, own_unplaced=float(kept["unplaced_mean"]),
        own_breaks=float(kept["breaks_mean"]), orders=int(kept["orders"]), meetings=placed + unplaced,
    )  # fmt: skip
