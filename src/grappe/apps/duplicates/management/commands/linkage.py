"""Which companies of these files are one? CSV in, JSON Lines out; no database (docs/reference/linkage.md)."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from grappe.apps.companies.queries.columns import guess
from grappe.apps.companies.queries.tables import Table, open_table
from grappe.engines.linkage import COMPANY, LEAST, Linker
from grappe.ui.commands import BadFile, FileCommand
from grappe.ui.errors import BadInput

EVERY = 2.0  # seconds between two words on how far it is
NEEDED = tuple(sorted({column for field in COMPANY.fields for column in field.columns} - {"external_id"}))


class Command(FileCommand):
    help = "Find companies that stand twice, in one file or in two: JSON Lines, one line a pair, with its reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE.csv",
            help="columns as in the import of companies, and id; - reads standard input",
        )
        parser.add_argument(
            "--against", metavar="FILE.csv", help="link with this file, instead of within the first"
        )
        parser.add_argument(
            "--least", type=_share, default=LEAST, help="of probability: below it a pair is not told (0.5)"
        )
        parser.add_argument("--language", choices=("en", "fr", "de"), default="en", help="of the reasons")

    def answer(self, **options: Any) -> None:
        ids, columns = read_companies(options["file"])
        against: tuple[list[str], dict[str, list[str]]] = ([], {})
        if options["against"]:
            against = read_companies(options["against"])
        said = 0.0

        def say(step: str, done: int, total: int) -> None:
            nonlocal said
            now = time.monotonic()
            if now - said >= EVERY:
                said = now
                how_far = f"{done:,} of {total:,}" if total else f"{done:,} pairs"
                self.stderr.write(f"{self._name()}: {step}, {how_far}")

        linker = Linker(COMPANY, columns, against[1] if options["against"] else None, progress=say)
        keys = [*ids, *against[0]]
        for link in linker.links(options["least"]):
            told = linker.explained(link)
            why = [reason.text.in_language(options["language"]) for reason in told.reasons]
            line = {
                "a": keys[link.a],
                "b": keys[link.b],
                "probability": round(link.probability, 4),
                "why": why,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"a number from 0 to 1 is wanted, not {text!r}") from fault
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"a number from 0 to 1 is wanted, not {text!r}")
    return value


def read_companies(path: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the ids and the columns of a file; raise BadFile for the first fault, before anything is looked for."""
    if path != "-":
        return _read(Path(path), path)
    with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
        while block := sys.stdin.buffer.read(1 << 20):
            kept.write(block)
        kept.flush()
        return _read(Path(kept.name), "standard input")


def _read(file: Path, path: str) -> tuple[list[str], dict[str, list[str]]]:
    try:
        if not file.is_file():
            raise BadFile(path, "there is no such file")
        table = open_table(file)
        return _columns(table, path)
    except BadInput as fault:
        raise BadFile(
            path, str(fault).replace(f"{file.name}: ", "").replace(file.name, "the file")
        ) from fault
    except OSError as fault:
        raise BadFile(path, fault.strerror or str(fault)) from fault


def _columns(table: Table, path: str) -> tuple[list[str], dict[str, list[str]]]:
    headers = list(table.headers)
    own = next((place for place, header in enumerate(headers) if header.casefold() == "id"), None)
    if own is None:
        raise BadFile(
            path,
            f'there is no column "id" among {", ".join(header for header in headers if header)}',
            "line 1",
        )
    # `id` names the row; an identifier elsewhere (ISIN, LEI) has a column of another name.
    mapping = guess([header for place, header in enumerate(headers) if place != own])
    places = {field: headers.index(header) for header, field in mapping.items()}
    if "name" not in places:
        raise BadFile(path, "no column is the company's name", "line 1")
    wanted = {field: place for field, place in places.items() if field in NEEDED or field == "external_id"}
    ids: list[str] = []
    seen: set[str] = set()
    columns: dict[str, list[str]] = {field: [] for field in wanted}
    for number, cells in table.rows():
        key = _text(cells[own]) if own < len(cells) else ""
        if not key:
            raise BadFile(path, "the id is missing", f"row {number}")
        if key in seen:
            raise BadFile(path, f'the id "{key}" stands twice', f"row {number}")
        seen.add(key)
        ids.append(key)
        for field, place in wanted.items():
            columns[field].append(_text(cells[place]) if place < len(cells) else "")
    if not ids:
        raise BadFile(path, "there is no company in it")
    return ids, columns


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a postcode that the spreadsheet took for a number
    return str(cell)
