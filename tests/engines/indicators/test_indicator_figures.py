"""Are figures what somebody works out by hand on a small table?"""

from __future__ import annotations

from datetime import date
from typing import Any

from grappe.engines.indicators import Cell, Membership, Record, Result, Standing, World, compute, parse_query

UNTIL = date(2026, 6, 30)


def contact(company: int | None, on: str, state: str = "held", **more: Any) -> Record:
    return Record("contact", "", company, date.fromisoformat(on), state=state, **more)


RECORDS = [
    contact(1, "2025-02-01"), contact(1, "2025-12-31"), contact(2, "2026-01-01"),
    contact(2, "2026-07-01", "planned"), contact(None, "2025-05-05"),
    Record("need", "", 1, date(2025, 1, 10), date(2025, 1, 20), theme="skills"),
    Record("need", "", 2, date(2025, 6, 1), date(2026, 6, 1), theme="skills"),
    Record("need", "", 3, date(2025, 6, 1), None, theme="energy"),
    *[Record("project", "", company, date(2025, 3, 1), group_key="p1", amount=10) for company in (1, 2, 3)],
    *[Record("project", "", company, date(2025, 3, 1), group_key="p2", amount=5) for company in (1, 2)],
]  # fmt: skip
STANDINGS = [
    Standing(1, 2025, "small", "Wiltz", "10", 7, True), Standing(2, 2025, "large", "Wiltz", "10", None, False),
    Standing(3, 2025, "micro", "", "62", 7, True),
]  # fmt: skip
MEMBERSHIPS = [Membership(1, 2025, "wood"), Membership(1, 2025, "space"), Membership(2, 2025, "wood")]
KINDS = {"contact", "need", "project"}


def figure(data: dict[str, Any]) -> dict[Cell, Result]:
    world = World(RECORDS, STANDINGS, MEMBERSHIPS, (2025, 2026), UNTIL)
    return compute(parse_query(data, kinds=KINDS), world)


def test_contacts_held_in_each_year_and_part():
    found = figure({"count": {"records": "contact", "where": {"state": "held"}}})
    assert found[Cell(2025)] == Result(3, 3, 1)  # one with no company on file
    assert found[Cell(2026)] == Result(1, 1, 1)
    assert found[Cell(2025, "cluster", "wood")] == found[Cell(2025, "cluster", "space")] == Result(2, 2, 1)
    assert found[Cell(2025, "manager", "7")] == Result(2, 2, 1)
    assert Cell(2026, "size", "large") not in found  # nobody said what it was in 2026


def test_what_lies_after_the_day_is_not_counted_yet():
    assert Cell(2026) not in figure({"count": {"records": "contact", "where": {"state": "planned"}}})


def test_a_stock_at_the_end_of_the_year_or_on_the_day():
    found = figure({"count": {"records": "need", "when": "open"}})
    assert (found[Cell(2025)].value, found[Cell(2026)].value) == (2, 1)


def test_time_to_a_solution():
    found = figure({"median": {"records": "need", "when": "ended"}, "of": "days"})
    assert (found[Cell(2025)].value, found[Cell(2026)].value) == (10, 365)
    assert figure({"mean": {"records": "need"}, "of": "days"})[Cell(2025)] == Result(187.5, 2, 2)


def test_companies_of_any_and_of_all():
    twice = {"records": "contact", "where": {"state": "held"}, "at_least": 2}
    in_project = {"records": "project"}
    assert figure({"companies": {"any": [twice, in_project]}})[Cell(2025)] == Result(3, 7, 3)
    assert figure({"companies": {"all": [twice, in_project]}})[Cell(2025)] == Result(1, 4, 1)
    small = {"any": [twice, in_project], "standing": {"size": ["micro", "small", "medium"]}}
    assert figure({"companies": small})[Cell(2025)].value == 2
    share = figure({"share": {"companies": small}, "of": {"companies": {"any": [twice, in_project]}}})
    assert share[Cell(2025)].value == 2 / 3
    assert share[Cell(2025)].companies == 2


def test_collaborations_of_three_companies_count_wherever_one_of_them_is():
    found = figure({"groups": {"records": "project", "shared_by": 3}})
    assert found[Cell(2025)] == Result(1, 3, 3)
    assert found[Cell(2025, "cluster", "space")] == Result(1, 1, 1)


def test_amounts():
    assert figure({"sum": {"records": "project"}, "of": "amount"})[Cell(2025)] == Result(40, 5, 3)
