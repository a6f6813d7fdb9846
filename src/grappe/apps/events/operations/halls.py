"""How does an organiser set up business meetings: rules, slots, tables, and how far the whole has come?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from grappe.apps.events.enums import PLAN_STEPS, PlanState, TimetableState
from grappe.apps.events.models import Event, MeetingPlan, Slot, Table, Timetable
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.hours import hour
from grappe.apps.events.queries.plans import BY_HAND
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_SLOTS, MOST_TABLES = 60, 300
AT_WORK = (TimetableState.ORDERED, TimetableState.RUNNING, TimetableState.STOPPING)


@dataclass(frozen=True)
class Stretch:
    """One session: from when until when slots of `length` minutes follow each other, `pause` minutes apart."""

    day: date
    begins: time
    ends: time


@transaction.atomic
def begin_meetings(*, event: Event, by: User, at: datetime) -> MeetingPlan:
    """Switch business meetings on for an event and return their plan. Raises BadInput where they are on already."""
    check_can_manage_event(by, event)
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            return MeetingPlan.objects.create(event=event)
    except IntegrityError as twice:
        raise BadInput(_("This event has business meetings already.")) from twice


def take(plan: MeetingPlan, *, by: User, version: int | None = None, layout: bool = False) -> MeetingPlan:
    """Lock a plan for a change, or refuse; call it inside a transaction.

    `layout`: the change moves slots or tables, which a timetable at work or published stands on. Raises
    PermissionDenied, Stale where somebody else changed the plan since `version`, BadInput.
    """
    current = MeetingPlan.objects.select_for_update(of=("self",)).select_related("event").get(pk=plan.pk)
    check_can_manage_event(by, current.event)
    if version is not None and version != current.version:
        raise Stale(_("Somebody else changed these meetings meanwhile. Look at them again first."), current)
    if layout and current.timetables.filter(state__in=AT_WORK).exists():
        raise BadInput(_("A timetable is being computed. Stop it, or wait until it is done."))
    if layout and current.timetables.filter(current=True).exists():
        raise BadInput(
            _("The timetable is published. Take it back first, or enter what happened as a late change.")
        )
    return current


@transaction.atomic
def set_rules(*, plan: MeetingPlan, values: dict[str, Any], version: int, by: User, at: datetime) -> None:
    """Keep until when requests are taken, how many, and how far breaks may differ. Raises Stale, PermissionDenied."""
    current = take(plan, by=by, version=version)
    until = values["requests_until"]
    if until is not None and until > current.event.ends_at:
        raise BadInput(_("Requests are taken until the end of the event at the latest."))
    current.requests_until = until
    current.most_requests, current.fairness = values["most_requests"], values["fairness"]
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()


@transaction.atomic
def step(*, plan: MeetingPlan, to: str, by: User, at: datetime) -> None:
    """Bring the meetings one step on or back by hand. Raises BadInput for a step that does not follow."""
    current = take(plan, by=by)
    if to not in PLAN_STEPS[current.state] or (current.state, to) not in BY_HAND:
        raise BadInput(
            _("The meetings are “%(state)s”: this step does not follow.")
            % {"state": current.get_state_display()}
        )
    if to == PlanState.PUBLISHED and not current.timetables.filter(current=True).exists():
        raise BadInput(_("No timetable is published."))
    current.state = to
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()


# --- Slots ---


def times_of(stretch: Stretch, *, length: int, pause: int) -> list[tuple[datetime, datetime]]:
    """Return the slots of a session, in local time; only those that fit whole."""
    zone = get_current_timezone()
    start = datetime.combine(stretch.day, stretch.begins, tzinfo=zone)
    end = datetime.combine(stretch.day, stretch.ends, tzinfo=zone)
    found: list[tuple[datetime, datetime]] = []
    while start + timedelta(minutes=length) <= end and len(found) <= MOST_SLOTS:
        found.append((start, start + timedelta(minutes=length)))
        start += timedelta(minutes=length + pause)
    return found


@transaction.atomic
def make_slots(
    *, plan: MeetingPlan, sessions: list[Stretch], length: int, pause: int, by: User, at: datetime
) -> int:
    """Make all slots anew from one or two sessions a day, the days in order, and return how many there are.

    On one day the first stretch is the first session and the second the second. Over several days the first session
    is the first day and the second all that follow: a meeting for "the first session" is on the first day.
    Timetables never published go with the slots they stood on. Raises BadInput where a session lies outside the
    event, two overlap, nothing fits, or a published timetable once used the slots.
    """
    current = take(plan, by=by, layout=True)
    a_day = Counter(stretch.day for stretch in sessions)
    if not sessions or max(a_day.values()) > 2 or not 5 <= length <= 240 or not 0 <= pause <= 120:
        raise BadInput(_("One or two sessions, slots of 5 to 240 minutes, pauses of at most 120."))
    rows: list[Slot] = []
    for number, stretch in enumerate(sessions):
        session = 1 if stretch.day == sessions[0].day and (len(a_day) > 1 or not number) else 2
        rows += _slots_of(current, stretch, session, rows, length=length, pause=pause)
    if len(rows) > MOST_SLOTS:
        raise BadInput(
            _("These are %(number)s slots; at most %(n)s can be had. Make them longer, or fewer days.")
            % {"number": len(rows), "n": MOST_SLOTS}
        )
    _inside(current.event, rows[0].starts_at, rows[-1].ends_at)
    _forget_drafts(current)
    with pghistory.context(user=by.pk):
        current.slots.all().delete()
        Slot.objects.bulk_create(rows)
    return len(rows)


def _slots_of(
    plan: MeetingPlan, stretch: Stretch, session: int, before: list[Slot], *, length: int, pause: int
) -> list[Slot]:
    times = times_of(stretch, length=length, pause=pause)
    if not times:
        raise BadInput(
            _("Not one slot fits between %(begins)s and %(ends)s.")
            % {"begins": f"{stretch.begins:%H:%M}", "ends": f"{stretch.ends:%H:%M}"}
        )
    if before and times[0][0] < before[-1].ends_at:
        raise BadInput(_("The second session begins before the first is over."))
    return [Slot(plan=plan, starts_at=a, ends_at=b, session=session) for a, b in times]


@transaction.atomic
def save_slot(
    *, plan: MeetingPlan, slot: Slot | None, values: dict[str, Any], by: User, at: datetime
) -> Slot:
    """Add a slot, or change one. Raises BadInput where it overlaps another or lies outside the event."""
    current = take(plan, by=by, layout=True)
    kept = Slot.objects.get(pk=slot.pk, plan=current) if slot else Slot(plan=current)
    kept.starts_at, kept.ends_at, kept.session = values["starts_at"], values["ends_at"], values["session"]
    if kept.ends_at <= kept.starts_at:
        raise BadInput(_("A slot ends after it begins."))
    _inside(current.event, kept.starts_at, kept.ends_at)
    others = current.slots.exclude(pk=kept.pk)
    clash = others.filter(starts_at__lt=kept.ends_at, ends_at__gt=kept.starts_at).first()
    if clash is not None:
        raise BadInput(_("It overlaps the slot at %(slot)s.") % {"slot": hour(clash)})
    if slot is None and others.count() >= MOST_SLOTS:
        raise BadInput(_("At most %(n)s slots.") % {"n": MOST_SLOTS})
    wrong = Q(starts_at__gt=kept.starts_at, session__lt=kept.session)
    if others.filter(wrong | Q(starts_at__lt=kept.starts_at, session__gt=kept.session)).exists():
        raise BadInput(_("The second session comes after the first: the slots would mix."))
    with pghistory.context(user=by.pk):
        kept.save()
    return kept


@transaction.atomic
def remove_slot(*, slot: Slot, by: User, at: datetime) -> None:
    """Take a slot away. Raises BadInput where a timetable that was published stands on it."""
    current = take(slot.plan, by=by, layout=True)
    _forget_drafts(current, placed=Q(meetings__slot=slot))
    with pghistory.context(user=by.pk):
        Slot.objects.filter(pk=slot.pk, plan=current).delete()


def _inside(event: Event, begins: datetime, ends: datetime) -> None:
    if begins < event.starts_at or ends > event.ends_at:
        raise BadInput(_("All slots lie between the event's beginning and its end."))


def _forget_drafts(plan: MeetingPlan, placed: Q | None = None) -> None:
    """Throw away the timetables that stand on what is taken away; those once published stand in the way."""
    found = plan.timetables.filter(placed if placed is not None else Q(meetings__slot__isnull=False))
    published = found.filter(published_at__isnull=False).order_by("number").first()
    if published is not None:
        raise BadInput(
            _("Timetable %(n)s was published and stands on this: it stays as it was told to people.")
            % {"n": published.number}
        )
    Timetable.objects.filter(pk__in=list(found.values_list("pk", flat=True))).delete()


# --- Tables ---


@transaction.atomic
def set_tables(*, plan: MeetingPlan, number: int, by: User, at: datetime) -> None:
    """Have as many tables as said: further ones are numbered on, the last ones go. Raises BadInput."""
    current = take(plan, by=by, layout=True)
    if not 1 <= number <= MOST_TABLES:
        raise BadInput(_("Between 1 and %(n)s tables.") % {"n": MOST_TABLES})
    standing = list(current.tables.order_by("number"))
    with pghistory.context(user=by.pk):
        for table in standing[number:]:
            _forget_drafts(current, placed=Q(meetings__table=table))
            table.delete()
        last = current.tables.aggregate(last=Max("number"))["last"] or 0
        Table.objects.bulk_create(
            Table(plan=current, number=last + each) for each in range(1, number - len(standing) + 1)
        )


@transaction.atomic
def save_table(*, table: Table, label: str, video_link: str, by: User, at: datetime) -> None:
    """Name a table, or say where its video room is; both show at once, published or not."""
    take(table.plan, by=by)
    table.label, table.video_link = " ".join(label.split())[:80], video_link
    with pghistory.context(user=by.pk):
        table.save(update_fields=["label", "video_link"])


@transaction.atomic
def table_found_again(*, table: Table, by: User, at: datetime) -> None:
    """A lost table is to be had again; the next timetable may use it."""
    take(table.plan, by=by)
    table.lost_from = None
    with pghistory.context(user=by.pk):
        table.save(update_fields=["lost_from"])
