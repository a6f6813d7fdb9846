"""Who comes to an event, who waits for a seat, and how may they reach their own registration without an account?"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from grappe.apps.accounts.enums import Language
from grappe.apps.events.enums import Attendance, LetterKind, RegistrationState
from grappe.apps.events.models.events import Event
from grappe.ui.letters import LetterBase


@pghistory.track()
class Registration(models.Model):
    """Somebody registered for an event; `salt` signs their link, `code` is what their badge shows."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    state = models.CharField(
        max_length=11, choices=RegistrationState.choices, default=RegistrationState.UNCONFIRMED
    )
    attendance = models.CharField(max_length=8, choices=Attendance.choices, default=Attendance.ON_SITE)
    name = models.CharField(max_length=200, blank=True)  # blank once erased
    email = models.EmailField(blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    function = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    recipient = models.ForeignKey(  # the invitation that they followed
        "campaigns.Recipient", models.SET_NULL, null=True, related_name="+"
    )
    by_hand = models.BooleanField(default=False)  # entered by the organiser, or at the door
    answers = models.JSONField(default=dict)  # question id -> answer
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    salt = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545, of their calendar entry
    registered_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)  # the order of the waiting list
    confirmed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)  # of the first check-in
    contact = (
        models.OneToOneField(  # their attendance on the company's timeline, where it is kept as a contact
            "companies.Contact", models.SET_NULL, null=True, related_name="+"
        )
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["registered_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                condition=~Q(email="") & ~Q(state="cancelled"),
                name="events_registered_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="events_registration_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(queued_at__isnull=False),
                name="events_waiting_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", email=""), name="events_erased_is_nobody"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["event", "state", "queued_at", "id"], name="events_waiting_list"),
            models.Index(fields=["company", "-registered_at"], name="events_company"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CheckIn(models.Model):
    """One scan at the door, as a phone made it; phones send it again until they are heard, so its key is unique."""

    key = models.UUIDField(unique=True)  # made by the phone
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="check_ins")
    at = models.DateTimeField()  # on the phone's clock, never later than when it arrived
    received_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=80, blank=True)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(undone_at=None), name="events_in_once_at_a_time"
            ),
        ]


class Letter(LetterBase):
    """One mail to somebody registered: claimed by a row that is committed before the mail is handed over."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)

    class Meta(LetterBase.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["registration", "kind", "about"], name="events_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "try_at", "id"], name="events_letter_next"),
        ]


class Invitation(models.Model):
    """A campaign that invites to an event; the campaign does not know the event (ADR 5)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations")
    campaign = models.OneToOneField("campaigns.Campaign", models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
