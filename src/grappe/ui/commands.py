"""How does a command that reads files and writes JSON behave?

Exit code 0 when done; 2 and one line on standard error, naming file, place and fault, for bad input, with
nothing on standard output. No database and no system checks.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

LARGEST_DOCUMENT = (
    20 * 1024 * 1024
)  # bytes: a larger one-document file is a mistake, and would fill the memory
MOST_REMARKS = 20


class BadFile(Exception):
    """A file cannot be used: which, where in it, and what is wrong."""

    def __init__(self, file: object, fault: str, place: str = "") -> None:
        self.fault, self.place = fault, place
        where = f"{file}, {place}" if place else str(file)
        super().__init__(one_line(f"{where}: {fault}"))


def one_line(text: str) -> str:
    """Return a text on one line, without characters that a terminal would obey."""
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))


class FileCommand(BaseCommand):
    """A thin door over an engine: `answer` reads, decides and prints; `BadFile` becomes exit code 2."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return the parser; a wrong option is told in one line too, without the usage above it."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        from_command_line = getattr(self, "_called_from_command_line", False)

        def error(message: str) -> NoReturn:
            if not from_command_line:
                raise CommandError(message)
            self.stderr.write(f"{self._name()}: {one_line(message)} (--help lists the options)")
            raise SystemExit(2)

        parser.error = error  # type: ignore[method-assign]
        return parser

    def _name(self) -> str:
        return f"grappe {type(self).__module__.rsplit('.', 1)[-1]}"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.answer(**options)
        except BadFile as fault:
            self.stderr.write(f"{self._name()}: {fault}")
            raise SystemExit(2) from fault
        except BrokenPipeError:
            # The reader went away (head); nobody is left to tell, not even at exit.
            sys.stdout = None

    def answer(self, **options: Any) -> None:
        """Read the files, decide, print; raise BadFile before anything is printed."""
        raise NotImplementedError

    def remark(self, file: object, remarks: Iterable[str]) -> None:
        """Say on standard error what was left aside in a file; the answer stands all the same."""
        told = list(remarks)
        for remark in told[:MOST_REMARKS]:
            self.stderr.write(f"{self._name()}: {one_line(f'{file}, {remark}')}")
        if len(told) > MOST_REMARKS:
            self.stderr.write(
                f"{self._name()}: {one_line(str(file))}: {len(told) - MOST_REMARKS} more remarks"
            )

    def print_json(self, document: object) -> None:
        """Write one JSON document to standard output, in ASCII where the terminal cannot show its letters."""
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
        try:
            text.encode(getattr(self.stdout, "encoding", None) or "utf-8")
        except (UnicodeEncodeError, LookupError):
            text = json.dumps(document, allow_nan=False, indent=2)
        self.stdout.write(text)


def read_json(path: str | Path) -> Any:
    """Return the document of a JSON file. Raises BadFile naming the line of the first fault.

    Refused besides what is not JSON: NaN and infinities, a name that stands twice in one object, a file larger
    than 20 MB, one nested too deep to read.
    """
    text = read_text(path)
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once_each)
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise BadFile(path, f"is not JSON: {fault.msg}", where) from fault
    except RecursionError as fault:
        raise BadFile(path, "is nested too deep") from fault
    except ValueError as fault:
        raise BadFile(path, str(fault)) from fault


def read_text(path: str | Path, largest: int = LARGEST_DOCUMENT) -> str:
    """Return the text of a UTF-8 file (with or without a byte-order mark). Raises BadFile."""
    try:
        with open(path, "rb") as file:
            raw = file.read(largest + 1)
    except OSError as fault:
        raise BadFile(path, os.strerror(fault.errno) if fault.errno else "cannot be read") from fault
    except ValueError as fault:  # a path with a NUL character
        raise BadFile(path, "is not the name of a file") from fault
    if len(raw) > largest:
        raise BadFile(path, f"is larger than {largest // (1024 * 1024)} MB")
    if not raw.strip():
        raise BadFile(path, "is empty")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise BadFile(path, "is not UTF-8 text", f"line {line}") from fault


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that can be compared; write null for unknown")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ValueError(f'"{name[:60]}" stands twice in one object')
            seen.add(name)
    return found


def positive(text: str) -> int:
    """Return a whole number of at least 1, for an option of the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"a whole number of at least 1 is wanted, not {text!r}")
    return int(text)


def day(text: str) -> date:
    """Return a date written YYYY-MM-DD, for an option of the command line."""
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"a date written YYYY-MM-DD is wanted, not {text!r}") from fault
