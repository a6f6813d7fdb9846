"""Who may be written to about what, which mailings were written, to whom did they go, and what was answered?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from grappe.apps.accounts.enums import Language
from grappe.apps.campaigns.enums import (
    AnswerKind,
    Audience,
    Basis,
    CampaignState,
    LeftOut,
    Purpose,
    RecipientState,
)

USER = settings.AUTH_USER_MODEL
MOST_A_MINUTE = 600


@pghistory.track()
class Address(models.Model):
    """An e-mail address as it was written to or asked about; not tied to a person, so that an import cannot undo it."""

    email = models.EmailField()
    salt = models.CharField(max_length=40)  # of its signed links
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.CharField(max_length=300, blank=True)
    stopped_at = models.DateTimeField(null=True)  # unsubscribed from everything
    mark = models.CharField(
        max_length=64, blank=True, db_index=True
    )  # of who objected and was erased (ui.marks)

    class Meta:
        ordering: ClassVar[list[str]] = ["email"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("email", name="campaigns_address_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="campaigns_address_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email


@pghistory.track()
class Preference(models.Model):
    """Whether an address may be written to for one purpose, why, and since when; its history is kept."""

    address = models.ForeignKey(Address, models.CASCADE, related_name="preferences")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    basis = models.CharField(max_length=12, choices=Basis.choices, blank=True)  # blank: only ever withdrawn
    evidence = models.CharField(max_length=300, blank=True)  # how we know: "said so at the visit of 3 March"
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: they themself
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_them = models.BooleanField(default=False)  # only they can then allow it again

    class Meta:
        ordering: ClassVar[list[str]] = ["address_id", "purpose"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["address", "purpose"], name="campaigns_preference_once"),
            models.CheckConstraint(
                condition=~Q(basis="") | Q(withdrawn_at__isnull=False),
                name="campaigns_preference_has_a_basis",
            ),
        ]


@pghistory.track()
class Campaign(models.Model):
    """A mailing to a segment: what it says, to whom, who approved it, and how far it has gone."""

    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.AIDS)
    opt_in_only = models.BooleanField(default=False)
    audience = models.CharField(max_length=5, choices=Audience.choices, default=Audience.HEADS)
    segment = models.JSONField(default=dict)  # queries.segments.Segment, as its filters
    programme = models.ForeignKey("aids.Programme", models.PROTECT, null=True, related_name="+")
    topic = models.CharField(
        max_length=80, blank=True, db_index=True
    )  # a key of a higher app's (queries.topics)
    # Which kind of times {booking} leads to (a key of a higher app's); null: the oldest that whoever began it offers.
    booking = models.BigIntegerField(null=True)
    subjects = models.JSONField(default=dict)  # language -> text
    texts = models.JSONField(default=dict)
    fallback = models.CharField(max_length=2, choices=Language.choices, blank=True)
    per_minute = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(MOST_A_MINUTE)]
    )
    state = models.CharField(max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=dict)  # what the placeholders stood for when the review was asked for
    digest = models.CharField(max_length=64, blank=True)  # of what was given to review
    approved_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=CampaignState.values), name="campaigns_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(per_minute__gte=1, per_minute__lte=MOST_A_MINUTE), name="campaigns_rate"
            ),
            models.CheckConstraint(  # what goes out is what was approved
                condition=~Q(state__in=["approved", "sending", "paused", "sent"])
                | (~Q(approved_digest="") & Q(approved_digest=models.F("digest"))),
                name="campaigns_only_what_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignChange(models.Model):
    """One change of a campaign's state, by whom and with which comment; `by_user` null is the sending itself."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=10, choices=CampaignState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=CampaignState.choices)
    comment = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()
    by_user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class Recipient(models.Model):
    """One address of a campaign, or somebody of its segment who was left out, and why."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="recipients")
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="recipients")
    company_name = models.CharField(max_length=300)  # as it was on the day of the review
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices)
    basis = models.CharField(max_length=12, choices=Basis.choices, blank=True)
    state = models.CharField(max_length=10, choices=RecipientState.choices, default=RecipientState.WAITING)
    reason = models.CharField(max_length=12, choices=LeftOut.choices, blank=True)
    message_id = models.CharField(max_length=200, blank=True)  # decided before the mail is handed over
    link_salt = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)  # not before
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trail = models.JSONField(default=list)  # what the mail server said, each time: {"at", "text"}

    class Meta:
        ordering: ClassVar[list[str]] = ["company_name", "name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["campaign", "address"],
                condition=~Q(state="left_out"),
                name="campaigns_address_once_a_campaign",
            ),
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="campaigns_message_id_once"
            ),
            models.CheckConstraint(
                condition=Q(state="left_out") ^ Q(reason=""), name="campaigns_left_out_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="left_out") | Q(address__isnull=False),
                name="campaigns_recipient_has_address",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="campaigns_sent_has_its_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["campaign", "state", "id"], name="campaigns_next_to_send"),
            models.Index(fields=["campaign", "claimed_at"], name="campaigns_rate_of_sending"),
        ]


class Picked(models.Model):
    """A company, or one person, put among those whom a draft means, whatever its segment asks for."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="picked")
    company = models.ForeignKey("companies.Company", models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("companies.Person", models.CASCADE, null=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "company"], name="campaigns_company_picked_once"),
            models.UniqueConstraint(fields=["campaign", "person"], name="campaigns_person_picked_once"),
            models.CheckConstraint(
                condition=Q(company__isnull=True) ^ Q(person__isnull=True), name="campaigns_picked_is_one"
            ),
        ]


@pghistory.track()
class Answer(models.Model):
    """What somebody answered by the link in the mail; they may think again, the history is kept."""

    recipient = models.OneToOneField(Recipient, models.CASCADE, related_name="answer")
    kind = models.CharField(max_length=12, choices=AnswerKind.choices)
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    need = models.OneToOneField("needs.Need", models.SET_NULL, null=True, related_name="+")
    contact = models.OneToOneField("companies.Contact", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-answered_at", "-id"]


class Unsubscription(models.Model):
    """Somebody unsubscribed by the link of a campaign's mail: counted with the campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="unsubscriptions")
    address = models.ForeignKey(Address, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "address"], name="campaigns_unsubscribed_once"),
        ]
