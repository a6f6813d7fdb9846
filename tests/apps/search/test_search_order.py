"""In which order stands what was found, and what is not worth showing at all?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from grappe.apps.search.queries.asked import asked
from grappe.apps.search.queries.candidates import Candidate
from grappe.apps.search.queries.ranking import WEIGHTS, ranked

TODAY = date(2026, 11, 27)


def candidate(pk: int, day: date | None = None, **more: object) -> Candidate:
    return Candidate(pk, "contact", {"fr": "Visite"}, day, "", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("near", "shown"), [(WEIGHTS.floor - 0.01, False), (WEIGHTS.floor + 0.01, True)])
def test_that_something_is_of_today_does_not_make_it_fit(near, shown):
    (only,) = ranked(asked("Abwärme nutzen"), [candidate(1, TODAY, near=near)], today=TODAY)
    assert (only.score > 0) is shown


def test_of_two_that_fit_alike_the_later_comes_first():
    rows = [
        candidate(1, TODAY - timedelta(days=400), near=0.6),
        candidate(2, TODAY, near=0.6),
        candidate(3, near=0.7),
    ]
    assert [each.candidate.id for each in ranked(asked("Abwärme"), rows, today=TODAY)] == [3, 2, 1]
