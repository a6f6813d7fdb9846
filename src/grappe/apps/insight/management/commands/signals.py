"""What do these notes tell? A file in, one JSON document out; no database (docs/reference/signals.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from grappe.apps.insight.queries.theme_words import read_themes
from grappe.engines.signals import Note, Told, report
from grappe.ui.commands import BadFile, FileCommand, day
from grappe.ui.json_lines import identifier, lines, rereadable, words

EARLIEST = date(1900, 1, 1)  # an earlier day is a slip of the pen


class Command(FileCommand):
    help = "Find topics, trends and bursts in field notes: one JSON document, every sentence behind it named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "notes",
            metavar="NOTES.jsonl",
            help='{"id", "date", "text", "company", "cluster"} a line; - reads standard input',
        )
        parser.add_argument("--on", type=day, metavar="DATE", help="as on this day (that of the last note)")
        parser.add_argument("--language", choices=("en", "fr", "de"), default="en", help="of the labels")
        parser.add_argument("--catalogue", metavar="PATH", help="whose themes (catalogues/luxembourg)")

    def answer(self, **options: Any) -> None:
        themes = read_themes(Path(options["catalogue"] or settings.CATALOGUE) / "themes.yaml")
        notes = read_notes(options["notes"])
        told = report(notes, options["on"], themes, options["language"])
        self.print_json({"topics": [as_json(topic) for topic in told]})


def as_json(told: Told) -> dict[str, Any]:
    """Return one topic: the fixed keys first, then what was added to them."""
    trend = told.trend
    return {
        "label": told.label.text,
        "terms": list(told.label.terms),
        "theme": told.theme,
        "notes": [mention.note for mention in told.mentions],
        "by_month": dict(told.by_month),
        "burst": round(trend.burst, 4),
        "evidence": [{"note": sentence.note, "sentence": sentence.text} for sentence in told.evidence],
        "id": told.topic.id,
        "parents": list(told.topic.parents),
        "trend": trend.course.value,
        "companies": trend.companies,
        "rise_q": _digits(trend.rise_q),
        "rise_since": trend.rise_since and trend.rise_since.isoformat(),
        "burst_q": _digits(trend.burst_q),
        "burst_from": trend.burst_from and trend.burst_from.isoformat(),
        "burst_to": trend.burst_to and trend.burst_to.isoformat(),
        "weak_signal": trend.weak_signal,
        "by_cluster": [
            {"cluster": cluster or None, "month": month, "notes": count}
            for (cluster, month), count in told.by_cluster_and_month.items()
        ],
    }


def _digits(value: float) -> float:
    return float(f"{value:.3g}")


def read_notes(path: str) -> list[Note]:
    """Return the notes of a file; raise BadFile for the first fault. An empty file has no notes."""
    found: dict[str | int, Note] = {}
    with rereadable(path) as file:
        for number, entry in lines(file, path):
            key = identifier(entry, path, number)
            if key in found:
                raise BadFile(path, f'the id "{key}" stands twice', f"line {number}")
            on = _day_of(entry, path, number)
            found[key] = Note(
                key,
                on,
                words(entry, "text", path, number),
                _name(entry, "company", path, number),
                _name(entry, "cluster", path, number),
            )
    return list(found.values())


def _day_of(entry: dict[str, Any], path: str, number: int) -> date:
    value = entry.get("date")
    try:
        # Only 2026-11-26: fromisoformat alone would take 20261126 and 2026-W48-4 as well.
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            on = date.fromisoformat(value)
            if on >= EARLIEST:
                return on
    except ValueError:
        pass
    raise BadFile(path, '"date" is missing or no day such as 2026-11-26', f"line {number}")


def _name(entry: dict[str, Any], key: str, path: str, number: int) -> str:
    """Return a name as text; a whole number is taken as its digits."""
    value = entry.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return words(entry, key, path, number)
