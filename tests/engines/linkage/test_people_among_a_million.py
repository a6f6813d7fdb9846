"""Somebody with two addresses in one company is found however many people there are; a common name in a large house is not."""

from __future__ import annotations

import pytest

from grappe.engines.linkage import PERSON, Linker, compare

MARIE = {
    "name": "Marie Kieffer", "email": "m.kieffer@zorvex.lu", "phone": "", "function": "", "company_id": "7", "company": "Zorvex",
}  # fmt: skip


def probable(other: dict[str, str], population: int, beside: int = 0) -> float:
    """How probable it is that two are one, in a company of so many more."""
    more = [MARIE | {"name": f"Other {n}", "email": f"o{n}@zorvex.lu"} for n in range(beside)]
    return compare(PERSON, MARIE, [MARIE | other, *more], population)[0].probability


@pytest.mark.parametrize("population", [2_000, 20_000, 100_000, 1_000_000, 5_000_000])
def test_two_addresses_in_one_company_are_proposed_whatever_the_population(population):
    assert probable({"email": "marie@zorvex.lu"}, population) > 0.9
    assert probable({"email": "marie@zorvex.lu"}, population, beside=8) > 0.7


@pytest.mark.parametrize("population", [20_000, 1_000_000])
def test_what_is_not_the_same_is_not_proposed(population):
    assert probable({"name": "Jean Kieffer", "email": "j.kieffer@zorvex.lu"}, population) < 0.05
    assert probable({"email": "marie@other.lu", "company_id": "8", "company": "Other"}, population) < 0.05


def test_the_larger_a_company_the_less_it_says():
    few = probable({"email": "marie@zorvex.lu"}, 1_000_000)
    many = probable({"email": "marie@zorvex.lu"}, 1_000_000, beside=190)
    assert many < few


def test_the_nightly_look_finds_it_in_a_large_file():
    """12,000 people of 2,400 companies, few of whom bear one name: forty stand twice, with another address each."""
    first = [
        "Marie",
        "Jean",
        "Luc",
        "Anne",
        "Tom",
        "Eva",
        "Paul",
        "Sven",
        "Lea",
        "Max",
        "Nora",
        "Jos",
        "Ben",
        "Kim",
        "Ada",
    ]
    last = [f"{a}{b}{c}" for a in ("Kief", "Wag", "Schmi", "Hoff", "Mull", "Thil", "Bra", "Kle", "Weis", "Zim") for b in
            ("fer", "ner", "tz", "man", "er", "mes", "un", "in", "sen", "mer") for c in
            ("bach", "berg", "el", "hard", "old", "wald", "stein", "furt", "heim", "dorf")]  # fmt: skip
    rows = []
    for number in range(12_000):
        name = f"{first[(number * 7 + number // 15) % 15]} {last[(number * 387) % 1000]}"
        rows.append((name, f"p{number}@c{number // 5}.lu", str(number // 5)))
    doubles = {}
    for number in range(0, 12_000, 300):
        doubles[number] = len(rows)
        rows.append((rows[number][0], f"other{number}@c{rows[number][2]}.lu", rows[number][2]))
    columns = {
        "name": [row[0] for row in rows], "email": [row[1] for row in rows], "company_id": [row[2] for row in rows],
        "company": [f"Company {row[2]}" for row in rows],
    }  # fmt: skip
    found = {(link.a, link.b) for link in Linker(PERSON, columns).links()}
    assert found == set(doubles.items())
