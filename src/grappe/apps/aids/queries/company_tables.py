"""Which aids may the companies of a Parquet file have? Read in parts, swept, written in parts: memory stays flat."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from grappe.engines.eligibility import VERDICT_WORDS, Catalogue, Fault
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.sweep import (
    ID_COLUMNS,
    Checker,
    Counts,
    Sweep,
    Swept,
    known_columns,
    questions,
)
from grappe.ui.commands import BadFile

COMPANIES_AT_ONCE = 1 << 18
PAIRS_AT_ONCE = 8_000_000  # of a company and a programme, while answers are written
ROWS_AT_ONCE = 1_000_000
WORDS = [VERDICT_WORDS[verdict] for verdict in VERDICTS]  # by level


@dataclass
class Tally:
    """What the sweep of a whole file found, added up part by part."""

    companies: int = 0
    counts: list[Counts] = field(default_factory=list)
    asked: list[dict[str, tuple[int, float]]] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)

    def add(self, sweep: Sweep, swept: Swept) -> None:
        """Add the answers of one block."""
        self.companies += swept.rows
        if not self.counts:
            self.counts = [Counts(0, 0, 0)] * len(sweep.programmes)
            self.asked = [{} for _ in sweep.programmes]
        pairs = zip(self.counts, swept.counts(), strict=True)
        self.counts = [Counts(*map(sum, zip(old, new, strict=True))) for old, new in pairs]
        for p, asked in enumerate(self.asked):
            for one in questions(sweep, swept, p):
                unknown, settles = asked.get(one.field, (0, 0.0))
                asked[one.field] = (unknown + one.unknown, settles + one.settles)


class CompanyTable:
    """A Parquet file of companies, one a row, with the columns of a company's document (facts as columns)."""

    def __init__(self, path: Path, catalogue: Catalogue) -> None:
        """Look at the file. Raises BadFile where it cannot be read, or holds nothing that can be."""
        self.path = path
        self._catalogue = catalogue
        self._schema = _schema(path)
        try:
            self._known, self.unknown = known_columns(self._schema, catalogue)
        except Fault as fault:
            raise BadFile(path, fault.message, fault.place) from fault
        if not self._known:
            raise BadFile(path, "has no column of a company (country, commune, nace, founded, headcount, …)")
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
        self, tally: Tally, at_once: int = COMPANIES_AT_ONCE
    ) -> Iterator[tuple[pl.Series, pl.DataFrame]]:
        """Yield what the companies are called, and their facts in the form that is compared, in parts.

        Raises BadFile naming row and column.
        """
        tally.remarks.update(
            dict.fromkeys(f"column {name}: unknown name, left aside" for name in self.unknown)
        )
        checker = Checker(self._catalogue, self._known)
        wanted = [*self._known, *([self.label] if self.label else [])]
        parts = pl.scan_parquet(self.path).select(wanted).collect_batches(chunk_size=at_once)
        first = 0
        while (part := self._reading(lambda: next(parts, None))) is not None:
            try:
                checked = checker.block(part, first)
            except Fault as fault:
                raise BadFile(self.path, fault.message, fault.place) from fault
            tally.remarks.update(dict.fromkeys(checked.remarks))
            yield self._labels(part, first), checked.frame
            first += part.height

    def _labels(self, part: pl.DataFrame, first: int) -> pl.Series:
        numbers = pl.int_range(first + 1, first + part.height + 1, eager=True).cast(pl.String)
        if self.label is None:
            return numbers.alias("company")
        return part[self.label].cast(pl.String).fill_null(numbers).alias("company")


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


def sweep_table(
    table: CompanyTable,
    sweep: Sweep,
    out: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Tally:
    """Return what the sweep of a whole table found; write each answer to the Parquet file `out`.

    `progress` is told how many companies are done. Raises BadFile; then `out` is as it was before.
    """
    tally = Tally()
    if out is None:
        for _, frame in table.blocks(tally):
            tally.add(sweep, sweep.run(frame))
            progress(tally.companies)
    else:
        _write(out, _answers(table, sweep, tally, progress), sweep)
    return tally


def _answers(
    table: CompanyTable, sweep: Sweep, tally: Tally, progress: Callable[[int], None]
) -> Iterator[pl.DataFrame]:
    at_once = max(64, min(COMPANIES_AT_ONCE, PAIRS_AT_ONCE // max(1, len(sweep.programmes))))
    for labels, frame in table.blocks(tally, at_once):
        swept = sweep.run(frame)
        yield from _rows(sweep, swept, labels)
        tally.add(sweep, swept)
        progress(tally.companies)


def _columns(sweep: Sweep) -> dict[str, Any]:
    """Return the columns of the answers: masks of 64 criteria, and further ones where a rule has more."""
    most = max((len(sweep.criteria(p)) for p in range(len(sweep.programmes))), default=0)
    masks = ["not_met", "unknown"]
    masks += [f"{name}_{first}" for first in range(64, most, 64) for name in ("not_met", "unknown")]
    named = {"company": pl.String, "programme": pl.Enum(sweep.programmes), "verdict": pl.Enum(WORDS)}
    return named | dict.fromkeys(masks, pl.UInt64)


def _rows(sweep: Sweep, swept: Swept, labels: pl.Series) -> Iterator[pl.DataFrame]:
    """Yield a row for each company and programme, all programmes of a company together."""
    columns, wide = _columns(sweep), len(sweep.programmes)
    masks = {name: np.zeros((swept.rows, wide), np.uint64) for name in columns if columns[name] == pl.UInt64}
    for p in range(wide):
        for first in range(0, len(sweep.criteria(p)), 64):
            ending = f"_{first}" if first else ""
            masks[f"not_met{ending}"][:, p], masks[f"unknown{ending}"][:, p] = swept.narrow_masks(p, first)
    verdicts = swept.verdicts
    step = max(1, ROWS_AT_ONCE // max(1, wide))
    for first in range(0, swept.rows, step):
        part = slice(first, first + step)
        count = len(verdicts[part])
        names = labels[part].gather(np.repeat(np.arange(count, dtype=np.uint32), wide))
        yield pl.DataFrame(
            {
                "company": names,
                "programme": _coded(np.tile(np.arange(wide, dtype=np.uint32), count), columns["programme"]),
                "verdict": _coded(verdicts[part].ravel(), columns["verdict"]),
                **{name: mask[part].ravel() for name, mask in masks.items()},
            },
            schema=columns,
        )


def _coded(codes: np.ndarray, words: pl.Enum) -> pl.Series:
    return words.categories.cast(words).gather(codes)


def _write(out: Path, answers: Iterator[pl.DataFrame], sweep: Sweep) -> None:
    """Write a Parquet file part by part: beside its place first, so that nothing is ever half written."""
    failed: list[BaseException] = []

    def each(columns: Any, predicate: Any, most: Any, at_once: Any) -> Iterator[pl.DataFrame]:
        try:
            yield from answers
        except BaseException as fault:  # Polars would put it into words of its own
            failed.append(fault)
            raise

    partial = out.with_name(f".{out.name}.part")
    try:
        rows = register_io_source(each, schema=_columns(sweep), is_pure=True)
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
