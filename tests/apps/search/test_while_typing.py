"""Is a name found while its last word is typed, also where the words before it are one word, or a number?"""

from __future__ import annotations

from datetime import date

import pytest

from factories.companies import CompanyFactory
from grappe.apps.search.queries import Scope, asked, find

pytestmark = pytest.mark.django_db
EVERYBODY = Scope(frozenset({"all", "every", "adm", "ins"}))


def first(text: str) -> str:
    hits = find(asked(text), EVERYBODY, today=date(2026, 11, 27), limit=5, meant=False, typing=True).shown
    return next(iter(hits[0].titles.values())) if hits else ""


@pytest.mark.parametrize(
    "typed",
    ["arcelormittal lux", "arcelor mittal lux", "arcelor mittal luxem", "123 arcel", "arcelormittal lu"],
)
def test_the_last_word_is_only_begun(typed):
    CompanyFactory(name="ArcelorMittal Luxembourg", rcs_number="B82123")
    CompanyFactory(name="Menuiserie Weber")
    assert first(typed).startswith("ArcelorMittal")


def test_nothing_is_found_where_the_words_before_are_nowhere():
    CompanyFactory(name="ArcelorMittal Luxembourg")
    assert first("quincaillerie lux") == ""
