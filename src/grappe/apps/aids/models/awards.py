"""Which aid was granted to which company: by whom, under which rule, on which day, how much?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.aids.enums import AwardState, GgeSource, Instrument, LegalBasis
from grappe.apps.aids.models.programmes import Programme

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Award(models.Model):
    """An aid granted to a company, as it was declared or granted; a withdrawn one stays, and counts nowhere.

    `granted_on` is the day on which the legal right to the aid arose: the day that counts, whenever it is paid.
    """

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="awards")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="awards")
    label = models.CharField(max_length=200)
    authority = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=20, choices=LegalBasis.choices)
    article = models.CharField(max_length=40, blank=True)
    granted_on = models.DateField()
    instrument = models.CharField(max_length=20, choices=Instrument.choices)
    nominal_eur = models.DecimalField(max_digits=14, decimal_places=2)
    terms = models.JSONField(default=dict)  # of a loan or guarantee, as typed: what the equivalent comes from
    gge_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    gge_source = models.CharField(max_length=10, choices=GgeSource.choices)
    gge_steps = models.JSONField(
        default=list
    )  # [{"en", "fr", "de"}]: how it was computed on the day of entry
    costs_reference = models.CharField(max_length=120, blank=True)
    costs_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # The most that its scheme allows for these costs, not what was granted: what cumulation is measured against.
    ceiling_pct = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    ceiling_eur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    objective = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    size_class = models.CharField(max_length=10, blank=True)  # of the company on that day; empty: not settled
    state = models.CharField(max_length=10, choices=AwardState.choices)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=60, blank=True)  # where it was entered from, e.g. "roadmaps.aid:12"
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-granted_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(label=""), name="aids_award_has_a_name"),
            models.CheckConstraint(condition=Q(nominal_eur__gt=0), name="aids_award_amount"),
            models.CheckConstraint(
                condition=Q(gge_source=GgeSource.UNKNOWN, gge_eur__isnull=True)
                | (~Q(gge_source=GgeSource.UNKNOWN) & Q(gge_eur__isnull=False, gge_eur__gte=0)),
                name="aids_award_gge_known_or_said_unknown",
            ),
            models.CheckConstraint(
                condition=Q(costs_eur__isnull=True) | Q(costs_eur__gt=0), name="aids_award_costs"
            ),
            models.CheckConstraint(
                condition=(Q(ceiling_pct__isnull=True) | Q(ceiling_pct__gt=0, ceiling_pct__lte=100))
                & (Q(ceiling_eur__isnull=True) | Q(ceiling_eur__gt=0)),
                name="aids_award_ceilings",
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.WITHDRAWN) | ~Q(withdrawn_because=""),
                name="aids_award_withdrawn_says_why",
            ),
            models.UniqueConstraint(
                fields=["origin"], condition=~Q(origin=""), name="aids_award_origin_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-granted_on", "-id"], name="aids_award_keyset"),
            models.Index(fields=["company", "basis", "granted_on"], name="aids_award_ledger"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def counts(self) -> bool:
        """Whether the award stands: a withdrawn one is on file and counts nowhere."""
        return self.state != AwardState.WITHDRAWN

    @property
    def amount_known(self) -> bool:
        return self.gge_eur is not None
