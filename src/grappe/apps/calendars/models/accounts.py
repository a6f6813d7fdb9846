"""Which calendars on their own server did somebody connect, and how does the exchange with it stand?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.calendars.enums import AccountState, HappeningKind, Trouble


class Account(models.Model):
    """Somebody's calendar server with their name there; the password is sealed (`queries.sealing`).

    With a `provider`, what is sealed is a right of access that it gave (`ui.oauth.tokens`), made anew before it ends.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    username = models.CharField(max_length=200)
    provider = models.CharField(max_length=40, blank=True)  # at which its owner signed in: then no password
    secret = models.TextField()
    state = models.CharField(max_length=9, choices=AccountState.choices, default=AccountState.CHOOSING)
    titles = models.BooleanField(
        default=False
    )  # of what not everybody reads: does its subject leave the house?
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    told_at = models.DateTimeField(null=True)  # when its owner was written to about them
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)
    done, total = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    connected_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="calendars_account_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=AccountState.values), name="calendars_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(secret=""), name="calendars_account_has_a_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class Calendar(models.Model):
    """A calendar on somebody's server: contacts are written to one at most; any may count as time that is taken."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="calendars")
    href = models.CharField(max_length=500)
    name = models.CharField(max_length=200)
    may_write = models.BooleanField(default=True)
    is_target = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)
    token = models.TextField(blank=True)  # up to where its changes were read
    whole_at = models.DateTimeField(null=True)  # when all of it was read last

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "href"], name="calendars_calendar_once"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_target=True), name="calendars_one_is_written_to"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Busy(models.Model):
    """A time that an entry of somebody's own calendar takes; what it is called is sealed and for them alone."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="busy")
    href = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sealed = models.TextField(blank=True)
    repeats = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["calendar", "starts_at"], name="calendars_busy_when"),
            models.Index(fields=["calendar", "href"], name="calendars_busy_of_entry"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="calendars_busy_has_a_length"
            ),
        ]


class Happening(models.Model):
    """What the exchange with somebody's server did, without the words of any appointment."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="happenings")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=HappeningKind.choices)
    contact = models.ForeignKey("companies.Contact", models.CASCADE, null=True, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="+")
    fields = models.JSONField(default=list)  # names of what moved: when, subject, place, link

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-at"], name="calendars_happened"),
        ]
