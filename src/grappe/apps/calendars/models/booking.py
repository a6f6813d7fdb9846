"""Which times does somebody offer to companies, and who took one?"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from grappe.apps.accounts.enums import Language
from grappe.apps.calendars.enums import BookingLetterKind, BookingState, Country
from grappe.apps.companies.enums import ContactKind
from grappe.engines.kernel import Text
from grappe.ui.letters import LetterBase

USER = settings.AUTH_USER_MODEL


class BookingType(models.Model):
    """What may be booked with somebody or with the first of several who is free: how long, when, where."""

    owner = models.ForeignKey(USER, models.CASCADE, related_name="+")
    hosts: models.ManyToManyField[Any, Any] = models.ManyToManyField(USER, related_name="+")
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    kind = models.CharField(max_length=10, choices=ContactKind.choices, default=ContactKind.VIDEO)
    link = models.CharField(max_length=400, blank=True)  # {id} stands for a word that no other booking has
    place = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    buffer = models.PositiveSmallIntegerField(default=15)  # minutes before and after any other appointment
    notice_hours = models.PositiveSmallIntegerField(default=24)
    days_ahead = models.PositiveSmallIntegerField(default=30)
    most_per_day = models.PositiveSmallIntegerField(null=True)
    zone = models.CharField(max_length=64, default="Europe/Luxembourg")
    country = models.CharField(max_length=2, choices=Country.choices, default=Country.LUXEMBOURG, blank=True)
    hours = models.JSONField(default=dict)  # {"0": [["09:00", "12:00"]]}, Monday is 0
    blocked = models.JSONField(default=list)  # days on which nobody receives: [first, last]
    cluster = models.ForeignKey("clusters.Cluster", models.SET_NULL, null=True, blank=True, related_name="+")
    only_linked = models.BooleanField(default=False)  # by the link of a company only
    active = models.BooleanField(default=True)
    salt = models.CharField(max_length=40)  # a new one stops all links
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(salt=""), name="calendars_type_has_a_salt"),
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=480), name="calendars_type_has_a_length"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.names).in_language("en")


class Booking(models.Model):
    """A time that somebody outside took. Of one host no two overlap: the database refuses it.

    It is a contact where we know the company, else a request that waits for somebody to place it.
    """

    type = models.ForeignKey(BookingType, models.CASCADE, related_name="bookings")
    host = models.ForeignKey(USER, models.CASCADE, related_name="+")
    # What is kept free of other bookings, with the buffer behind it; None once it holds none.
    during = DateTimeRangeField(null=True)
    starts_at, ends_at = models.DateTimeField(), models.DateTimeField()
    state = models.CharField(max_length=9, choices=BookingState.choices, default=BookingState.BOOKED)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices)
    zone = models.CharField(max_length=64)
    link = models.CharField(max_length=500, blank=True)
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey("companies.Contact", models.SET_NULL, null=True, related_name="+")
    booked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # set aside by somebody: no contact comes of it
    closed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["host", "starts_at"], name="calendars_booking_of_host"),
            models.Index(fields=["type", "starts_at"], name="calendars_booking_of_type"),
            models.Index(
                fields=["starts_at"],
                condition=Q(contact=None, closed_at=None),
                name="calendars_booking_waits",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="calendars_one_booking_at_a_time",
                expressions=[(F("host"), RangeOperators.EQUAL), (F("during"), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="calendars_booking_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.BOOKED) | Q(during=None),
                name="calendars_cancelled_holds_no_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BookingLetter(LetterBase):
    """One mail to whoever booked."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=9, choices=BookingLetterKind.choices)

    class Meta(LetterBase.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["booking", "kind", "about"], name="calendars_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "try_at", "id"], name="calendars_letter_next"),
        ]
