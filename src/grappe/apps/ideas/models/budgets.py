"""What does a flagship project cost each partner by year, and who pays for it? The totals of both must agree."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.enums import Source
from grappe.apps.ideas.models.flagships import Partner


@pghistory.track()
class CostLine(models.Model):
    """What one partner spends in one year on one category of costs (of the aids engine; `other` is in none)."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="costs")
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category of costs"), max_length=40)
    eur = models.DecimalField(_("amount"), max_digits=13, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["year", "category"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "year", "category"], name="ideas_cost_once"),
            models.CheckConstraint(condition=Q(eur__gt=0), name="ideas_cost_positive"),
        ]


@pghistory.track()
class BudgetLine(models.Model):
    """What pays for a partner's costs in one year, from one source."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    eur = models.DecimalField(_("amount"), max_digits=13, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["year", "source"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "year", "source"], name="ideas_budget_once"),
            models.CheckConstraint(condition=Q(eur__gt=0), name="ideas_budget_positive"),
        ]
