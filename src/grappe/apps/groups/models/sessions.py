"""When does a working group meet, about which points, who was there, and what was put on the table?"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.groups.enums import Answer, MinutesState, PointKind, PointOutcome, Presence, SessionState
from grappe.apps.groups.models.groups import Group
from grappe.apps.groups.models.members import Member

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Session(models.Model):
    """One session of a working group, planned like a contact."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.PLANNED)
    title = models.CharField(_("what about"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    minutes_long = models.PositiveSmallIntegerField(_("minutes"), default=90)
    link = models.URLField(_("video link"), max_length=500, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    message = models.TextField(_("words for the invitation"), blank=True)
    invited_at = models.DateTimeField(null=True)  # when the agenda went out first
    agenda_at = models.DateTimeField(null=True)  # the agenda changed after it went out; nobody is told yet
    minutes_state = models.CharField(max_length=8, choices=MinutesState.choices, default=MinutesState.WRITING)
    proposed_at = models.DateTimeField(null=True)
    reply_until = models.DateField(null=True)  # whoever says nothing by then agrees
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)  # a name: the chair may be from outside
    cancelled_reason = models.CharField(max_length=300, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545: rises with every change sent
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "number"], name="groups_session_number"),
            models.CheckConstraint(
                condition=Q(minutes_long__gte=5, minutes_long__lte=24 * 60), name="groups_session_length"
            ),
            models.CheckConstraint(
                condition=~Q(minutes_state="approved") | Q(approved_at__isnull=False),
                name="groups_approved_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "starts_at"], name="groups_session_day"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.group} · {self.number}"


@pghistory.track()
class Point(models.Model):
    """One point of the agenda, with the time it is given and the minutes that several people write at once."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="points")
    title = models.CharField(_("point"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=PointKind.choices, default=PointKind.DISCUSSION)
    minutes_long = models.PositiveSmallIntegerField(_("minutes"), default=15)
    presenter = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("presented by")
    )
    about = models.TextField(_("what it is about"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # by their page
    text = models.OneToOneField("texts.SharedText", models.PROTECT, related_name="+")  # its minutes
    lists_actions = models.BooleanField(default=False)  # the open actions of the group stand under it
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    outcome = models.CharField(max_length=9, choices=PointOutcome.choices, blank=True)
    begun_at = models.DateTimeField(null=True)  # it is the point of the moment, since then
    gone_seconds = models.PositiveIntegerField(default=0)  # taken before that

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="groups_point_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Attendance(models.Model):
    """A member at a session: what they said to the invitation, and whether they were there."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=6, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)  # why they cannot, who comes for them
    presence = models.CharField(max_length=11, choices=Presence.choices, blank=True)
    represented_by = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["member__name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "member"], name="groups_attendance_once"),
        ]


@pghistory.track()
class Paper(models.Model):
    """A document of a group, perhaps of one session or point. Those of the group alone are for every session."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="papers")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="papers")
    point = models.ForeignKey(Point, models.SET_NULL, null=True, related_name="papers")
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    inside = models.BooleanField(_("for the team only"), default=False)
    put_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="papers")  # by their page
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """Something said in the private discussion of a point; taken back, it keeps its place without its words."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="comments")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    author = models.CharField(max_length=200)
    text = models.TextField()
    said_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["said_at", "id"]
