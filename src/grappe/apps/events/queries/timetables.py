"""Which timetables were computed for an event, how far is the one at work, and how good are they?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from grappe.apps.events.enums import RequestState, TimetableState
from grappe.apps.events.models import MeetingPlan, Slot, Timetable
from grappe.apps.events.permissions import check_can_view_registrations
from grappe.apps.events.queries.problems import change_of, problem_of, stored

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

LOCK = 7_404  # the first number of the advisory lock that a worker holds; the second is the timetable's id
SILENT = timedelta(minutes=15)  # longer than the longest search: a worker not heard of for so long hangs
UNTAKEN = timedelta(minutes=2)  # so long may an order wait before the page says that no worker takes it


def timetables_of(plan: MeetingPlan, *, for_user: User) -> QuerySet[Timetable]:
    """Return the timetables of a plan, the newest first, with counts; their large columns stay where they are."""
    check_can_view_registrations(for_user)
    return (
        plan.timetables.defer("problem", "progress", "comparison", "changes")
        .select_related("ordered_by", "repairs")
        .annotate(
            number_placed=Count("meetings", filter=Q(meetings__slot__isnull=False)),
            number_all=Count("meetings"),
        )
        .order_by("-number")
    )


def timetable_for(pk: int, *, for_user: User) -> Timetable:
    """Return a timetable with its plan, event and team; raises Timetable.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    return Timetable.objects.select_related("plan__event__organiser", "repairs", "ordered_by").get(pk=pk)


def current_of(plan: MeetingPlan) -> Timetable | None:
    """Return the published timetable, the one that participants see."""
    return plan.timetables.filter(current=True).first()


def worker_is_there(timetable: Timetable, at: datetime) -> bool:
    """Return whether a worker is at it: it holds the timetable's lock, which dies with its connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s "
            "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK, timetable.pk],
        )
        held = bool(cursor.fetchone()[0])
    return held and (timetable.heard_at is None or at - timetable.heard_at < SILENT)


@dataclass(frozen=True)
class Standing:
    """What the page that waits says. `gone`: the worker died. `untaken`: no worker has taken the order."""

    busy: bool
    gone: bool = False
    untaken: bool = False


def standing_of(timetable: Timetable, at: datetime) -> Standing:
    """Return whether a timetable is being computed, and whether somebody is really at it."""
    if timetable.state == TimetableState.ORDERED:
        return Standing(True, untaken=at - timetable.ordered_at > UNTAKEN)
    if timetable.state not in (TimetableState.RUNNING, TimetableState.STOPPING):
        return Standing(False)
    there = worker_is_there(timetable, at)
    if not there:  # it may have ended between the two looks
        timetable.refresh_from_db(fields=["state"])
        there = timetable.state not in (TimetableState.RUNNING, TimetableState.STOPPING)
    return Standing(busy=there, gone=not there)


def slots_with_breaks(plan: MeetingPlan) -> list[tuple[Slot, int]]:
    """Return the slots with the minutes between each and the one before it (0 for the first)."""
    slots = list(plan.slots.order_by("starts_at", "id"))
    found, over = [], None
    for slot in slots:
        found.append((slot, int((slot.starts_at - over).total_seconds() // 60) if over else 0))
        over = slot.ends_at
    return found


def out_of_date(timetable: Timetable) -> list[str]:
    """Return in words what has changed since a timetable was ordered; empty where it is still the question asked."""
    if not timetable.problem:
        return []
    # A repair asks another question than a new timetable would: with its change, and what is over settled.
    change = change_of(timetable.problem)
    now, maps = problem_of(timetable.plan, change, timetable.repairs)
    placed = timetable.meetings.filter(slot__isnull=False).exclude(request__in=maps.requests)
    states = list(placed.values_list("request__state", flat=True))
    over = sum(state != RequestState.ACCEPTED for state in states)
    gone = len(states) - over
    known = set(timetable.problem["maps"]["requests"])
    new = sum(pk not in known for pk in maps.requests)
    found = []
    if over:
        found.append(_("Meetings in it that are no longer agreed: %(n)s.") % {"n": over})
    if gone:
        found.append(_("Meetings in it with somebody who does not come: %(n)s.") % {"n": gone})
    if new:
        found.append(_("Meetings agreed since: %(n)s.") % {"n": new})
    if (
        not found
        and not timetable.repairs_id
        and _question(stored(now, maps)) != _question(timetable.problem)
    ):
        found.append(_("Slots, tables, unavailable times or what you settled have changed since."))
    return found


def _question(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in ("maps", "meetings", "forbidden", "tables", "slots", "morning")}
