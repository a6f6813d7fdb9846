"""Which files may be one company, and which entries one person; who decided on it, and what did each merge do?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grappe.apps.duplicates.enums import Done, PairKind, PairState, RunState

USER = settings.AUTH_USER_MODEL


class Pair(models.Model):
    """Two rows that may be one: how probably, why, and what somebody said of it."""

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
        abstract = True
        ordering: ClassVar[list[str]] = ["-probability", "id"]


class Candidate(Pair):
    """Two files that may be one company."""

    first = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")  # the older file
    second = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")

    class Meta(Pair.Meta):
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


class PersonCandidate(Pair):
    """Two entries, of one company or of two, that may be one person.

    Without a rule of the database that both are there: of two that were made one, one is gone until that is taken back.
    """

    first = models.ForeignKey("companies.Person", models.CASCADE, related_name="+", db_constraint=False)
    second = models.ForeignKey("companies.Person", models.CASCADE, related_name="+", db_constraint=False)

    class Meta(Pair.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicates_older_person_first"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1),
                name="duplicates_person_probability_is_one",
            ),
            models.UniqueConstraint(fields=["first", "second"], name="duplicates_person_pair_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-probability", "id"], name="duplicates_likeliest_person"),
        ]


@pghistory.track()
class Thresholds(models.Model):
    """From which probability pairs are shown, and from which they are merged by the machine; one row, its history kept."""

    show_from = models.FloatField(default=0.5)
    merge_from = models.FloatField(null=True)  # null: nothing merges by itself
    undo_months = models.PositiveSmallIntegerField(default=12)  # how long a merge can be taken back
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
            models.CheckConstraint(
                condition=Q(undo_months__gte=1, undo_months__lte=60), name="duplicates_undo_is_a_time"
            ),
        ]


class Merge(models.Model):
    """Two files became one: the loser is closed and leads to the winner. Undone, it stands with who and when.

    Of two people, `winner` and `loser` are their companies, which may be one; `kept` is who went on, `gone` who is no more.
    """

    kind = models.CharField(max_length=10, choices=PairKind.choices, default=PairKind.COMPANY)
    kept = models.BigIntegerField(null=True)
    gone = models.BigIntegerField(null=True)
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
    ended_at = models.DateTimeField(
        null=True
    )  # since then it cannot be undone: what was kept for that is no more

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind=PairKind.COMPANY, kept=None, gone=None) & ~Q(winner=F("loser"))
                | Q(kind=PairKind.PERSON, kept__isnull=False, gone__isnull=False) & ~Q(kept=F("gone")),
                name="duplicates_merge_of_two",
            ),
        ]


class MergedRow(models.Model):
    """What a merge did to one row, in the order in which it was done; undoing goes the other way.

    What it keeps of somebody says of whom: by `person` (who went on), or by the name and address that stood in the row. Erasing
    them, and the end of the time in which a merge can be undone, empty `before` and `after`.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="rows")
    what = models.CharField(max_length=10, choices=Done.choices)
    model = models.CharField(max_length=80)  # its label, "needs.Need"
    key = models.CharField(max_length=64)
    field = models.CharField(max_length=80, blank=True)  # that led to the loser (moved), or was changed
    before = models.JSONField(
        null=True
    )  # the row as it was (dropped), the value (changed), the key led to (moved)
    after = models.JSONField(null=True)
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=300, blank=True, default="", db_default="")
    email = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    @property
    def is_empty(self) -> bool:
        """Whether what it kept is no more."""
        return self.what != Done.MOVED and self.before is None and self.after is None


class Run(models.Model):
    """A search through all companies: how far it is, and what it found."""

    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.ORDERED)
    step = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    companies = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
