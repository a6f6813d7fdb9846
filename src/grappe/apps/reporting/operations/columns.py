"""How is the columnar copy kept? Parquet files by kind and year; only those are written anew whose rows changed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection

from grappe.apps.reporting.queries.columns import MANIFEST, PARTITION, Partition, manifest, partitions
from grappe.engines.indicators.expression import TYPES

_POLARS: dict[str, Any] = {
    "int64": pl.Int64, "string": pl.String, "date": pl.Date, "boolean": pl.Boolean,
    "decimal(16, 4)": pl.Decimal(16, 4), "decimal(16, 2)": pl.Decimal(16, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copied:
    """How many files were written, kept as they were, and removed."""

    written: int
    kept: int
    removed: int


def copy_columns(folder: Path) -> Copied:
    """Bring the columnar copy in a folder up to date. A file that is being read is replaced whole, never half-written."""
    before, now = manifest(folder), partitions()
    for partition in now:
        if before.get(partition.path) != partition.state:
            _write(folder, partition)
    paths = {partition.path: partition.state for partition in now}
    _replace(folder / MANIFEST, json.dumps(paths, indent=1).encode())
    gone = set(before) - set(paths)
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    kept = sum(before.get(path) == state for path, state in paths.items())
    return Copied(len(paths) - kept, kept, len(gone))


def _write(folder: Path, partition: Partition) -> None:
    types = TYPES[partition.table]
    names = ", ".join(f'"{name}"' for name in types)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {partition.table} WHERE {PARTITION[partition.table]} = %s ORDER BY id",  # noqa: S608
            [partition.name],
        )
        rows = cursor.fetchall()
    frame = pl.DataFrame(rows, schema={name: _POLARS[kind] for name, kind in types.items()}, orient="row")
    target = folder / partition.path
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_suffix(f".{os.getpid()}.new")
    frame.write_parquet(new)
    new.replace(target)


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_suffix(f".{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(target)
