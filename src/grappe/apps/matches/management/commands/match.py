"""Which solutions answer these needs? Files in, JSON Lines out; no database (docs/reference/matching.md)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from grappe.engines.kernel.language import detect
from grappe.engines.matching import Matcher, Need, Ranked, Solution
from grappe.ui.commands import BadFile, FileCommand, positive
from grappe.ui.json_lines import identifier, lines, rereadable, words

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
