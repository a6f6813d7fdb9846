"""Which files does the columnar copy have, and which of them are out of date?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from grappe.engines.indicators.expression import MEMBERSHIPS, RECORDS, STANDINGS

TABLES = (RECORDS, STANDINGS, MEMBERSHIPS)
MANIFEST = "manifest.json"
# How each table is cut into files: the text of a partition by the columns of a row.
PARTITION = {
    RECORDS: "kind || '-' || extract(year FROM \"on\")::int",
    STANDINGS: "year::text",
    MEMBERSHIPS: "year::text",
}


@dataclass(frozen=True, slots=True)
class Partition:
    """One file of the copy; `state` says how many rows it has and when one last changed."""

    table: str
    name: str
    state: str

    @property
    def path(self) -> str:
        return f"{self.table}/{self.name}.parquet"


def columns_folder() -> Path:
    """Return where the columnar copy is kept."""
    return Path(settings.MEDIA_ROOT) / "columns"


def partitions() -> list[Partition]:
    """Return the partitions that the database holds now, one query a table."""
    found = []
    with connection.cursor() as cursor:
        for table, text in PARTITION.items():
            cursor.execute(f"SELECT {text}, count(*), max(changed_at) FROM {table} GROUP BY 1 ORDER BY 1")  # noqa: S608
            found += [
                Partition(table, name, f"{count} {last.isoformat()}")
                for name, count, last in cursor.fetchall()
            ]
    return found


def manifest(folder: Path) -> dict[str, str]:
    """Return which state each file of a copy has, by its path; empty where there is no copy."""
    try:
        read: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {path: state for path, state in read.items() if (folder / path).exists()}


def files_of(folder: Path, table: str) -> list[Path]:
    """Return the files of one table of a copy."""
    return [folder / path for path in sorted(manifest(folder)) if path.startswith(f"{table}/")]
