"""Do conditions that are joined in any way find the rows that plain Python finds, and do pages go through all of them once?"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import diagnostics, reference
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from grappe.apps.companies.models import Company
from grappe.apps.diagnostics.models import QuestionnaireVersion, Run
from grappe.apps.fields import operations as fields
from grappe.apps.fields.operations import Choice
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.conditions import rows_of
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.lists.queries.pages import every_row, page
from grappe.apps.needs.models import Need
from grappe.ui.listing import Op

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
THEN = datetime(2026, 6, 15, 8, tzinfo=UTC)
ROWS = 40


def days_ago(days: int) -> datetime:
    return THEN - timedelta(days=days)


@pytest.fixture
def world(people, clusters):
    """Forty companies, most things known of some and not of others; returned as plain dictionaries beside."""
    diagnostics.load("dma")
    said = {"by": people.administrator, "at": THEN}
    fields.define_field(record="company", kind="number", label={"en": "Energy"}, **said)
    fields.define_field(
        record="company", kind="choices", label={"en": "Labels"},
        choices=[Choice({"en": "Eco"}), Choice({"en": "Fair"})], **said,
    )  # fmt: skip
    fields.define_field(record="company", kind="yes_no", label={"en": "Exports"}, **said)
    fields.define_field(record="company", kind="day", label={"en": "Audit"}, **said)
    fields.define_field(record="company", kind="line", label={"en": "Contains"}, **said)
    dice = random.Random(8)
    return [company(dice, number, people, clusters) for number in range(ROWS)]


def company(dice, number, people, clusters):
    slugs = dice.sample(["healthtech", "digital", "wood"], dice.randint(0, 2))
    custom = {
        "energy": dice.choice([None, 5, 12, 12.5, 40, 90]), "labels": dice.choice([None, ["eco"], ["eco", "fair"]]),
        "exports": dice.choice([None, True, False]), "audit": dice.choice([None, "2026-03-01", "2024-01-01"]),
        "contains": dice.choice([None, "Élan vital", "plain"]),
    }  # fmt: skip
    facts = {
        "clusters": set(slugs), "city": dice.choice(["", "Esch", "Wiltz"]), "archived": dice.random() < 0.2,
        "founded": dice.choice([None, date(2020, 5, 1), date(2026, 2, 1)]),
        "permit": dice.choice([None, True, False]),
        "custom": {name: value for name, value in custom.items() if value is not None},
    }  # fmt: skip
    made = CompanyFactory(
        name=f"{dice.choice('abc')} {number}", clusters=[clusters[slug] for slug in slugs], postcode=facts["city"],
        founded=facts["founded"], business_permit=facts["permit"], custom=facts["custom"],
        archived_at=THEN if facts["archived"] else None, created_at=days_ago(900),
    )  # fmt: skip
    heads = {
        year: dice.choice([None, 0, 12, 39, 40, 300])
        for year in dice.sample([2023, 2024, 2025], dice.randint(0, 2))
    }
    for year, headcount in heads.items():
        FiguresFactory(company=made, year=year, headcount=headcount)
    known = [heads[year] for year in sorted(heads) if heads[year] is not None]
    contacts = [
        (dice.choice([10, 100, 200, 400]), dice.choice(["held", "planned"]))
        for _ in range(dice.randint(0, 3))
    ]
    for days, state in contacts:
        ContactFactory(company=made, state=state, starts_at=days_ago(days))
    needs = [
        (dice.choice(["digital", "business_model"]), dice.choice(["confirmed", "met"]))
        for _ in range(dice.randint(0, 2))
    ]
    for theme, state in needs:
        Need.objects.create(
            company=made, title="n", theme=reference.theme(theme), state=state, created_at=THEN
        )
    scores = [dice.choice([None, 10.0, 12.0, 39.9, 40.0, 80.0]) for _ in range(dice.randint(0, 2))]
    version = QuestionnaireVersion.objects.get()
    for ordinal, score in enumerate(scores):
        Run.objects.create(
            company=made, version=version, ordinal=ordinal, started_at=days_ago(50), overall=score,
            finished_at=days_ago(50 - ordinal),
        )  # fmt: skip
    heads_here = dice.randint(0, 2)
    for _ in range(heads_here):
        PersonFactory(company=made, is_head=True)
    rated = [score for score in scores if score is not None]
    return facts | {
        "pk": made.pk, "headcount": known[-1] if known else None, "held": [d for d, s in contacts if s == "held"],
        "needs": needs, "score": rated[-1] if rated else None, "heads": heads_here,
    }  # fmt: skip


def held_within(row, months) -> bool:
    first = {6: date(2025, 12, 15), 12: date(2025, 6, 15)}[months]
    return any(days_ago(days).date() >= first for days in row["held"])


LESS = {Op.LESS: lambda a, b: a < b, Op.MOST: lambda a, b: a <= b, Op.EQUAL: lambda a, b: a == b,
        Op.LEAST: lambda a, b: a >= b, Op.MORE: lambda a, b: a > b}  # fmt: skip


def number(name, read):
    """A number's conditions, with what they mean in Python."""
    found = [
        ({"filter": name, "op": op.value, "value": str(value)},
         lambda row, op=op, value=value: read(row) is not None and LESS[op](Decimal(str(read(row))), value))
        for op in LESS for value in (Decimal(12), Decimal(40))
    ]  # fmt: skip
    return [*found, *known(name, lambda row: read(row) is not None)]


def known(name, read):
    return [
        ({"filter": name, "op": "known"}, read),
        ({"filter": name, "op": "unknown"}, lambda row: not read(row)),
    ]


def choice(name, read, *values):
    """A choice's conditions: `read` gives the values of a row."""
    return [
        ({"filter": name, "op": "any_of", "value": list(values)}, lambda row: bool(read(row) & set(values))),
        ({"filter": name, "op": "none_of", "value": list(values)}, lambda row: not read(row) & set(values)),
    ]


def says(name, read):
    return [
        ({"filter": name, "op": "yes"}, lambda row: read(row) is True),
        ({"filter": name, "op": "no"}, lambda row: read(row) is False),
    ]


LEAVES = [
    *number("headcount", lambda row: row["headcount"]),
    *number("score_dma", lambda row: row["score"]),
    *number("custom_energy", lambda row: row["custom"].get("energy")),
    *choice("cluster", lambda row: row["clusters"], "healthtech", "wood"),
    *known("cluster", lambda row: bool(row["clusters"])),
    *choice("custom_labels", lambda row: set(row["custom"].get("labels", ())), "fair"),
    *choice("open_need", lambda row: {theme for theme, state in row["needs"] if state == "confirmed"}, "digital"),
    *says("archived", lambda row: row["archived"]),
    *says("permit", lambda row: row["permit"]),
    *known("permit", lambda row: row["permit"] is not None),
    *says("custom_exports", lambda row: row["custom"].get("exports")),
    ({"filter": "last_contact", "op": "not_within", "value": 6}, lambda row: not held_within(row, 6)),
    ({"filter": "last_contact", "op": "within", "value": 12}, lambda row: held_within(row, 12)),
    (
        {"filter": "last_contact", "op": "before", "value": "2026-03-01"},
        lambda row: bool(row["held"]) and all(days_ago(d).date() < date(2026, 3, 1) for d in row["held"]),
    ),
    *known("last_contact", lambda row: bool(row["held"])),
    (
        {"filter": "founded", "op": "before", "value": "2026-01-01"},
        lambda row: row["founded"] is not None and row["founded"] < date(2026, 1, 1),
    ),
    ({"filter": "founded", "op": "not_within", "value": 6}, lambda row: row["founded"] != date(2026, 2, 1)),
    *known("founded", lambda row: row["founded"] is not None),
    ({"filter": "custom_audit", "op": "within", "value": 6}, lambda row: row["custom"].get("audit") == "2026-03-01"),
    (
        {"filter": "custom_audit", "op": "not_within", "value": 6},
        lambda row: row["custom"].get("audit") != "2026-03-01",
    ),
    (
        {"filter": "custom_audit", "op": "before", "value": "2024-01-02"},
        lambda row: row["custom"].get("audit") == "2024-01-01",
    ),
    ({"filter": "postcode", "op": "contains", "value": "SC"}, lambda row: row["city"] == "Esch"),
    *known("postcode", lambda row: row["city"] != ""),
    (
        {"filter": "custom_contains", "op": "contains", "value": "Plain"},
        lambda row: row["custom"].get("contains") == "plain",
    ),
]  # fmt: skip
OF_NEEDS = [
    ({"filter": "theme", "op": "any_of", "value": ["digital"]}, lambda need: need[0] == "digital"),
    ({"filter": "open", "op": "yes"}, lambda need: need[1] == "confirmed"),
]


def joined(match, parts):
    """What a group means; None for one that asks for nothing, which counts nowhere."""
    parts = [part for part in parts if part is not None]
    if not parts:
        return None
    return {
        "all": lambda row: all(part(row) for part in parts),
        "any": lambda row: any(part(row) for part in parts),
        "none": lambda row: not any(part(row) for part in parts),
    }[match]


def group(match, parts):
    return {"match": match, "of": [raw for raw, _holds in parts]}, joined(
        match, [holds for _raw, holds in parts]
    )


def has_needs(match, parts):
    inner = joined("any" if match == "any" else "all", [holds for _raw, holds in parts])

    def holds(row):
        found = any(inner is None or inner(need) for need in row["needs"])
        return not found if match == "none" else found

    return {"has": "needs", "match": match, "of": [raw for raw, _holds in parts]}, holds


MATCHES = st.sampled_from(["all", "any", "none"])
NODES = st.recursive(
    st.sampled_from(LEAVES) | st.builds(has_needs, MATCHES, st.lists(st.sampled_from(OF_NEEDS), max_size=2)),
    lambda inner: st.builds(group, MATCHES, st.lists(inner, max_size=3)),
    max_leaves=8,
)


def test_any_combination_finds_what_python_finds(world, people):
    catalogue = Catalogue(people.administrator, TODAY)
    seen = {"some": 0}

    @settings(max_examples=150)
    @given(st.builds(group, MATCHES, st.lists(NODES, min_size=1, max_size=3)))
    def check(asked):
        raw, holds = asked
        try:
            definition = definitions.read(catalogue, "companies", {"where": raw})
        except definitions.BadInput:
            return  # deeper than an address may be
        assert definition.lost == ()
        assert definition.raw["where"] == raw
        found = set(rows_of(catalogue, definition).values_list("pk", flat=True))
        wanted = {row["pk"] for row in world if holds is None or holds(row)}
        assert found == wanted
        seen["some"] += 0 < len(wanted) < ROWS

    check()
    assert seen["some"] > 50
    for raw, holds in LEAVES:  # each condition alone says yes of some and no of others
        definition = definitions.read(catalogue, "companies", {"where": {"match": "all", "of": [raw]}})
        found = set(rows_of(catalogue, definition).values_list("pk", flat=True))
        assert found == {row["pk"] for row in world if holds(row)}, raw
        assert 0 < len(found) < ROWS, raw


def test_the_example_of_the_issue(world, people):
    """HealthTech, digital maturity below 40, no contact for 6 months, open need on digital."""
    raw = {"match": "all", "of": [
        {"filter": "cluster", "op": "any_of", "value": ["healthtech"]}, {"filter": "score_dma", "op": "less", "value": "40"},
        {"filter": "last_contact", "op": "not_within", "value": 6}, {"filter": "open_need", "op": "any_of", "value": ["digital"]},
    ]}  # fmt: skip
    asked = next(row for row in world if row["clusters"] != {"healthtech"})
    one = Company.objects.get(pk=asked["pk"])
    one.clusters.set([reference.clusters()["healthtech"]])
    one.contacts.all().delete()
    one.needs.all().delete()
    one.diagnostic_runs.all().delete()
    version = QuestionnaireVersion.objects.get()
    Run.objects.create(company=one, version=version, started_at=THEN, finished_at=THEN, overall=39.0)
    Need.objects.create(
        company=one, title="n", theme=reference.theme("digital"), state="confirmed", created_at=THEN
    )
    catalogue = Catalogue(people.administrator, TODAY)
    definition = definitions.read(catalogue, "companies", {"where": raw})
    assert one.pk in rows_of(catalogue, definition).values_list("pk", flat=True)
    ContactFactory(company=one, state="held", starts_at=days_ago(3))
    assert one.pk not in rows_of(catalogue, definition).values_list("pk", flat=True)


def test_pages_go_through_all_rows_once_there_and_back(world, people):
    """Over every column that can be ordered by, both ways, with values that are not known."""
    catalogue = Catalogue(people.administrator, TODAY)
    kind = catalogue.kind("companies")
    orders = [column.name for column in kind.columns if column.sort is not None]
    assert {"name", "headcount", "last_contact", "score_dma", "custom_energy", "custom_audit"} <= set(orders)
    for order in [*orders, *(f"-{name}" for name in orders)]:
        definition = definitions.read(
            catalogue, "companies", {"sort": order, "columns": ["name", order.removeprefix("-")]}
        )
        assert definition.sort == order
        whole = [row.pk for row in every_row(catalogue, definition)]
        assert sorted(whole) == sorted(row["pk"] for row in world), order
        there, seen = page(catalogue, definition, size=7), []
        while True:
            seen.append([row.pk for row in there.rows])
            if there.after is None:
                break
            there = page(catalogue, definition, size=7, after=there.after)
        assert [pk for part in seen for pk in part] == whole, order
        back = [[row.pk for row in there.rows]]
        while there.before is not None:
            there = page(catalogue, definition, size=7, before=there.before)
            back.insert(0, [row.pk for row in there.rows])
        assert [pk for part in back for pk in part] == whole, order


def test_rows_without_a_value_come_last_either_way(world, people):
    catalogue = Catalogue(people.administrator, TODAY)
    values = {row["pk"]: row["headcount"] for row in world}
    for order in ("headcount", "-headcount"):
        definition = definitions.read(catalogue, "companies", {"sort": order})
        found = [values[row.pk] for row in every_row(catalogue, definition)]
        filled = [value for value in found if value is not None]
        assert filled == sorted(filled, reverse=order.startswith("-"))
        assert found[len(filled) :] == [None] * (ROWS - len(filled))
