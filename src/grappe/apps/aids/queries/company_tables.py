"""Which aids may the companies of a Parquet file have? Read in parts, swept, written in parts: memory stays flat."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from grappe.apps.aids.queries.file_faults import faults_of
from grappe.engines.eligibility import Catalogue
from grappe.engines.eligibility.sweep import Checker, Sweep, Swept, known_columns
from grappe.engines.eligibility.sweep.answers import (
    TALLY,
    answer_columns,
    answers,
    labels_of,
    summed,
    tally,
)
from grappe.engines.eligibility.sweep.checked import ID_COLUMNS
from grappe.ui.commands import BadFile

COMPANIES_AT_ONCE = 1 << 18
PAIRS_AT_ONCE = 8_000_000  # of a company and a programme, while answers are written


@dataclass
class Tally:
    """What the sweep of a whole file found, added up part by part (`sweep.answers.tally`)."""

    table: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TALLY))
    companies: int = 0
    remarks: dict[str, None] = field(default_factory=dict)

    def add(self, sweep: Sweep, swept: Swept) -> None:
        """Add the answers of one block."""
        self.companies += swept.rows
        self.table = summed(pl.concat([self.table, tally(sweep, swept)]))


class CompanyTable:
    """A Parquet file of companies, one a row, with the columns of a company's document (facts as columns)."""

    def __init__(self, path: Path, catalogue: Catalogue) -> None:
        """Look at the file. Raises BadFile where it cannot be read, or holds nothing that can be."""
        self.path = path
        self._catalogue = catalogue
        self._schema = _schema(path)
        self._known, self.unknown = columns_of(path, self._schema, catalogue)
        self.rows = self._reading(lambda: int(pl.scan_parquet(path).select(pl.len()).collect().item()))
        if not self.rows:
            raise BadFile(path, "holds no company")
        self.label = next((name for name in ID_COLUMNS if name in self._schema), None)

    def _reading(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise BadFile(self.path, f"cannot be read to its end: {str(fault).splitlines()[0]}") from fault

    def blocks(
        self, found: Tally, at_once: int = COMPANIES_AT_ONCE
    ) -> Iterator[tuple[pl.Series, pl.DataFrame]]:
        """Yield what the companies are called, and their facts in the form that is compared, in parts.

        Raises BadFile naming row and column.
        """
        found.remarks.update(
            dict.fromkeys(f"column {name}: unknown name, left aside" for name in self.unknown)
        )
        checker = Checker(self._catalogue, self._known)
        wanted = [*self._known, *([self.label] if self.label else [])]
        # A slice at a time, not Polars' own stream of batches, which reads far ahead of who takes them: 1 GB for 480 MB.
        table = pl.scan_parquet(self.path).select(wanted)
        for first in range(0, self.rows, at_once):
            part = self._reading(table.slice(first, at_once).collect)
            with faults_of(self.path):
                checked = checker.block(part, first)
            found.remarks.update(dict.fromkeys(checked.remarks))
            yield labels_of(part, first), checked.frame


def _schema(path: Path) -> dict[str, Any]:
    try:
        if path.is_dir():
            raise BadFile(path, "is a folder, not a file")
        if not path.stat().st_size:
            raise BadFile(path, "is empty")
        return dict(pl.read_parquet_schema(path))
    except OSError as fault:
        raise BadFile(path, os.strerror(fault.errno) if fault.errno else "cannot be read") from fault
    except ValueError as fault:  # a path with a NUL character
        raise BadFile(path, "is not the name of a file") from fault
    except pl.exceptions.PolarsError as fault:
        raise BadFile(path, "is not Parquet") from fault


def columns_of(
    path: object, schema: dict[str, Any], catalogue: Catalogue
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the columns of a table that can be read, and the names nobody knows. Raises BadFile where there are none."""
    with faults_of(path):
        known, unknown = known_columns(schema, catalogue)
    if not known:
        raise BadFile(path, "has no column of a company (country, commune, nace, founded, headcount, …)")
    return known, unknown


def sweep_table(
    table: CompanyTable,
    sweep: Sweep,
    out: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Tally:
    """Return what the sweep of a whole table found; write each answer to the Parquet file `out`.

    `progress` is told how many companies are done. Raises BadFile; then `out` is as it was before.
    """
    found = Tally()
    if out is None:
        for _, frame in table.blocks(found):
            found.add(sweep, sweep.run(frame))
            progress(found.companies)
    else:
        _write(out, _answers(table, sweep, found, progress), sweep)
    return found


def _answers(
    table: CompanyTable, sweep: Sweep, found: Tally, progress: Callable[[int], None]
) -> Iterator[pl.DataFrame]:
    at_once = max(64, min(COMPANIES_AT_ONCE, PAIRS_AT_ONCE // max(1, len(sweep.programmes))))
    for labels, frame in table.blocks(found, at_once):
        swept = sweep.run(frame)
        yield from answers(sweep, swept, labels)
        found.add(sweep, swept)
        progress(found.companies)


def _write(out: Path, parts: Iterator[pl.DataFrame], sweep: Sweep) -> None:
    """Write a Parquet file part by part: beside its place first, so that nothing is ever half written."""
    failed: list[BaseException] = []

    def each(columns: Any, predicate: Any, most: Any, at_once: Any) -> Iterator[pl.DataFrame]:
        try:
            yield from parts
        except BaseException as fault:  # Polars would put it into words of its own
            failed.append(fault)
            raise

    partial = out.with_name(f".{out.name}.part")
    try:
        rows = register_io_source(each, schema=answer_columns(sweep), is_pure=True)
        rows.sink_parquet(partial, metadata=_metadata(sweep))
        os.replace(partial, out)
    except BaseException as fault:
        partial.unlink(missing_ok=True)
        if failed:
            raise failed[0] from None
        if isinstance(fault, OSError | pl.exceptions.PolarsError):
            raise BadFile(out, f"cannot be written: {str(fault).splitlines()[0]}") from fault
        raise


def _metadata(sweep: Sweep) -> dict[str, str]:
    """Return what a reader of the answers needs: bit i of a mask is the i-th criterion of the programme."""
    criteria = {id: [one.id for one in sweep.criteria(p)] for p, id in enumerate(sweep.programmes)}
    versions = dict(zip(sweep.programmes, sweep.versions, strict=True))
    return {
        "grappe.on": sweep.on.isoformat(),
        "grappe.criteria": json.dumps(criteria),
        "grappe.versions": json.dumps(versions),
    }


def document_of(sweep: Sweep, tally: pl.DataFrame) -> dict[str, Any]:
    """Return the answer to a whole table as a JSON document (docs/reference/commands.md)."""
    counts = {row[0]: row[2:5] for row in tally.filter(pl.col("field") == "").iter_rows()}
    lacking = tally.filter(pl.col("field") != "").sort(
        "settles", "lacking", "field", descending=[True, True, False]
    )
    results = []
    for p, programme in enumerate(sweep.programmes):
        eligible, not_eligible, undetermined = counts[programme]
        results.append(
            {
                "programme": programme,
                "version": sweep.versions[p],
                "open": sweep.open[p],
                "eligible": eligible,
                "not_eligible": not_eligible,
                "undetermined": undetermined,
                "questions": [
                    {"field": row["field"], "companies": row["lacking"], "settles": row["settles"]}
                    for row in lacking.filter(pl.col("programme") == programme).iter_rows(named=True)
                ],
                "criteria": [criterion.id for criterion in sweep.criteria(p)],
            }
        )
    companies = sum(next(iter(counts.values()), (0,)))
    return {"on": sweep.on.isoformat(), "companies": companies, "results": results}
