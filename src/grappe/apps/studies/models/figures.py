"""Which figures does a study have: tables with unit, period, territory and source for each column, and charts of them?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.studies.enums import ChartKind, Extract, Origin, UploadState
from grappe.apps.studies.models.studies import Study
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track(exclude=["rows"])
class Table(models.Model):
    """A table as it was imported or drawn; its rows never change, its words may.

    `columns` is a list of {"name", "labels", "kind", "unit", "period", "territory", "source" (id or null)}; `rows` a
    list of rows, each a list with a text, a number written exactly (as text), an ISO date, or null for a blank.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="tables")
    titles = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)  # what one must know to read it
    origin = models.CharField(max_length=4, choices=Origin.choices)
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=255, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    digest = models.CharField(
        max_length=64
    )  # SHA-256 of columns' names and rows: a frozen table shows that it is
    extract = models.CharField(max_length=9, choices=Extract.choices, blank=True)
    asked = models.JSONField(default=dict)  # of an extract: what it was narrowed to
    suppressed = models.PositiveIntegerField(
        default=0
    )  # cells left out because too few companies stand behind them
    drawn_at = models.DateTimeField()  # when it was imported or drawn: what it says is as of then
    drawn_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(origin="own", file_name="") & ~Q(extract="") | Q(origin="file", extract=""),
                name="studies_table_comes_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


@pghistory.track()
class Chart(models.Model):
    """A chart of a table: which column along the axis, which ones as series. Its table is always shown with it."""

    table = models.ForeignKey(Table, models.CASCADE, related_name="charts")
    kind = models.CharField(_("kind"), max_length=7, choices=ChartKind.choices, default=ChartKind.BAR)
    titles = models.JSONField(default=dict)  # what one is to see
    along = models.PositiveSmallIntegerField()  # position of the column along the axis
    series = models.JSONField(default=list)  # positions of columns of numbers, of one unit
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


class Upload(models.Model):
    """A file with figures on its way to a table: looked at by a job, given its columns by a person, imported whole."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="uploads")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=UploadState.choices, default=UploadState.LOOKING)
    sheets = models.JSONField(default=list)  # names of an XLSX
    sheet = models.CharField(max_length=120, blank=True)
    header_row = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=list)  # guessed, then as given: like those of a table, with "keep"
    preview = models.JSONField(default=list)  # the first rows
    warnings = models.JSONField(default=list)  # [{"cell", "value", "en", "fr", "de"}]
    options = models.JSONField(default=dict)  # encoding, delimiter, drop_last, has_total, titles, notes
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    message = models.JSONField(default=dict)  # why it was refused, by language
    table = models.ForeignKey(Table, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
