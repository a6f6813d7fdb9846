"""What is an event: when and where, in which languages, with which programme, and what is asked of who registers?"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.enums import EventKind, EventMode, EventState, QuestionKind, Stage, Visibility
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


def usual_reminders() -> list[int]:
    """Return how many days before an event everybody is reminded, unless its organiser says otherwise."""
    return [7, 1]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Event(models.Model):
    """An event in up to three languages; its texts are `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices, default=EventKind.THEMATIC)
    mode = models.CharField(_("mode"), max_length=8, choices=EventMode.choices, default=EventMode.ON_SITE)
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    visibility = models.CharField(
        _("who may come"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    titles = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address of the place"), max_length=300, blank=True)
    directions = models.JSONField(default=dict)  # how to get there, in each language
    video_link = models.URLField(_("video link"), max_length=500, blank=True)  # only for who is registered
    capacity = models.PositiveIntegerField(_("seats on site"), null=True, blank=True)  # null: no limit
    online_capacity = models.PositiveIntegerField(_("seats online"), null=True, blank=True)
    waiting_list = models.BooleanField(_("waiting list when full"), default=True)
    registration_from = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_until = models.DateTimeField(_("registration closes"), null=True, blank=True)
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    theme = models.ForeignKey(
        "clusters.Theme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    organiser = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("organiser"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("team")
    )
    reminders = models.JSONField(default=usual_reminders)  # days before, to those with a seat
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of the calendar entry
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545: rises with every change sent
    invented = models.BooleanField(default=False)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    results = models.TextField(_("what came of it"), blank=True)  # the organiser's own words, afterwards
    keep_days = models.PositiveSmallIntegerField(_("days the attendance list is kept"), default=180)
    survey_by_itself = models.BooleanField(
        default=True
    )  # the survey goes out the day after without being sent
    erased_at = models.DateTimeField(null=True)  # when the list was made anonymous
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="events_ends_after_start"),
            models.CheckConstraint(condition=~Q(titles={}), name="events_event_has_a_title"),
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="events_state_is_known"),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


@pghistory.track()
class Speaker(models.Model):
    """Somebody who speaks at an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Session(models.Model):
    """One part of an event's programme."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    titles = models.JSONField(default=dict)
    abstracts = models.JSONField(default=dict)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    speakers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        Speaker, related_name="sessions", blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)  # among those that begin at the same time

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="events_session_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


@pghistory.track()
class Question(models.Model):
    """What the organiser asks of whoever registers, or afterwards in the survey."""

    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.REGISTRATION)
    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    labels = models.JSONField(default=dict)
    kind = models.CharField(max_length=10, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    choices = models.JSONField(default=list)  # [{"en": …, "fr": …, "de": …}, …]; an answer is the position
    required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
