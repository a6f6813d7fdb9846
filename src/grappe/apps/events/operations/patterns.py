"""How is an event taken as the pattern of the next one?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils import timezone

from grappe.apps.events.models import Event, MeetingPlan, Slot, Table
from grappe.apps.events.operations.events import free_slug
from grappe.apps.events.permissions import check_can_add_event

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

AHEAD = timedelta(weeks=4)
KEPT = (
    "kind", "mode", "visibility", "titles", "summaries", "descriptions", "place", "address", "directions",
    "video_link", "capacity", "online_capacity", "waiting_list", "theme", "keep_days", "invented", "reminders",
    "survey_by_itself",
)  # fmt: skip
MOVED = ("starts_at", "ends_at", "registration_from", "registration_until")


@transaction.atomic
def duplicate(*, event: Event, by: User, at: datetime) -> Event:
    """Take an event as the pattern of a new draft: on the same weekday, at least four weeks later and from now.

    Programme, speakers, questions and team come along, the dates of the registration as far before the event as they
    were, and of each line of costs what was planned (where nothing was, what it cost). Of business meetings the rules,
    slots and tables do. People, their requests, timetables and invitations do not. Raises PermissionDenied.
    """
    check_can_add_event(by)
    source = Event.objects.prefetch_related("sessions__speakers", "clusters", "team").get(pk=event.pk)
    weeks = AHEAD
    while source.starts_at + weeks < at + AHEAD:
        weeks += timedelta(weeks=1)
    made = Event(organiser=by, created_at=at, created_by=by, **{name: getattr(source, name) for name in KEPT})
    for name in MOVED:
        moment = getattr(source, name)
        setattr(made, name, moment and _later(moment, weeks))
    made.slug = free_slug(made.titles, made.starts_at)
    with pghistory.context(user=by.pk):
        made.save()
        made.clusters.set(source.clusters.all())
        made.team.set(source.team.all())
        _copy_programme(source, made, weeks)
        _copy_plan(source, made)
        _copy_meetings(source, made, weeks)
    return made


def _later(moment: datetime, weeks: timedelta) -> datetime:
    """Return the same hour on the clock in Luxembourg so many weeks later, whatever summer time does in between."""
    zone = timezone.get_default_timezone()
    return timezone.make_aware(moment.astimezone(zone).replace(tzinfo=None) + weeks, zone)


def _copy_programme(source: Event, made: Event, weeks: timedelta) -> None:
    speakers = {}
    for speaker in source.speakers.all():
        old, speaker.pk, speaker.event = speaker.pk, None, made
        speaker.save()
        speakers[old] = speaker
    for session in source.sessions.all():
        who = [speakers[each.pk] for each in session.speakers.all()]
        session.pk, session.event = None, made
        session.starts_at, session.ends_at = _later(session.starts_at, weeks), _later(session.ends_at, weeks)
        session.save()
        session.speakers.set(who)


def _copy_meetings(source: Event, made: Event, weeks: timedelta) -> None:
    """Prepare the same business meetings again, nothing of them begun; a table lost on the day is there again."""
    plan = MeetingPlan.objects.filter(event=source).first()
    if plan is None:
        return
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    until = plan.requests_until and _later(plan.requests_until, weeks)
    again = MeetingPlan.objects.create(
        event=made, requests_until=until, most_requests=plan.most_requests, fairness=plan.fairness
    )
    for slot in slots:
        slot.pk, slot.plan = None, again
        slot.starts_at, slot.ends_at = _later(slot.starts_at, weeks), _later(slot.ends_at, weeks)
    for table in tables:
        table.pk, table.plan, table.lost_from = None, again, None
    Slot.objects.bulk_create(slots)
    Table.objects.bulk_create(tables)


def _copy_plan(source: Event, made: Event) -> None:
    for question in source.questions.all():
        question.pk, question.event = None, made
        question.save()
    for cost in source.costs.all():
        planned = cost.actual_eur if cost.planned_eur is None else cost.planned_eur
        made.costs.create(kind=cost.kind, label=cost.label, planned_eur=planned)
