"""How is a chart of a table made, changed, put in its place among the others, and removed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import ChartKind, ColumnKind
from grappe.apps.studies.models import Chart, Table
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.figures import label_of
from grappe.apps.studies.queries.written import chart_as_written
from grappe.ui import conflicts, order
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


LONGEST_TITLE = 250
MOST_SERIES = 8
MOST_BARS, MOST_POINTS = 60, 400  # rows that can still be told apart


@dataclass(frozen=True, slots=True)
class ChartDraft:
    """What one says of a chart: its title by language (empty: the table's), and positions of columns from 0 on."""

    kind: str
    along: int
    series: Sequence[int]
    titles: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_chart(*, table: Table, draft: ChartDraft, by: User, at: datetime) -> Chart:
    """Add a chart after the table's others. Raises PermissionDenied, and BadInput for what cannot be one chart."""
    current = _locked(table, by)
    last = current.charts.order_by("-position").values_list("position", flat=True).first()
    chart = Chart(table=current, position=0 if last is None else min(last + 1, 32_000))
    return _written(chart, current, draft, by)


@transaction.atomic
def change_chart(*, chart: Chart, draft: ChartDraft, version: str, by: User, at: datetime) -> Chart:
    """Change a chart. Raises PermissionDenied, BadInput for what cannot be one chart.

    Raises Stale where what stands has another `version` (of `chart_as_written`).
    """
    table = _locked(chart.table, by)
    current = table.charts.get(pk=chart.pk)
    if version != conflicts.version_of(chart_as_written(current)):
        raise Stale(_("Somebody else changed this chart meanwhile. Look at it again first."), current)
    return _written(current, table, draft, by)


@transaction.atomic
def move_chart(*, chart: Chart, up: bool, by: User, at: datetime) -> None:
    """Let a chart change places with its neighbour; at an end nothing happens. Raises PermissionDenied."""
    current = _locked(chart.table, by)
    rows = current.charts.all()
    with pghistory.context(user=by.pk):
        order.exchange(rows, chart, up=up)


@transaction.atomic
def remove_chart(*, chart: Chart, by: User, at: datetime) -> None:
    """Remove a chart; its table stays. Raises PermissionDenied."""
    current = _locked(chart.table, by)
    with pghistory.context(user=by.pk):
        current.charts.get(pk=chart.pk).delete()


def _written(chart: Chart, table: Table, draft: ChartDraft, by: User) -> Chart:
    check_drawable(table, draft)
    chart.titles = words(draft.titles, LONGEST_TITLE)
    chart.kind, chart.along, chart.series = draft.kind, draft.along, list(draft.series)
    with pghistory.context(user=by.pk):
        chart.save()
    return chart


def check_drawable(table: Table, draft: ChartDraft) -> None:
    """Raise BadInput for columns that are no chart: none, not of numbers, of different units, or more than one can see."""
    columns = table.columns
    if draft.kind not in ChartKind.values or not all(
        0 <= n < len(columns) for n in (draft.along, *draft.series)
    ):
        raise BadInput(_("This request cannot be read."))
    if not draft.series:
        raise BadInput(_("Choose at least one column of numbers to be drawn."))
    if draft.along in draft.series or len(set(draft.series)) != len(draft.series):
        raise BadInput(_("The column along the axis cannot be drawn as a series, too."))
    if len(draft.series) > MOST_SERIES:
        raise BadInput(_("A chart has at most %(most)d series.") % {"most": MOST_SERIES})
    drawn = [columns[n] for n in draft.series]
    language = get_language() or "en"
    for column in drawn:
        if column["kind"] != ColumnKind.NUMBER:
            raise BadInput(_("“%(column)s” holds no numbers.") % {"column": label_of(column, language)})
    if len({column["unit"] for column in drawn}) > 1:
        said = "; ".join(label_of(column, language) for column in drawn)
        raise BadInput(
            _(
                "One chart shows one unit, and these columns have several: %(columns)s. Make a chart of each unit."
            )
            % {"columns": said}
        )
    _check_rows(table, draft)


def _check_rows(table: Table, draft: ChartDraft) -> None:
    most = MOST_POINTS if draft.kind == ChartKind.LINE else MOST_BARS
    if table.row_count > most:
        raise BadInput(
            _(
                "The table has %(rows)d rows; this kind of chart can show %(most)d at most. Import a smaller table."
            )
            % {"rows": table.row_count, "most": most}
        )
    if not any(row[n] not in (None, "") for row in table.rows for n in draft.series):
        raise BadInput(_("There is no number in the columns that you have chosen."))


def _locked(table: Table, by: User) -> Table:
    current = Table.objects.select_for_update(of=("self",)).select_related("study").get(pk=table.pk)
    check_can_work_on(by, current.study)
    return current
