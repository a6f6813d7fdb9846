"""What does the demonstration tell of State aid: a group of five, its awards, a company in difficulty, a project?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from grappe.apps.aids import operations as aids
from grappe.apps.aids.operations.awards import AwardValues
from grappe.apps.aids.operations.projects import save_project
from grappe.apps.aids.queries.projects import ProjectValues
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import OwnerKind
from grappe.apps.desk.operations.demo_stage import Cast, Stage

ACCOUNTS = {"insolvency": False, "rescue_aid": False}
# What the five firms of the group are like: headcount, turnover and balance sheet total in thousands of euros.
GROUP = ((31, 4_600, 3_100), (4, 900, 6_200), (22, 2_700, 1_900), (96, 14_500, 9_800), (410, 61_000, 55_000))


def tell_state_aid(stage: Stage) -> None:
    """Tell a group of five companies with cross holdings, a ledger of three years, a difficulty and a project."""
    firms = _free(stage, 6)
    if len(firms) < 6:
        return  # a demonstration of a few companies only
    group, weak = firms[:5], firms[5]
    _tell_figures(stage, group)
    _tell_holdings(stage, group)
    _tell_awards(stage, group)
    _tell_difficulty(stage, weak)
    _tell_project(stage, group[0])


def _free(stage: Stage, wanted: int) -> list[Cast]:
    """Return companies of one manager in whose ownership nobody has a part yet, so that the group is one."""
    taken = [
        cast
        for cast in stage.cast
        if not cast.company.owners.exists()
        and not cast.company.holdings.exists()
        and cast.invention.founded.year <= stage.today.year - 5
    ]
    managers: dict[int, list[Cast]] = {}
    for cast in taken:
        managers.setdefault(cast.manager.pk, []).append(cast)
    return max(managers.values(), key=len, default=[])[:wanted]


def _tell_figures(stage: Stage, group: list[Cast]) -> None:
    for cast, (heads, turnover, balance) in zip(group, GROUP, strict=True):
        known = {row.year: row for row in cast.company.figures.all()}
        for back in (1, 2, 3):
            year, part = stage.today.year - back, Decimal(1) - Decimal("0.06") * (back - 1)
            values = {
                "headcount": (heads * part).quantize(Decimal("0.5")),
                "turnover_eur": (turnover * 1000 * part).quantize(Decimal(1000)),
                "balance_sheet_eur": (balance * 1000 * part).quantize(Decimal(1000)),
                "source": "Invented",
            }
            companies.save_figures(
                company=cast.company, year=year, values=values, figures=known.get(year), by=cast.manager,
                at=_spoken(stage, year),
            )  # fmt: skip


def _spoken(stage: Stage, year: int) -> datetime:
    return min(stage.at, datetime(year + 1, 6, 1, tzinfo=UTC))


def _tell_holdings(stage: Stage, group: list[Cast]) -> None:
    firm, holding, sister, partner, fund = group
    head = holding.invention.people[0].name
    told: tuple[tuple[Cast, dict[str, Any]], ...] = (
        (firm, {"owner": holding.company, "capital_pct": 70, "votes_pct": 70}),
        (sister, {"owner": holding.company, "capital_pct": 60, "votes_pct": 60}),
        (firm, {"owner": partner.company, "capital_pct": 30, "votes_pct": 30}),
        (partner, {"owner": fund.company, "capital_pct": 20}),
        (sister, {"owner": firm.company, "capital_pct": 5}),
        (holding, {"owner_name": head, "owner_kind": OwnerKind.NATURAL_PERSON, "capital_pct": 100}),
    )
    for owned, values in told:
        shares = {name: Decimal(value) if name.endswith("_pct") else value for name, value in values.items()}
        companies.save_ownership(owned=owned.company, values=shares, by=owned.manager, at=stage.at)


def _tell_awards(stage: Stage, group: list[Cast]) -> None:
    """Tell three years of awards, the days counted back from today so that room is about to come back."""
    firm, holding, sister, partner, _fund = group
    told: tuple[tuple[Cast, int, int, dict[str, Any]], ...] = (
        (firm, 1140, 45_000, {"label": "Fit 4 Digital (invented)"}),
        (firm, 1010, 60_000, {"label": "SME package (invented)"}),
        (sister, 640, 85_000, {"label": "Digital bonus (invented)"}),
        (holding, 330, 20_000, {"label": "Fair voucher (invented)"}),
        (sister, 150, 300_000, {
            "label": "Start-up loan (invented)", "instrument": "loan", "terms": {"years": 5.0, "secured": True},
        }),
        (firm, 420, 260_000, {
            "label": "RDI project (invented)", "basis": "gber", "article": "25", "objective": "Research and development",
            "reference": "SA.00000", "costs_reference": "Gluing line", "costs_eur": Decimal(520_000),
            "ceiling_pct": Decimal(60),
        }),
        (partner, 200, 130_000, {
            "label": "Heat recovery (invented)", "basis": "gber", "article": "38", "objective": "Energy efficiency",
        }),
    )  # fmt: skip
    for cast, days, eur, more in told:
        values = {
            "basis": "de_minimis",
            "authority": "Ministry of the Economy",
            "granted_on": stage.today - timedelta(days=days),
            "nominal_eur": Decimal(eur),
            **more,
        }
        aids.record_award(company=cast.company, values=AwardValues(**values), by=cast.manager, at=stage.at)


def _tell_difficulty(stage: Stage, weak: Cast) -> None:
    known = {row.year: row for row in weak.company.figures.all()}
    year = stage.today.year - 1
    values = {
        **ACCOUNTS, "headcount": Decimal(18), "capital_eur": Decimal(200_000), "reserves_eur": Decimal(-140_000),
        "equity_eur": Decimal(60_000), "debt_eur": Decimal(540_000), "ebitda_eur": Decimal(-15_000),
        "interest_eur": Decimal(24_000), "source": "Invented",
    }  # fmt: skip
    companies.save_figures(
        company=weak.company, year=year, values=values, figures=known.get(year), by=weak.manager, at=stage.at
    )


def _tell_project(stage: Stage, cast: Cast) -> None:
    costs = {"industrial_research": Decimal(100_000), "experimental_development": Decimal(200_000)}
    applied, start = stage.today - timedelta(days=20), stage.today + timedelta(days=60)
    values = ProjectValues(
        on=stage.today, costs=costs, bonuses={"collaboration": None}, applied_on=applied, works_start_on=start,
        costs_reference="Gluing line",
    )  # fmt: skip
    typed = {
        "on": stage.today.isoformat(), "applied_on": applied.isoformat(), "works_start_on": start.isoformat(),
        "costs_reference": "Gluing line", "bonus_collaboration": "unknown",
        **{f"cost_{code}": str(eur) for code, eur in costs.items()},
    }  # fmt: skip
    save_project(
        company=cast.company, name="New gluing line (invented)", values=values, typed=typed, by=cast.manager,
        at=stage.at,
    )  # fmt: skip
