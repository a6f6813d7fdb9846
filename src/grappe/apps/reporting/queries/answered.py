"""How many companies answered the yearly survey behind a figure that reads it? Nothing is filled in for the others.

Of the whole only, for every reader and in published reports alike; never of a part, where it would tell who answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grappe.apps.reporting.enums import RecordKind
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.surveys.queries.response import Response, YearOfAnswers, response_by_year
from grappe.engines.indicators import kinds_of, selections


def waves_behind(queries: Iterable[object]) -> Mapping[int, YearOfAnswers]:
    """Return how the survey was answered year by year; nothing where no query reads it. Two queries, or none."""
    reads = any(RecordKind.SURVEY_ANSWER in kinds_of(tree_of(query)) for query in queries)
    return response_by_year() if reads else {}


def answered(query: object, waves: Mapping[int, YearOfAnswers]) -> dict[int, Response]:
    """Return how the questions that a query reads were answered, by year; nothing for one that reads no survey."""
    rows = [each for each in selections(tree_of(query)) if RecordKind.SURVEY_ANSWER in each.kinds]
    if not rows or not waves:
        return {}
    questions = {
        str(value)
        for each in rows
        for condition in each.where
        if condition.column == "state" and condition.op in ("=", "in")
        for value in condition.values
    }
    found = {year: wave.to(questions) for year, wave in waves.items()}
    return {year: response for year, response in sorted(found.items()) if response is not None}
