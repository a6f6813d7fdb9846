"""How are the words of a study's table changed, its place among the others, and how is it removed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import ColumnKind
from grappe.apps.studies.models import Source, Table
from grappe.apps.studies.permissions import check_can_work_on
from grappe.ui import order
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

LONGEST_TITLE = 250
LONGEST_NOTE = 4_000
LONGEST = {"name": 200, "unit": 40, "period": 60, "territory": 80}
WORDS = ("labels", "unit", "period", "territory", "source")  # of a column that may be changed later


def checked_columns(columns: Sequence[Mapping[str, Any]], study: Study) -> None:
    """Raise BadInput for columns without names or with one name twice, of no kind, with long texts or a strange source."""
    known = set(Source.objects.filter(study=study).values_list("pk", flat=True))
    seen: set[str] = set()
    for column in columns:
        name = " ".join(column["name"].split())
        if not name:
            raise BadInput(_("Each column that is kept needs a name."))
        if name.casefold() in seen:
            raise BadInput(_("Two columns are called “%(name)s”. Rename one.") % {"name": name})
        seen.add(name.casefold())
        if column["kind"] not in ColumnKind.values or (column["source"] and column["source"] not in known):
            raise BadInput(_("This request cannot be read."))
        labels = [("name", text) for text in column["labels"].values()]
        texts = [(field, column[field]) for field in LONGEST]
        for field, text in labels + texts:
            if len(text) > LONGEST[field]:
                raise BadInput(
                    _("Column “%(name)s”: a text is too long: at most %(most)d characters.")
                    % {"name": name[:60], "most": LONGEST[field]}
                )


def next_position(study: Study) -> int:
    """Return the place after the last table of a study."""
    last = Table.objects.filter(study=study).aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, 32_000)


@transaction.atomic
def change_table(
    *, table: Table, titles: Mapping[str, str], notes: Mapping[str, str], columns: Sequence[Mapping[str, Any]],
    version: int, by: User, at: datetime,
) -> Table:  # fmt: skip
    """Change a table's words: title, notes, and each column's labels, unit, period, territory and source; never its rows.

    Raises PermissionDenied, BadInput, and Stale where somebody else changed it meanwhile.
    """
    current = _locked(table, by)
    if current.version != version:
        raise Stale(_("Somebody else changed this table meanwhile. Look at it again first."), current)
    if len(columns) != len(current.columns):
        raise BadInput(_("This request cannot be read."))
    current.titles, current.notes = words(titles, LONGEST_TITLE), words(notes, LONGEST_NOTE)
    if not current.titles:
        raise BadInput(_("A table needs a title in at least one language."))
    current.columns = [
        dict(old) | {word: new[word] for word in WORDS}
        for old, new in zip(current.columns, columns, strict=True)
    ]
    checked_columns(current.columns, current.study)
    return _saved(current, by)


@transaction.atomic
def move_table(*, table: Table, up: bool, by: User, at: datetime) -> None:
    """Let a table change places with its neighbour; at an end nothing happens. Raises PermissionDenied."""
    current = _locked(table, by)
    rows = Table.objects.select_for_update().filter(study=current.study_id).defer("rows")
    with pghistory.context(user=by.pk):
        order.exchange(rows, table, up=up)


@transaction.atomic
def remove_table(*, table: Table, by: User, at: datetime) -> None:
    """Remove a table with its charts. Raises PermissionDenied, and BadInput while a finding rests on it."""
    current = _locked(table, by)
    if current.evidence.exists():
        raise BadInput(_("A finding rests on this table. Take it out of its evidence first."))
    with pghistory.context(user=by.pk):
        current.delete()


def _locked(table: Table, by: User) -> Table:
    current = Table.objects.select_for_update(of=("self",)).select_related("study").get(pk=table.pk)
    check_can_work_on(by, current.study)
    return current


def _saved(table: Table, by: User) -> Table:
    table.version += 1
    with pghistory.context(user=by.pk):
        table.save()
    return table
