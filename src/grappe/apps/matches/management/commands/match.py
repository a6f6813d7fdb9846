"""Which solutions answer these needs? Files in, JSON Lines out; no database (docs/reference/matching.md)."""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from grappe.engines.kernel.language import detect
from grappe.engines.matching import Matcher, Need, Ranked, Solution
from grappe.ui.commands import BadFile, FileCommand, positive

LONGEST_LINE = 4 * 1024 * 1024  # bytes: a longer line is not a solution but a broken file
BATCH = 256


class Command(FileCommand):
    help = "Rank solutions for needs: JSON Lines, one line a need, each result with its reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--solutions", required=True, metavar="FILE.jsonl", help='{"id", "title", "text"} a line'
        )
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--query", metavar="TEXT", help="one need")
        asked.add_argument(
            "--queries", metavar="FILE.jsonl", help='{"id", "text"} a line; - reads standard input'
        )
        parser.add_argument("--top", type=positive, default=10, help="how many results a need (10)")

    def answer(self, **options: Any) -> None:
        solutions = read_solutions(options["solutions"])
        if options["query"] is not None:
            if not options["query"].strip():
                raise BadFile("--query", "the need is empty")
            self._print(Matcher(solutions), [Need(options["query"], options["query"])], options["top"])
            return
        with rereadable(options["queries"]) as file:
            # Read through once before anything is printed: a fault on the last line leaves no half answer.
            for _ in read_needs(file, options["queries"]):
                pass
            file.seek(0)
            needs = read_needs(file, options["queries"])
            matcher = Matcher(solutions)
            while batch := list(islice(needs, BATCH)):
                self._print(matcher, batch, options["top"])

    def _print(self, matcher: Matcher, needs: list[Need], top: int) -> None:
        for need, results in zip(needs, matcher.match(needs, top), strict=True):
            found = [as_json(need, ranked) for ranked in results]
            self.stdout.write(json.dumps({"query": need.id, "results": found}, ensure_ascii=False))


def as_json(need: Need, ranked: Ranked) -> dict[str, Any]:
    """Return one result; its reasons are told in the language of the need (LB: German, unknown: English)."""
    language = detect(need.text)
    why = [reason.text.in_language(language) for reason in ranked.score.reasons]
    return {"id": ranked.id, "score": round(ranked.score.value, 4), "why": why}


def read_solutions(path: str) -> list[Solution]:
    """Return the solutions of a file; raise BadFile for the first fault, or when there are none."""
    found: dict[str, Solution] = {}
    with rereadable(path) as file:
        for number, entry in lines(file, path):
            key = identifier(entry, path, number)
            if key in found:
                raise BadFile(path, f'the id "{key}" stands twice', f"line {number}")
            title, text = words(entry, "title", path, number), words(entry, "text", path, number)
            if not title and not text:
                raise BadFile(path, "title and text are both empty", f"line {number}")
            promise = words(entry, "promise", path, number)
            found[key] = Solution(key, title, text, promise)
    if not found:
        raise BadFile(path, "there is no solution in it")
    return list(found.values())


def read_needs(file: IO[bytes], path: str) -> Iterator[Need]:
    """Return the needs of a file, one by one; raise BadFile at the first fault, or when there are none."""
    number = 0
    for number, entry in lines(file, path):
        text = words(entry, "text", path, number)
        if not text:
            raise BadFile(path, '"text" is empty', f"line {number}")
        yield Need(identifier(entry, path, number), text)
    if not number:
        raise BadFile(path, "there is no query in it")


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
