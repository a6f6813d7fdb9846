"""How are the answers of a sweep handed on? A row for each company and programme, or the counts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from grappe.engines.eligibility.answer import VERDICT_WORDS
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.sweep.asking import questions
from grappe.engines.eligibility.sweep.checked import ID_COLUMNS
from grappe.engines.eligibility.sweep.compiled import Sweep
from grappe.engines.eligibility.sweep.swept import Swept

ROWS_AT_ONCE = 1_000_000
WORDS = [VERDICT_WORDS[verdict] for verdict in VERDICTS]  # by level
TALLY = {
    "programme": pl.String, "field": pl.String, "eligible": pl.Int64, "not_eligible": pl.Int64,
    "undetermined": pl.Int64, "lacking": pl.Int64, "settles": pl.Float64,
}  # fmt: skip


def answer_columns(sweep: Sweep) -> dict[str, Any]:
    """Return the columns of `answers`: masks of 64 criteria, and further ones where a rule has more."""
    most = max((len(sweep.criteria(p)) for p in range(len(sweep.programmes))), default=0)
    masks = ["not_met", "unknown"]
    masks += [f"{name}_{first}" for first in range(64, most, 64) for name in ("not_met", "unknown")]
    named = {"company": pl.String, "programme": pl.Enum(sweep.programmes), "verdict": pl.Enum(WORDS)}
    return named | dict.fromkeys(masks, pl.UInt64)


def answers(
    sweep: Sweep, swept: Swept, labels: pl.Series, at_once: int = ROWS_AT_ONCE
) -> Iterator[pl.DataFrame]:
    """Yield a row for each company and programme, all programmes of a company together.

    `labels` are what the companies are called. `not_met` and `unknown` are the masks.
    """
    columns, wide = answer_columns(sweep), len(sweep.programmes)
    masks = {name: np.zeros((swept.rows, wide), np.uint64) for name in columns if columns[name] == pl.UInt64}
    for p in range(wide):
        for first in range(0, len(sweep.criteria(p)), 64):
            ending = f"_{first}" if first else ""
            masks[f"not_met{ending}"][:, p], masks[f"unknown{ending}"][:, p] = swept.narrow_masks(p, first)
    verdicts = swept.verdicts
    step = max(1, at_once // max(1, wide))
    for begin in range(0, swept.rows, step):
        part = slice(begin, begin + step)
        count = len(verdicts[part])
        yield pl.DataFrame(
            {
                "company": labels[part].gather(np.repeat(np.arange(count, dtype=np.uint32), wide)),
                "programme": _coded(np.tile(np.arange(wide, dtype=np.uint32), count), columns["programme"]),
                "verdict": _coded(verdicts[part].ravel(), columns["verdict"]),
                **{name: mask[part].ravel() for name, mask in masks.items()},
            },
            schema=columns,
        )


def _coded(codes: np.ndarray, words: pl.Enum) -> pl.Series:
    return words.categories.cast(words).gather(codes)


def labels_of(part: pl.DataFrame, first: int = 0) -> pl.Series:
    """Return what the companies of a table are called: their id, else their name, else the number of the row."""
    numbers = pl.int_range(first + 1, first + part.height + 1, eager=True).cast(pl.String).alias("company")
    label = next((name for name in ID_COLUMNS if name in part.columns), None)
    return numbers if label is None else part[label].cast(pl.String).fill_null(numbers).alias("company")


def tally(sweep: Sweep, swept: Swept) -> pl.DataFrame:
    """Return the counts of each programme (field empty), and of each fact that its undetermined companies lack.

    The columns of TALLY. `lacking` companies do not have the fact; an answer settles `settles` of them in the
    mean. The tallies of several blocks are added up by `summed`.
    """
    rows: list[tuple[Any, ...]] = []
    for p, counts in enumerate(swept.counts()):
        programme = sweep.programmes[p]
        rows.append((programme, "", *counts, 0, 0.0))
        rows += [
            (programme, one.field, 0, 0, 0, one.unknown, one.settles) for one in questions(sweep, swept, p)
        ]
    return pl.DataFrame(rows, schema=TALLY, orient="row")


def summed(tallies: pl.DataFrame) -> pl.DataFrame:
    """Return tallies of several blocks added up."""
    return tallies.group_by("programme", "field", maintain_order=True).agg(pl.all().sum())
