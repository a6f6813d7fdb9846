"""Which timetables were computed, how good are they, and what stands in each?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.events.enums import TimetableState
from grappe.apps.events.models.meetings import MeetingPlan, Request, Slot, Table

USER = settings.AUTH_USER_MODEL


class Timetable(models.Model):
    """One computation: what was asked, how far it has come, what is proved. None is changed once it is done."""

    plan = models.ForeignKey(MeetingPlan, models.CASCADE, related_name="timetables")
    number = models.PositiveSmallIntegerField()  # 1, 2, … within the plan
    state = models.CharField(max_length=8, choices=TimetableState.choices, default=TimetableState.ORDERED)
    repairs = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repaired_by")
    why = models.CharField(max_length=300, blank=True)  # what the late change was
    fairness = models.PositiveSmallIntegerField()
    time_limit = models.PositiveSmallIntegerField(default=120)  # seconds
    problem = models.JSONField(default=dict)  # the engine's document, as it was asked
    status = models.CharField(
        max_length=10, blank=True
    )  # the engine's: optimal, feasible, infeasible, unknown
    placed = models.PositiveIntegerField(null=True)  # weight, as the engine counts
    placed_bound = models.PositiveIntegerField(null=True)
    breaks = models.PositiveIntegerField(null=True)
    bound = models.PositiveIntegerField(null=True)
    spread = models.PositiveIntegerField(null=True)
    moves = models.PositiveIntegerField(null=True)
    moves_bound = models.PositiveIntegerField(null=True)  # with these slots; null: not looked at
    seconds = models.FloatField(null=True)
    how = models.CharField(max_length=80, blank=True)
    progress = models.JSONField(default=list)  # [{"seconds", "phase", "breaks", "bound", "placed"}, …]
    comparison = models.JSONField(default=dict)  # what self-booking would have given
    changes = models.JSONField(
        default=dict
    )  # of a repair: {"moved": [...], "dropped": [...], "added": [...]}
    message = models.TextField(blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)  # when the worker last said that it lives
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    current = models.BooleanField(default=False)  # the one that participants see

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="events_timetable_number"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(current=True), name="events_one_current_timetable"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["ordered", "running", "stopping"]),
                name="events_one_timetable_at_work",
            ),
            models.CheckConstraint(
                condition=Q(current=False) | Q(state="done", published_at__isnull=False),
                name="events_current_is_published",
            ),
        ]  # fmt: skip


class TimetableMeeting(models.Model):
    """One meeting in a timetable; `slot` null: it could not be placed, and `reason` says why."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="meetings")
    request = models.ForeignKey(Request, models.CASCADE, related_name="placements")
    slot = models.ForeignKey(Slot, models.CASCADE, null=True, related_name="placements")
    table = models.ForeignKey(Table, models.CASCADE, null=True, related_name="placements")
    reason = models.JSONField(default=dict)  # {"en": …, "fr": …, "de": …}

    class Meta:
        ordering: ClassVar[list[str]] = ["slot__starts_at", "table__number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["timetable", "request"], name="events_meeting_once_a_timetable"),
            models.UniqueConstraint(fields=["timetable", "slot", "table"], name="events_table_taken_once"),
            models.CheckConstraint(
                condition=Q(slot__isnull=True, table__isnull=True)
                | Q(slot__isnull=False, table__isnull=False),
                name="events_placed_at_a_table",
            ),
        ]
