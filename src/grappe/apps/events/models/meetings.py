"""Who takes part in business meetings, what do they offer and seek, and whom do they want to meet?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.enums import HalfDay, OutcomeKind, PlanState, RequestState, Wish, WithdrawnWhy
from grappe.apps.events.models.after import Cooperation
from grappe.apps.events.models.events import Event
from grappe.apps.events.models.registrations import Registration

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class MeetingPlan(models.Model):
    """The business meetings of an event: when requests are taken, and what the timetable must keep to."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="meeting_plan")
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.PREPARING)
    requests_until = models.DateTimeField(_("requests until"), null=True, blank=True)
    most_requests = models.PositiveSmallIntegerField(
        _("requests per participant at most"), default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )  # fmt: skip
    fairness = models.PositiveSmallIntegerField(
        _("difference of breaks at most"), default=2, validators=[MaxValueValidator(20)]
    )
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.event)


@pghistory.track()
class Slot(models.Model):
    """One time at which meetings are held; breaks are what lies between slots."""

    plan = models.ForeignKey(MeetingPlan, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    session = models.PositiveSmallIntegerField(
        _("session"), choices=[(1, _("First session")), (2, _("Second session"))], default=1
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "starts_at"], name="events_slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="events_slot_lasts"),
            models.CheckConstraint(condition=Q(session__in=[1, 2]), name="events_slot_session"),
        ]


@pghistory.track()
class Table(models.Model):
    """One table, or one video room, at which meetings are held."""

    plan = models.ForeignKey(MeetingPlan, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    label = models.CharField(_("label"), max_length=80, blank=True)
    video_link = models.URLField(_("video link"), max_length=500, blank=True)
    lost_from = models.DateTimeField(null=True)  # no longer to be had from this moment on

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="events_table_once"),
        ]

    def __str__(self) -> str:
        return self.label or str(self.number)


@pghistory.track()
class Participant(models.Model):
    """Somebody registered who takes part in the business meetings, with what they offer and seek."""

    plan = models.ForeignKey(MeetingPlan, models.CASCADE, related_name="participants")
    registration = models.OneToOneField(Registration, models.CASCADE, related_name="participant")
    offers = models.TextField(_("what you offer"), blank=True)
    seeks = models.TextField(_("what you seek"), blank=True)
    about = models.CharField(_("your organisation in one sentence"), max_length=300, blank=True)
    shown = models.BooleanField(default=True)  # to the other participants
    withdrawn_at = models.DateTimeField(null=True)  # does not come, or no more: their meetings are taken out
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["registration__organisation", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan", "id"], name="events_participants"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.registration)


@pghistory.track()
class Unavailable(models.Model):
    """A slot in which a participant cannot meet."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="unavailable")
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="unavailable")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participant", "slot"], name="events_unavailable_once"),
        ]


class Proposal(models.Model):
    """A partner proposed to a participant, with the reasons as the engine gave them; made anew by a job."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="proposals")
    partner = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)  # [{"en": …, "fr": …, "de": …}, …]
    dismissed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-score", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participant", "partner"], name="events_proposal_once"),
        ]


@pghistory.track()
class Request(models.Model):
    """One asks another for a meeting; accepted, it is a meeting to be placed."""

    plan = models.ForeignKey(MeetingPlan, models.CASCADE, related_name="requests")
    asker = models.ForeignKey(Participant, models.CASCADE, related_name="asked_for")
    asked = models.ForeignKey(Participant, models.CASCADE, related_name="asked_of")
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.ASKED)
    wish = models.PositiveSmallIntegerField(_("how important"), choices=Wish.choices, default=Wish.WANT)
    answer_wish = models.PositiveSmallIntegerField(choices=Wish.choices, null=True)
    session = models.PositiveSmallIntegerField(_("session"), choices=HalfDay.choices, default=HalfDay.ANY)
    message = models.CharField(_("message"), max_length=500, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    must = models.BooleanField(default=False)  # the organiser wants it placed whatever it costs
    fixed_slot = models.ForeignKey(Slot, models.SET_NULL, null=True, related_name="+")
    fixed_table = models.ForeignKey(Table, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    # Of what was withdrawn: why, by whose going, and how it stood before, so that it can be reopened as it was.
    withdrawn_why = models.CharField(max_length=10, choices=WithdrawnWhy.choices, blank=True)
    withdrawn_by = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")
    stood = models.CharField(max_length=9, choices=RequestState.choices, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(  # one meeting for two, whoever asked
                "plan", Least("asker", "asked"), Greatest("asker", "asked"), name="events_request_once",
                condition=Q(state__in=["asked", "accepted"]),
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="events_request_of_two"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan", "state"], name="events_requests"),
        ]  # fmt: skip


@pghistory.track()
class Precedence(models.Model):
    """A meeting that must be over before another begins."""

    first = models.ForeignKey(Request, models.CASCADE, related_name="followed_by")
    then = models.ForeignKey(Request, models.CASCADE, related_name="follows")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "then"], name="events_precedence_once"),
            models.CheckConstraint(condition=~Q(first=F("then")), name="events_precedence_of_two"),
        ]


@pghistory.track()
class MeetingOutcome(models.Model):
    """What one of the two says came of a meeting."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="outcomes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("what came of it"), max_length=11, choices=OutcomeKind.choices)
    rating = models.PositiveSmallIntegerField(
        _("how useful"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("in your words"), blank=True)
    share = models.BooleanField(default=False)  # the text may be shown to the other side
    reported_at = models.DateTimeField()
    need = models.OneToOneField("needs.Need", models.SET_NULL, null=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.SET_NULL, null=True, related_name="outcomes")

    class Meta:
        ordering: ClassVar[list[str]] = ["-reported_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "participant"], name="events_outcome_once"),
        ]
