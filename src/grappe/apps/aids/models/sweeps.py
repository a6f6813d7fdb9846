"""What did a sweep find: each run, its programmes with their counts, and who may have which aid?

Counts of every run stay. Rows of companies stay for the last few runs only: an eligible or undetermined company
takes one narrow row, a refused one none.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from grappe.apps.aids.enums import SizeClass, SweepState, SweptVerdict
from grappe.engines.kernel import Text

ACTIVE = (SweepState.WAITING, SweepState.RUNNING)


class SweepRun(models.Model):
    """Every company against every programme that is not closed, as of a day."""

    on = models.DateField()
    catalogue = models.CharField(max_length=80, blank=True)  # the catalogue's slug; empty: the home catalogue
    digest = models.CharField(max_length=64, blank=True)  # of the catalogue that was swept
    state = models.CharField(max_length=10, choices=SweepState.choices, default=SweepState.WAITING)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # compared with
    companies_total = models.PositiveIntegerField(default=0)
    companies_done = models.PositiveIntegerField(default=0)
    companies_unread = models.PositiveIntegerField(default=0)  # facts that the engine could not read
    last_company = models.BigIntegerField(default=0)  # the highest id done: a run goes on after it
    companies_eligible = models.PositiveIntegerField(default=0)  # for one programme at least
    companies_newly = models.PositiveIntegerField(default=0)
    has_rows = models.BooleanField(default=True)  # False once the rows of companies were thrown away
    seconds_reading = models.FloatField(default=0)
    seconds_judging = models.FloatField(default=0)
    seconds_writing = models.FloatField(default=0)
    message = models.TextField(blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["catalogue"], condition=Q(state__in=ACTIVE), name="aids_sweep_one_at_a_time"
            ),
        ]

    @property
    def seconds(self) -> float:
        """How long the work took, waiting left aside."""
        return self.seconds_reading + self.seconds_judging + self.seconds_writing


class SweptProgramme(models.Model):
    """One programme in one run: the version used, its criteria in the order of the mask's bits, its counts."""

    id = models.AutoField(primary_key=True)  # four bytes: it stands in every row
    run = models.ForeignKey(SweepRun, models.CASCADE, related_name="programmes")
    slug = models.SlugField(max_length=80)
    name = models.JSONField()
    version = models.CharField(max_length=80)
    open = models.BooleanField(null=True)  # on the day; None where the catalogue cannot say
    closes = models.DateField(null=True)  # the last day of applications, where it is known
    criteria = models.JSONField(default=list)  # bit i of a mask is criteria[i]
    company_bits = models.BigIntegerField(
        default=0
    )  # the mask of the criteria that are about the company itself
    questions = models.JSONField(default=list)  # what would settle most companies, the best first
    by_cluster = models.JSONField(
        default=dict
    )  # cluster's slug -> [eligible, undetermined, newly, company fits]
    eligible = models.PositiveIntegerField(default=0)
    undetermined = models.PositiveIntegerField(default=0)
    not_eligible = models.PositiveIntegerField(default=0)
    newly = models.PositiveIntegerField(default=0)
    company_fits = models.PositiveIntegerField(
        default=0
    )  # undetermined: only the project's questions are open

    class Meta:
        ordering: ClassVar[list[str]] = ["slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "slug"], name="aids_swept_programme_once"),
        ]

    def __str__(self) -> str:
        return Text.of(self.name).in_language(get_language() or "en")


class SweepResult(models.Model):
    """A company that may have an aid, or may turn out to: eligible or undetermined, and why, in two masks.

    A mask's bit 63 is the sign, as PostgreSQL has no unsigned numbers.
    """

    pk = models.CompositePrimaryKey("programme_id", "company_id")
    # Without the database's own check of each row: two checks a row took longer than the sweep itself, and a
    # company that goes while a sweep is under way must not break it. Joins leave such a row out.
    programme = models.ForeignKey(
        SweptProgramme, models.CASCADE, related_name="results", db_index=False, db_constraint=False
    )
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="+", db_constraint=False)
    verdict = models.PositiveSmallIntegerField(choices=SweptVerdict.choices)
    size = models.PositiveSmallIntegerField(choices=SizeClass.choices, default=SizeClass.UNKNOWN)
    newly = models.BooleanField(default=False)  # eligible now and not in the run before
    since = models.DateField(null=True)  # eligible since the run of this day; None: as long as there are runs
    not_met = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "company"], condition=Q(newly=True), name="aids_swept_newly"),
        ]


class SweepExport(models.Model):
    """A filtered list of companies on its way into a workbook, for whoever ordered it."""

    programme = models.ForeignKey(SweptProgramme, models.CASCADE, related_name="+")
    filters = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="en")  # of the columns
    state = models.CharField(max_length=10, choices=SweepState.choices, default=SweepState.WAITING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=60, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
