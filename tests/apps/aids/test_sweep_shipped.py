"""Does the sweep answer as `explain` does for the catalogues that are shipped, whatever is known of a company?"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grappe.apps.aids.queries.catalogue import read_catalogue
from grappe.engines.eligibility import Catalogue, Field, company_of, explain
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.sweep import Sweep, frame_of
from grappe.engines.kernel import Verdict

SHIPPED = Path(__file__).parents[3] / "catalogues" / "luxembourg"
NOT_DRAWN = ("nace", "commune", "country", "date")


def drawn(field: Field, draw: random.Random) -> Any:
    """Return a value that suits a field, on and beside the thresholds."""
    if field.type == "boolean":
        return draw.random() < 0.6
    if field.type == "set":
        return draw.sample(field.choices or ("a", "b"), draw.randint(0, 2))
    if field.choices:
        return draw.choice(field.choices)
    if field.type == "text":
        return draw.choice(["one", "Two  words"])
    low, high = field.minimum or 0, 100 if field.maximum is None else field.maximum
    return draw.choice([low, high, draw.randint(int(low), int(high)), round(draw.uniform(low, high), 1)])


def invented(catalogue: Catalogue, draw: random.Random) -> dict[str, Any]:
    """Return a company's document in which about half of everything is not known."""

    def perhaps(value: Any) -> Any:
        return value if draw.random() < 0.6 else None

    facts = {
        name: perhaps(drawn(field, draw))
        for name, field in catalogue.fields.items()
        if field.type not in NOT_DRAWN and (not field.derived or draw.random() < 0.1)
    }
    facts["de_minimis_grants"] = perhaps(
        [{"date": "2025-05-01", "gge_eur": draw.choice([1000, 290_000, 300_000])}]
    )
    return {
        "country": perhaps(draw.choice(["LU", "FR"])),
        "commune": perhaps(draw.choice(["Wiltz", "Differdange", "Metz"])),
        "nace": perhaps(draw.choice(["10.71", "25", "47.11", "55.10", "62.10", "C", "01.1", "90"])),
        "founded": perhaps(date(draw.randint(2008, 2026), draw.randint(1, 12), draw.randint(1, 28)).isoformat()),
        "headcount": perhaps(draw.choice([0, 9, 10, 49, 50, 249, 250, 400])),
        "turnover_eur": perhaps(draw.choice([4e5, 2e6, 1e7, 5e7, 9e7])),
        "balance_sheet_eur": perhaps(draw.choice([4e5, 2e6, 1e7, 43e6, 9e7])),
        "clusters": perhaps(draw.sample(["digital", "wood"], 1)),
        "figures": {"2019": {"turnover_eur": perhaps(draw.choice([100, 1e6]))}},
        "facts": facts,
    }  # fmt: skip


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2026, 11, 1)])
def test_every_row_of_the_shipped_catalogue(on: date) -> None:
    catalogue, draw = read_catalogue(SHIPPED), random.Random(on.year)
    documents = [invented(catalogue, draw) for _ in range(400)]
    sweep = Sweep(catalogue, on, block=128)
    swept = sweep.run(frame_of(documents, catalogue))
    verdicts = swept.verdicts
    masks = [swept.masks(p) for p in range(len(sweep.programmes))]
    for row, document in enumerate(documents):
        company, _ = company_of(document, catalogue.fields, catalogue.field_names())
        for p, decision in enumerate(explain(catalogue, company, on).decisions):
            found = (
                sweep.programmes[p], sweep.versions[p], VERDICTS[verdicts[row, p]],
                int(masks[p][0][row]), int(masks[p][1][row]),
            )  # fmt: skip
            bits = [
                sum(1 << i for i, finding in enumerate(decision.findings) if finding.verdict is verdict)
                for verdict in (Verdict.NO, Verdict.UNKNOWN)
            ]
            assert found == (decision.programme.id, decision.version.id, decision.verdict, *bits)
    assert {0, 1, 2} == set(verdicts.ravel().tolist())
