"""How is one block of companies judged and put into the table, a thousand rows as fast as one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
from django.db import connection

from grappe.apps.aids.enums import SizeClass
from grappe.apps.aids.queries.sweeping import REFUSED, Judge, Judged
from grappe.engines.eligibility.sizes import possible_sizes

FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")
_SIZES = {
    "micro": SizeClass.MICRO,
    "small": SizeClass.SMALL,
    "medium": SizeClass.MEDIUM,
    "large": SizeClass.LARGE,
}

# Compared with the run before in the same breath: what was eligible then keeps its day.
_INSERT = """
INSERT INTO aids_sweepresult (programme_id, company_id, verdict, size, newly, since, not_met, unknown)
SELECT b.programme_id, b.company_id, b.verdict, b.size,
       b.verdict = 2 AND %(compared)s AND p.company_id IS NULL,
       CASE WHEN b.verdict <> 2 OR NOT %(compared)s THEN NULL
            WHEN p.company_id IS NULL THEN %(on)s::date ELSE p.since END,
       b.not_met, b.unknown
FROM aids_sweep_block b
LEFT JOIN aids_sweptprogramme o ON o.run_id = %(previous)s AND o.slug = b.slug
LEFT JOIN aids_sweepresult p ON p.programme_id = o.id AND p.company_id = b.company_id AND p.verdict = 2
"""
_BLOCK = """
CREATE TEMPORARY TABLE aids_sweep_block (programme_id integer, slug text, company_id bigint, verdict smallint,
    size smallint, not_met bigint, unknown bigint) ON COMMIT DROP
"""


@dataclass(frozen=True)
class Block:
    """One block done: seconds judging and writing, companies whose facts could not be read, rows written."""

    judging: float
    writing: float
    unread: int
    rows: int


def size_of(facts: Mapping[str, Any]) -> int:
    """Return the size class as stated, by the group, or by the own figures; 0 where they leave it open."""
    stated = facts.get("facts", {}).get("company_size")
    if isinstance(stated, str) and stated.lower() in _SIZES:
        return _SIZES[stated.lower()]
    possible = facts.get("possible_sizes") or possible_sizes(*(facts.get(name) for name in FIGURES))
    return _SIZES[next(iter(possible))] if len(possible) == 1 else SizeClass.UNKNOWN


def write_block(
    judge: Judge,
    programmes: Sequence[tuple[int, str]],
    companies: Sequence[tuple[int, Mapping[str, Any]]],
    *,
    on: date,
    previous: int | None,
) -> Block:
    """Judge a block of companies and write who is eligible or undetermined.

    `programmes` are (id of the SweptProgramme, slug) in the judge's order. Inside a transaction: three statements
    a block however many companies and programmes it has.
    """
    begun = perf_counter()
    ids = np.array([pk for pk, _facts in companies], dtype=np.int64)
    documents = [facts for _pk, facts in companies]
    judged = judge.run(documents)
    sizes = np.array([size_of(facts) for facts in documents], dtype=np.int16)[judged.readable]
    ids = ids[judged.readable]
    frames = [
        frame
        for place, (pk, slug) in enumerate(programmes)
        if (frame := _rows(judged, place, pk, slug, ids, sizes)) is not None
    ]
    judging = perf_counter() - begun
    begun = perf_counter()
    rows = _copy(pl.concat(frames), on, previous) if frames else 0
    return Block(judging, perf_counter() - begun, judged.unread, rows)


def _rows(
    judged: Judged, place: int, pk: int, slug: str, ids: np.ndarray, sizes: np.ndarray
) -> pl.DataFrame | None:
    verdicts = judged.verdict(place)
    kept = verdicts != REFUSED
    count = int(np.count_nonzero(kept))
    if count == 0:
        return None
    not_met, unknown = judged.masks(place)
    return pl.DataFrame(
        {
            "programme_id": np.full(count, pk, dtype=np.int32),
            "slug": pl.repeat(slug, count, eager=True),
            "company_id": ids[kept],
            "verdict": verdicts[kept].astype(np.int16),
            "size": sizes[kept],
            "not_met": not_met[kept].astype(np.uint64).view(np.int64),
            "unknown": unknown[kept].astype(np.uint64).view(np.int64),
        }
    )


def _copy(rows: pl.DataFrame, on: date, previous: int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_BLOCK)
        with cursor.copy("COPY aids_sweep_block FROM STDIN WITH (FORMAT csv)") as copy:
            copy.write(rows.write_csv(include_header=False))
        cursor.execute(_INSERT, {"compared": previous is not None, "previous": previous, "on": on})
        cursor.execute("DROP TABLE aids_sweep_block")  # a test's or a caller's transaction goes on
    return rows.height
