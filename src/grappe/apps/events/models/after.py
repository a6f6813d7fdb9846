"""What did an event cost, what did they say of it, and what came of it?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.enums import CooperationState, CostKind, LinkKind
from grappe.apps.events.models.events import Event
from grappe.apps.events.models.registrations import Registration

USER = settings.AUTH_USER_MODEL


class SurveyAnswer(models.Model):
    """What somebody said afterwards; it stays when the attendance list is erased, then nobody's."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="survey_answers")
    registration = models.OneToOneField(
        Registration, models.SET_NULL, null=True, related_name="survey_answer"
    )
    satisfaction = models.PositiveSmallIntegerField(null=True)  # 1 to 5
    recommend = models.PositiveSmallIntegerField(null=True)  # 0 to 10
    answers = models.JSONField(default=dict)  # question id -> answer
    comment = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-answered_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=1, satisfaction__lte=5),
                name="events_satisfaction_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(recommend__isnull=True) | Q(recommend__gte=0, recommend__lte=10),
                name="events_recommend_0_to_10",
            ),
        ]


@pghistory.track()
class Cost(models.Model):
    """One line of an event's budget and account; income counts against the costs."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="costs")
    kind = models.CharField(_("kind"), max_length=13, choices=CostKind.choices)
    label = models.CharField(_("what for"), max_length=200)
    planned_eur = models.DecimalField(
        _("planned (EUR)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    actual_eur = models.DecimalField(
        _("actual (EUR)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(planned_eur__isnull=True) | Q(planned_eur__gte=0))
                & (Q(actual_eur__isnull=True) | Q(actual_eur__gte=0)),
                name="events_costs_not_negative",
            ),
        ]


@pghistory.track()
class Cooperation(models.Model):
    """Two companies that work together, or mean to, because they met."""

    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="cooperations")
    first = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    second = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    title = models.CharField(_("what about"), max_length=200)
    state = models.CharField(
        max_length=10, choices=CooperationState.choices, default=CooperationState.TALKING
    )
    value_eur = models.DecimalField(_("value (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    began_on = models.DateField(_("since"))
    ended_on = models.DateField(null=True)  # the day on which somebody said that it ended or was broken off
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-began_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="events_cooperation_of_two"),
            models.CheckConstraint(
                condition=Q(value_eur__isnull=True) | Q(value_eur__gte=0), name="events_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventLink(models.Model):
    """One thing that came of an event. Ideas are kept as text until the app that matures them takes them up."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=11, choices=LinkKind.choices)
    need = models.ForeignKey("needs.Need", models.CASCADE, null=True, related_name="+")
    contact = models.ForeignKey("companies.Contact", models.CASCADE, null=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.CASCADE, null=True, related_name="links")
    company = models.ForeignKey(
        "companies.Company", models.SET_NULL, null=True, related_name="+"
    )  # an idea's
    idea = models.TextField(blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-linked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="need", need__isnull=False, contact=None, cooperation=None, idea="")
                | Q(kind="contact", contact__isnull=False, need=None, cooperation=None, idea="")
                | Q(kind="cooperation", cooperation__isnull=False, need=None, contact=None, idea="")
                | (Q(kind="idea", need=None, contact=None, cooperation=None) & ~Q(idea="")),
                name="events_link_to_one_thing",
            ),
            models.UniqueConstraint(fields=["event", "need"], name="events_need_linked_once"),
            models.UniqueConstraint(fields=["event", "contact"], name="events_contact_linked_once"),
            models.UniqueConstraint(fields=["event", "cooperation"], name="events_cooperation_linked_once"),
        ]
