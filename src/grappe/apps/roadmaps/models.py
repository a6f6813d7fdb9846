"""What will a company do, by when, with which aid, and how do we follow it?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.roadmaps.enums import AidState, CadenceUnit
from grappe.ui.custom import custom_values, is_an_object

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Roadmap(models.Model):
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="roadmaps")
    title = models.CharField(_("title"), max_length=200)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    feed_salt = models.CharField(max_length=40)  # of the calendar feed's secret address
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""),
                name="roadmaps_closing_tells_the_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Step(models.Model):
    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="steps")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    owner = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    owner_name = models.CharField(_("who does it"), max_length=200, blank=True)
    start = models.DateField(_("start"))
    end = models.DateField(_("end (inclusive)"))
    started_on = models.DateField(_("started on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    obstacle = models.CharField(_("what is in the way"), max_length=200, blank=True)
    cost_eur = models.DecimalField(_("cost (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True)
    expected_aid_eur = models.DecimalField(
        _("expected aid (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    custom = custom_values()
    match = models.ForeignKey("matches.Match", models.SET_NULL, null=True, blank=True, related_name="+")
    depends_on = models.ManyToManyField("self", symmetrical=False, related_name="dependents", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["start", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="roadmaps_step_ends_after_start"),
            models.CheckConstraint(
                condition=(Q(cost_eur__isnull=True) | Q(cost_eur__gte=0))
                & (Q(expected_aid_eur__isnull=True) | Q(expected_aid_eur__gte=0)),
                name="roadmaps_step_amounts_not_negative",
            ),
            models.UniqueConstraint(
                fields=["roadmap", "match"], condition=Q(match__isnull=False), name="roadmaps_step_match_once"
            ),
            is_an_object("roadmaps_step_custom"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AidRequest(models.Model):
    """One aid on the way: requested, obtained or refused, paid, with amounts and days."""

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="aids")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, related_name="aids")
    programme = models.ForeignKey("aids.Programme", models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("aid"), max_length=200)
    state = models.CharField(max_length=10, choices=AidState.choices, default=AidState.PLANNED)
    requested_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    obtained_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    paid_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    requested_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=AidState.PLANNED)
                | Q(requested_on__isnull=False, requested_eur__isnull=False, requested_eur__gte=0),
                name="roadmaps_aid_requested_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AidState.OBTAINED, AidState.PAID])
                | Q(decided_on__isnull=False, obtained_eur__isnull=False, obtained_eur__gte=0),
                name="roadmaps_aid_obtained_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=AidState.REFUSED) | Q(decided_on__isnull=False),
                name="roadmaps_aid_refused_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=AidState.PAID)
                | Q(paid_on__isnull=False, paid_eur__isnull=False, paid_eur__gte=0),
                name="roadmaps_aid_paid_says_what_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class FollowUp(models.Model):
    """How often we speak with a company, and who does."""

    company = models.OneToOneField("companies.Company", models.CASCADE, related_name="follow_up")
    every = models.PositiveSmallIntegerField(_("every"), default=6)
    unit = models.CharField(_("unit"), max_length=6, choices=CadenceUnit.choices, default=CadenceUnit.MONTHS)
    since = models.DateField(_("followed since"))
    owner = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    paused_until = models.DateField(_("paused until"), null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(every__gte=1, every__lte=60), name="roadmaps_cadence"),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.every} {self.get_unit_display()}"
