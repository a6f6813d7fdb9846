"""Does a rate of our catalogue go beyond what the block exemption allows? Each rate of a known category of costs beside
the engine's ceiling, with every bonus.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from grappe.apps.aids.queries.catalogue import read_catalogue
from grappe.engines.eligibility.intensity import BONUS_WORDS, category_of, rate
from grappe.engines.eligibility.reading import Fault

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogues" / "luxembourg"
SIZES = {
    "micro": ["micro"], "small": ["micro", "small"], "medium": ["medium"], "large": ["large"],
    "sme": ["micro", "small", "medium"], "all": ["micro", "small", "medium", "large"],
}  # fmt: skip


def known_rates():
    for programme in read_catalogue(CATALOGUE).programmes:
        for version in programme.versions:
            for row in version.rates:
                for words in (row.cost_category, row.label.en):
                    try:
                        category = category_of(words, "")
                    except Fault:
                        continue
                    yield pytest.param(
                        version,
                        row,
                        category,
                        id=f"{programme.id}-{version.id}-{category}-{row.size}-{row.max_rate}",
                    )
                    break


RATES = list(known_rates())


def test_there_is_something_to_check():
    assert len(RATES) >= 10


@pytest.mark.parametrize(("version", "row", "category"), RATES)
def test_no_rate_is_above_its_ceiling(version, row, category):
    first, last = version.validity.first or date(2024, 1, 1), version.validity.last
    on = min(max(first, date(2014, 7, 1)), date(2026, 12, 31))
    if on < date(2023, 7, 1) and (last is None or last >= date(2023, 7, 1)):
        on = date(2023, 7, 1)  # still in force under the amended text
    ceilings = [rate(category, size, set(BONUS_WORDS), on).high_pct for size in SIZES[row.size]]
    assert row.max_rate <= max(ceilings)
