"""What is an indicator: its words, its versions in time, its targets, its figures?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language

from grappe.apps.accounts.enums import Role
from grappe.apps.reporting.enums import Chapter, Dimension, Origin, Unit
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Indicator(models.Model):
    """A figure that the initiative answers for. Names are `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    unit = models.CharField(max_length=10, choices=Unit.choices)
    chapter = models.CharField(max_length=20, choices=Chapter.choices)
    owner = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    owner_role = models.CharField(max_length=20, blank=True)  # who answers for it where nobody is named
    source = models.JSONField(default=dict)  # whose requirement it is modelled on: {"title", "url"}
    fewer = models.BooleanField(default=False)  # the lower, the better: the target is a ceiling
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "slug"]

    def __str__(self) -> str:
        return Text.of(self.names).in_language(get_language() or "en")

    @property
    def answering_role(self) -> str:
        """Return as what somebody answers for it, in words: nobody is named."""
        role = self.owner.role if self.owner else self.owner_role
        return str(Role(role).label) if role else ""

    @property
    def answerable(self) -> str:
        """Return who answers for it: by name, or else as what."""
        return self.owner.name if self.owner else self.answering_role


@pghistory.track(exclude=["computed_at"])
class Version(models.Model):
    """What an indicator counted from one day to another, in words and as a query: days inclusive, open at the end or not."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    definitions = models.JSONField()  # in words, by language
    query = models.JSONField()  # the tree of `engines.indicators`
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    computed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="reporting_version_in_order",
            ),
            ExclusionConstraint(
                name="reporting_versions_apart",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "valid_from",
                            "valid_until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


@pghistory.track()
class Target(models.Model):
    """What a figure is to be in a year."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: the catalogue

    class Meta:
        ordering: ClassVar[list[str]] = ["year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["indicator", "year"], name="reporting_target_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="reporting_target_not_negative"),
        ]


class Value(models.Model):
    """One figure of one version, as the last computation found it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    key = models.CharField(max_length=80, blank=True)
    value = models.FloatField()
    records = models.PositiveIntegerField()
    companies = models.PositiveIntegerField()
    shown = models.BooleanField(default=False)  # to whoever may not open all behind it (`queries.release`)
    computed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["year", "dimension", "key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "year", "dimension", "key"], name="reporting_value_once"
            ),
        ]
