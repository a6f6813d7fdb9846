"""Which files may be one company, who decided on it, and what did each merge do?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grappe.apps.duplicates.enums import Done, PairState, RunState

USER = settings.AUTH_USER_MODEL


class Candidate(models.Model):
    """Two files that may be one company: how probably, why, and what somebody said of it."""

    first = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")  # the older file
    second = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(
        default=list
    )  # [{"text": {"en", "fr", "de"}, "weight"}], those that speak for it first
    compared = models.CharField(
        max_length=32
    )  # a digest of what was compared: a decision stands as long as it does
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-probability", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicates_older_file_first"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="duplicates_probability_is_one"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="duplicates_pair_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-probability", "id"], name="duplicates_likeliest_first"),
        ]


@pghistory.track()
class Thresholds(models.Model):
    """From which probability pairs are shown, and from which they are merged by the machine; one row, its history kept."""

    show_from = models.FloatField(default=0.5)
    merge_from = models.FloatField(null=True)  # null: nothing merges by itself
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk=1), name="duplicates_thresholds_once"),
            models.CheckConstraint(
                condition=Q(show_from__gte=0.05, show_from__lte=1), name="duplicates_show_from_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(merge_from__isnull=True) | Q(merge_from__gte=0.9, merge_from__lte=1),
                name="duplicates_merge_from_is_nearly_sure",
            ),
        ]


class Merge(models.Model):
    """Two files became one: the loser is closed and leads to the winner. Undone, it stands with who and when."""

    winner = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")
    loser = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")
    chosen = models.JSONField(default=list)  # names of the fields whose value is the loser's
    left = models.JSONField(default=list)  # [{"model", "key", "why"}]: what the database does not let go
    automatic = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    told = models.JSONField(default=list)  # what had changed when it was undone

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(winner=F("loser")), name="duplicates_merge_of_two"),
        ]


class MergedRow(models.Model):
    """What a merge did to one row, in the order in which it was done; undoing goes the other way."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="rows")
    what = models.CharField(max_length=10, choices=Done.choices)
    model = models.CharField(max_length=80)  # its label, "needs.Need"
    key = models.CharField(max_length=64)
    field = models.CharField(max_length=80, blank=True)  # that led to the loser (moved), or was changed
    before = models.JSONField(
        null=True
    )  # the row as it was (dropped), the value (changed), the key led to (moved)
    after = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class Run(models.Model):
    """A search through all companies: how far it is, and what it found."""

    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.ORDERED)
    step = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    companies = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
