"""Which tables and uploads does a study have, and how is a table shown in somebody's language?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import formats

from grappe.apps.studies.enums import ColumnKind, UploadState
from grappe.apps.studies.models import Source, Table, Upload
from grappe.apps.studies.permissions import check_can_view_study, check_can_work_on
from grappe.apps.studies.queries.sheets import letters
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

__all__ = ["letters"]  # how a column of a file is called
PAGE = 50
BUSY = (UploadState.LOOKING, UploadState.IMPORTING)


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column in a language: what it is called, and what its figures are of."""

    label: str
    unit: str
    period: str
    territory: str
    source: Source | None
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A part of a table in a language, each cell as text; `first` is the number of the first row shown."""

    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int
    count: int

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """Return the rows as pairs: the text, and whether it is a number."""
        return [
            [(value, column.is_number) for value, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]

    @property
    def notes(self) -> tuple[ShownColumn, ...]:
        """Return the columns of which there is something to say."""
        return tuple(
            each for each in self.columns if each.unit or each.period or each.territory or each.source
        )


def digest_of(columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]]) -> str:
    """Return the SHA-256 (hex) of a table's column names and rows: the same as long as nobody changes a figure."""
    names = [[column["name"], column["kind"]] for column in columns]
    written = json.dumps([names, rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def tables_of(study: Study) -> list[Table]:
    """Return a study's tables in their order, with their charts, without their rows."""
    return list(study.tables.defer("rows").select_related("drawn_by").prefetch_related("charts"))


def uploads_of(study: Study) -> list[Upload]:
    """Return the uploads that are no tables yet, the latest first."""
    found = study.uploads.exclude(state=UploadState.DONE).select_related("document", "started_by")
    return list(found.defer("preview", "columns"))


def table_for(pk: int, *, for_user: User) -> Table:
    """Return a table with its study; raises Table.DoesNotExist, PermissionDenied."""
    found = Table.objects.select_related("study__lead", "study__theme", "drawn_by").prefetch_related(
        "study__team", "study__clusters", "charts"
    )
    table = found.get(pk=pk)
    check_can_view_study(for_user, table.study)
    return table


def upload_for(pk: int, *, for_user: User) -> Upload:
    """Return an upload with its study, for those who work on it; raises Upload.DoesNotExist, PermissionDenied."""
    found = Upload.objects.select_related(
        "study__lead", "study__theme", "document", "started_by"
    ).prefetch_related("study__team", "study__clusters")
    upload = found.get(pk=pk)
    check_can_work_on(for_user, upload.study)
    return upload


def is_busy(upload: Upload) -> bool:
    """Whether a job is reading the file."""
    return upload.state in BUSY


def sources_of(study: Study) -> list[tuple[int, str]]:
    """Return a study's sources as choices: id, and author, year and title."""
    return [
        (each.pk, " ".join(part for part in (each.author, str(each.year or ""), each.title[:80]) if part))
        for each in study.sources.all()
    ]


def shown_table(table: Table, language: str, *, first: int = 1, most: int = PAGE) -> ShownTable:
    """Return `most` rows of a table from row `first` on, in a language; numbers exact, grouped as one writes there."""
    sources = {each.pk: each for each in Source.objects.filter(study=table.study_id)}
    columns = tuple(shown_column(column, language, sources) for column in table.columns)
    part = table.rows[first - 1 : first - 1 + most]
    rows = tuple(
        tuple(shown_value(value, column, language) for value, column in zip(row, table.columns, strict=True))
        for row in part
    )
    return ShownTable(columns, rows, first, table.row_count)


def shown_column(column: Mapping[str, Any], language: str, sources: Mapping[int, Source]) -> ShownColumn:
    """Return a column in a language: its label there, else as it is called in the file."""
    source = sources.get(column["source"] or 0)
    is_number = column["kind"] == ColumnKind.NUMBER
    about = (column["period"], column["territory"], source, is_number)
    return ShownColumn(bare_label(column, language), unit_of(column, language), *about)


def label_of(column: Mapping[str, Any], language: str) -> str:
    """Return a column's label with its unit, as an axis or a heading has it."""
    label = bare_label(column, language)
    return f"{label} ({column['unit']})" if column["unit"] else label


def unit_of(column: Mapping[str, Any], language: str) -> str:
    """Return a column's unit; what an extract counts is said in each language."""
    spoken = column.get("units")
    return Text.of(spoken).in_language(language) if spoken else column.get("unit") or ""


def bare_label(column: Mapping[str, Any], language: str) -> str:
    """Return a column's label without the unit that parts it from a neighbour of the same name: it is shown beside it."""
    label: str = column["labels"].get(language) or column["name"]
    return label.removesuffix(f" ({column['unit']})") if column.get("unit") else label


def shown_value(value: str | None, column: Mapping[str, Any], language: str) -> str:
    """Return a cell in a language; for a blank one nothing, or the sign of those that are left out ("blank").

    The text columns of an extract hold codes; what these are called stands in the column, frozen like they are.
    """
    kind = column["kind"]
    if value is None or value == "":
        return str(column.get("blank", ""))
    if kind == ColumnKind.NUMBER:
        places = len(value.split(".")[1]) if "." in value else 0
        return formats.number_format(Decimal(value), places, use_l10n=True, force_grouping=True)
    if kind == ColumnKind.DATE:
        return formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT", use_l10n=True)
    return spoken_text(value, column, language)


def spoken_text(value: Any, column: Mapping[str, Any], language: str) -> str:
    """Return what a text cell says: a code of an extract by its words there, others as they are."""
    spoken = column.get("words", {}).get(value)
    return Text.of(spoken).in_language(language) if spoken else str(value)
