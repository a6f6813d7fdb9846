"""Which laws hold for every ownership graph? Order, small holdings, scale, learning; and a plain second reading of
Annex I, article 6, that must agree with the engine.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from grappe.engines.eligibility.sme_status import FIGURES, KINDS, Status, group_of, sme_classes, sme_status

IDS = ("a", "b", "c", "d", "e")
SHARES = [0, 10, 15, 20, 24.99, 25, 30, 40, 50, 50.01, 60, 100]
FIGURE: dict[str, list[float]] = {
    "headcount": [0, 5, 9, 10, 30, 49, 50, 120, 249, 250, 600],
    "turnover_eur": [0, 1_000_000, 2_000_000, 9_000_000, 10_000_000, 45_000_000, 60_000_000],
    "balance_sheet_eur": [0, 2_000_000, 3_000_000, 10_000_000, 43_000_000, 50_000_000],
}
LAST = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {key: st.sampled_from([None, "micro", "small", "medium", "large"]) for key in ("class", "status")}
    ),
)


@st.composite
def documents(draw: Any, kinds: tuple[str, ...] = KINDS, known: bool = False) -> dict[str, Any]:
    """Any ownership graph of up to five; the subject is an enterprise. `known`: no figure and no share missing."""

    def value(values: list[float]) -> Any:
        return draw(st.sampled_from(values if known else [None, *values]))

    ids = IDS[: draw(st.integers(1, 5))]
    enterprises = []
    for i, id_ in enumerate(ids):
        kind = "enterprise" if i == 0 else draw(st.sampled_from(kinds))
        one = {"id": id_, "kind": kind} | {name: value(values) for name, values in FIGURE.items()}
        if kind == "natural_person":
            one["same_market"] = draw(st.sampled_from([None, True, False]))
        enterprises.append(one)
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=7, unique=True))
    holdings = [
        {"owner": x, "owned": y, "capital_pct": value(SHARES), "votes_pct": value(SHARES),
         "control": draw(st.integers(0, 9)) == 0}
        for x, y in pairs
        if x != y
    ]  # fmt: skip
    return {"subject": "a", "enterprises": enterprises, "holdings": holdings, "last_year": draw(LAST)}


def judged(document: dict[str, Any]) -> Status:
    return sme_status(group_of(document))


def essence(found: Status) -> tuple:
    """What must not depend on the order of the document."""
    parts = sorted((part.id, part.relation, part.share_pct, part.counted) for part in found.parts)
    return (
        found.size_class,
        found.possible,
        found.relation,
        found.totals,
        parts,
        sorted(found.missing),
        found.cycles,
    )


@given(documents(), st.randoms())
def test_the_order_of_enterprises_and_holdings_does_not_matter(document, random):
    other = {key: list(value) if isinstance(value, list) else value for key, value in document.items()}
    random.shuffle(other["enterprises"])
    random.shuffle(other["holdings"])
    assert essence(judged(document)) == essence(judged(other))


@given(documents(), st.sampled_from([1, 10, 24.99]), st.booleans(), st.sampled_from(IDS))
def test_less_than_25_percent_between_the_group_and_a_stranger_changes_nothing(
    document, share, upstream, end
):
    """The stranger is tied to nobody else, so nothing is added up with its share; public bodies apart."""
    assume(end in [one["id"] for one in document["enterprises"]])
    stranger = {
        "id": "z",
        "kind": "enterprise",
        "headcount": 10_000,
        "turnover_eur": 10**9,
        "balance_sheet_eur": 10**9,
    }
    owner, owned = ("z", end) if upstream else (end, "z")
    tie = {"owner": owner, "owned": owned, "capital_pct": share, "votes_pct": share, "control": False}
    more = document | {
        "enterprises": [*document["enterprises"], stranger],
        "holdings": [*document["holdings"], tie],
    }
    before, after = judged(document), judged(more)
    joint = any(h["owned"] == "z" for h in more["holdings"] if h is not tie)
    assume(not joint)
    assert (before.size_class, before.totals, before.missing) == (
        after.size_class,
        after.totals,
        after.missing,
    )


@given(documents(known=True), st.integers(2, 7))
def test_figures_so_many_times_as_large_have_so_many_times_the_sum(document, times):
    larger = document | {
        "enterprises": [
            {**one, **{name: one[name] * times for name in FIGURES}} for one in document["enterprises"]
        ]
    }
    small, large = judged(document), judged(larger)
    for name in FIGURES:
        before, after = getattr(small.totals, name), getattr(large.totals, name)
        # Each total is rounded to two places, so the smaller one's error is multiplied.
        assert before is not None and abs(after - before * times) <= 0.01 * times


@given(documents(), st.data())
def test_learning_a_figure_never_changes_a_settled_class(document, data):
    first = judged(document)
    learnt = document | {
        "enterprises": [
            {
                **one,
                **{
                    name: data.draw(st.sampled_from(FIGURE[name])) if one[name] is None else one[name]
                    for name in FIGURES
                },
            }
            for one in document["enterprises"]
        ]
    }  # fmt: skip
    then = judged(learnt)
    assert then.possible <= first.possible
    if first.size_class is not None:
        assert then.size_class == first.size_class


@given(documents())
def test_a_class_is_named_only_when_one_is_left(document):
    found = judged(document)
    assert found.possible
    assert (found.size_class is None) == (len(found.possible) > 1)
    if not found.missing and (document["last_year"] is None or None not in document["last_year"].values()):
        assert found.size_class is not None


def plain_totals(document: dict[str, Any]) -> dict[str, Fraction]:
    """Annex I, article 6, read a second time, slowly: enterprises only, every figure and share known."""
    ids = [one["id"] for one in document["enterprises"]]
    capital = {(h["owner"], h["owned"]): Fraction(str(h["capital_pct"])) for h in document["holdings"]}
    votes = {(h["owner"], h["owned"]): Fraction(str(h["votes_pct"])) for h in document["holdings"]}
    control = {(h["owner"], h["owned"]) for h in document["holdings"] if h["control"]}
    groups = [{one} for one in ids]

    def controlling(owners: set[str], owned: str) -> bool:
        return (
            any((o, owned) in control for o in owners) or sum(votes.get((o, owned), 0) for o in owners) > 50
        )

    while True:
        pair = next(
            ((g, h) for g in groups for h in groups if g is not h and any(controlling(g, one) for one in h)),
            None,
        )
        if pair is None:
            break
        groups = [g for g in groups if g is not pair[0] and g is not pair[1]] + [pair[0] | pair[1]]
    mine = next(g for g in groups if "a" in g)
    weights = dict.fromkeys(mine, Fraction(1))
    for group in groups:
        if group is mine:
            continue
        shares = [
            max(sum(capital.get((o, x), 0) for o in owners), sum(votes.get((o, x), 0) for o in owners))
            for owners, owned in ((group, mine), (mine, group))
            for x in owned
        ]
        if max(shares) >= 25:
            weights |= dict.fromkeys(group, Fraction(max(shares)) / 100)
    figures = {one["id"]: one for one in document["enterprises"]}
    return {
        name: sum(Fraction(figures[one][name]) * weight for one, weight in weights.items())
        for name in FIGURES
    }


@given(documents(kinds=("enterprise",), known=True))
def test_a_plain_second_reading_agrees(document):
    found = judged(document)
    for name, total in plain_totals(document).items():
        assert abs(Fraction(str(getattr(found.totals, name))) - total) <= Fraction(1, 100)


@given(documents(), st.data())
def test_learning_a_share_never_changes_a_settled_class(document, data):
    """A holding of which neither capital nor votes are known may turn out to be anything from nothing to the whole."""
    first = judged(document)
    assume(first.size_class is not None)

    def learnt(holding):
        if holding["capital_pct"] is None and holding["votes_pct"] is None and not holding["control"]:
            share = data.draw(st.sampled_from(SHARES))
            return holding | {"capital_pct": share, "votes_pct": share}
        return holding

    assert (
        judged(document | {"holdings": [learnt(one) for one in document["holdings"]]}).size_class
        == first.size_class
    )


@given(documents())
def test_the_class_without_words_is_that_of_the_status(document):
    """A country's companies are read without the sentences: nothing else may differ."""
    short, whole = sme_classes(group_of(document)), judged(document)
    assert short.size_class == whole.size_class
    assert (short.possible, short.figures_class) == (whole.possible, whole.figures_class)
