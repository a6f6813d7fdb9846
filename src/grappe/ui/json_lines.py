"""How are JSON Lines files of users read: line by line, with the number of the line in every complaint?"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from grappe.ui.commands import BadFile

LONGEST_LINE = 4 * 1024 * 1024  # bytes: a longer line is no entry but a broken file


def identifier(entry: dict[str, Any], path: str, number: int) -> Any:
    """Return the id as given: a text, or a whole number."""
    value = entry.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise BadFile(path, '"id" is missing or neither text nor a whole number', f"line {number}")
    return value


def words(entry: dict[str, Any], key: str, path: str, number: int) -> str:
    """Return a text of an entry; null and missing are empty."""
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadFile(path, f'"{key}" is not a text', f"line {number}")
    return value.strip()


def lines(file: IO[bytes], path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the objects of a JSON Lines file with their line numbers; blank lines are passed over."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        place = f"line {number}"
        if len(line) > LONGEST_LINE:
            raise BadFile(path, "the line is longer than 4 MB", place)
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            entry = json.loads(text.strip()) if text.strip() else None
        except UnicodeDecodeError:
            raise BadFile(path, "the line is not UTF-8 text", place) from None
        except (json.JSONDecodeError, RecursionError) as fault:
            column = f", column {fault.colno}" if isinstance(fault, json.JSONDecodeError) else ""
            raise BadFile(path, f"the line is not JSON{column}", place) from None
        if entry is None and text.strip():
            raise BadFile(path, "the line is not a JSON object", place)
        if entry is not None and not isinstance(entry, dict):
            raise BadFile(path, "the line is not a JSON object", place)
        if entry is not None:
            yield number, entry


@contextmanager
def rereadable(path: str) -> Iterator[IO[bytes]]:
    """Open a file that can be read twice; a pipe or standard input is kept in a temporary file first."""
    try:
        with sys.stdin.buffer if path == "-" else Path(path).open("rb") as source:
            if source.seekable() and path != "-":
                yield source
                return
            with tempfile.TemporaryFile() as kept:
                while block := source.read(1024 * 1024):
                    kept.write(block)
                kept.seek(0)
                yield kept
    except OSError as fault:
        raise BadFile(path, fault.strerror or str(fault)) from None
