"""May these aids be had together? Different costs freely; the same costs up to the highest ceiling.

Source: Regulation (EU) 651/2014, article 8 (http://data.europa.eu/eli/reg/2014/651/oj), and article 5(2) of
Regulation (EU) 2023/2831 for de minimis aid. What was decided where the texts are silent: docs/reference/state-aid.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.holdings import amount, left_aside
from grappe.engines.eligibility.phrases import eur, joined, percent, plain, say
from grappe.engines.eligibility.reading import Fault, items, mapping, one_of, said, text, under
from grappe.engines.kernel import Text, Verdict

ZERO = Fraction(0)
# gber: aid under the block exemption; other: approved or notified aid; eu_central: money that the Union's own bodies
# give (no State aid: article 8(2)).
KINDS = ("gber", "other", "de_minimis", "eu_central")
LAW = "Regulation (EU) 651/2014, art. 8"


@dataclass(frozen=True, slots=True)
class Given:
    """One aid, had or asked for: euros (None not known), the costs it is for, its ceiling in percent of them or in
    euros (None not known; de minimis aid has none of its own). `rates`: the percentage by cost, where they differ.
    `name` is what the sentences call it; None: its id.
    """

    id: str
    kind: str
    costs: frozenset[str]
    eur: Fraction | None = None
    ceiling_pct: Fraction | None = None
    ceiling_eur: Fraction | None = None
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    name: Text | None = None

    def rate_for(self, cost: str) -> Fraction | None:
        """Return the ceiling in percent for one of its costs; None where it has none or it is not known."""
        return self.rates.get(cost, self.ceiling_pct)


@dataclass(frozen=True, slots=True)
class Case:
    """Eligible costs in euros by id, and the aids for them. `eu_rate_pct`: the most favourable funding rate of the
    Union's rules, asked where money of the Union's own bodies is among them. `name` is what the sentences call the
    costs; empty: their ids.
    """

    costs: Mapping[str, Fraction]
    aids: tuple[Given, ...]
    eu_rate_pct: Fraction | None = None
    name: str = ""
    remarks: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Aids that share costs: their sum against the highest ceiling, in euros; `room_eur` is what is left of it."""

    aids: tuple[str, ...]
    costs: tuple[str, ...]
    total_eur: float | None
    ceiling_eur: float | None
    room_eur: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cumulation:
    """YES: they may be had together; NO: some ceiling is passed; UNKNOWN: what is missing may decide it."""

    verdict: Verdict
    overlaps: tuple[Overlap, ...]
    steps: tuple[Text, ...]


def case_of(document: object) -> Case:
    """Return the case a document describes: `{"costs": [{"id", "eur"}], "aids": [{"id", "kind", "eur", "costs",
    "ceiling_pct", "ceiling_eur"}], "eu_rate_pct"}`. Raises Fault with the place of what cannot be used.
    """
    data = mapping(document, "")
    remarks = left_aside(data, frozenset({"costs", "aids", "eu_rate_pct"}), "")
    costs: dict[str, Fraction] = {}
    for i, value in enumerate(items(data.get("costs"), "costs")):
        place = under("costs", i)
        one = mapping(value, place)
        id_, euros = text(one, "id", place), amount(one, "eur", place)
        if id_ in costs:
            raise Fault(under(place, "id"), f"{said(id_)} stands in the list twice")
        if euros is None:
            raise Fault(under(place, "eur"), "is missing")
        costs[id_] = euros
    aids = tuple(
        _aid(value, under("aids", i), costs) for i, value in enumerate(items(data.get("aids"), "aids"))
    )
    return Case(costs, aids, amount(data, "eu_rate_pct", ""), remarks=tuple(remarks))


def _aid(value: object, place: str, known: Mapping[str, Any]) -> Given:
    data = mapping(value, place)
    named = items(data.get("costs"), under(place, "costs"))
    for j, cost in enumerate(named):
        if not isinstance(cost, str) or cost not in known:
            raise Fault(under(under(place, "costs"), j), f"{said(cost)} is none of the costs")
    ceiling = amount(data, "ceiling_pct", place)
    if ceiling is not None and ceiling > 100:
        raise Fault(
            under(place, "ceiling_pct"), f"must be at most 100 (percent), not {said(data['ceiling_pct'])}"
        )
    return Given(
        text(data, "id", place),
        one_of(text(data, "kind", place, "gber"), KINDS, under(place, "kind")),
        frozenset(named),
        amount(data, "eur", place),
        ceiling,
        amount(data, "ceiling_eur", place),
    )


def check(case: Case) -> Cumulation:
    """Return whether the aids of a case may be had together, with the sum and the ceiling of each overlap."""
    steps: list[Text] = []
    overlaps = []
    for aids in _overlapping(case.aids):
        overlap, said_ = _judged(case, aids)
        overlaps.append(overlap)
        steps += said_
    return Cumulation(Verdict.all(one.verdict for one in overlaps), tuple(overlaps), tuple(steps))


def _overlapping(aids: tuple[Given, ...]) -> list[list[Given]]:
    """Return the aids in groups that share costs, directly or through others."""
    groups: list[tuple[set[str], list[Given]]] = []
    for aid in aids:
        touching = [group for group in groups if group[0] & aid.costs]
        costs, members = set(aid.costs), [aid]
        for group in touching:
            costs |= group[0]
            members += group[1]
            groups.remove(group)
        groups.append((costs, members))
    order = {id(aid): i for i, aid in enumerate(aids)}
    sorted_groups = [sorted(members, key=lambda one: order[id(one)]) for _, members in groups]
    return sorted(sorted_groups, key=lambda members: order[id(members[0])])


def _judged(case: Case, aids: list[Given]) -> tuple[Overlap, list[Text]]:
    """Return one overlap: sum of State aid and de minimis aid against the highest ceiling for the same costs."""
    costs = tuple(cost for cost in case.costs if any(cost in aid.costs for aid in aids))
    counting = [aid for aid in aids if aid.kind != "eu_central"]
    known = sum((aid.eur or ZERO for aid in counting), ZERO)
    complete = all(aid.eur is not None for aid in counting)
    base = sum((case.costs[cost] for cost in costs), ZERO)
    ceiling, sure = _ceiling(case, counting, costs)
    over = known > ceiling if sure else known > base
    verdict = Verdict.NO if over else Verdict.of(True if sure and complete else None)
    steps = [_said(aids, case.name or ", ".join(costs), known, ceiling if sure else None, verdict)]
    if counting and all(aid.kind == "de_minimis" for aid in counting):
        steps.append(_ONLY_DE_MINIMIS)
    if len(counting) < len(aids):
        union, step = _union(case, aids, base)
        verdict, steps = verdict & union, [*steps, step]
    room = max(ZERO, ceiling - known) if sure and complete else None
    total = plain(known) if complete else None
    overlap = Overlap(
        tuple(aid.id for aid in aids), costs, total, plain(ceiling) if sure else None, plain(room), verdict
    )
    return overlap, steps


def _ceiling(case: Case, aids: list[Given], costs: tuple[str, ...]) -> tuple[Fraction, bool]:
    """Return the highest ceiling in euros: for each cost the highest rate of the aids for it; or an amount, where
    one of the aids has one and it is higher. And whether all that it needs is known.
    """
    total, sure = ZERO, True
    for cost in costs:
        for_it = [aid for aid in aids if cost in aid.costs and aid.kind != "de_minimis"]
        rates = [pct for aid in for_it if (pct := aid.rate_for(cost)) is not None]
        by_amount = any(aid.ceiling_eur is not None for aid in for_it)
        if not for_it:  # de minimis aid alone: no ceiling but the costs themselves
            total += case.costs[cost]
        elif rates:
            total += case.costs[cost] * max(rates) / 100
        elif not by_amount:
            sure = False
        if (
            any(aid.rate_for(cost) is None and aid.ceiling_eur is None for aid in for_it)
            and max(rates, default=0) < 100
        ):
            sure = False
    amounts = [aid.ceiling_eur for aid in aids if aid.ceiling_eur is not None]
    return max([total, *amounts]), sure


def _union(case: Case, aids: list[Given], base: Fraction) -> tuple[Verdict, Text]:
    """Return whether all public money together stays within the Union's most favourable rate (article 8(2))."""
    known = sum((aid.eur or ZERO for aid in aids), ZERO)
    rate = case.eu_rate_pct
    most = base * (100 if rate is None else rate) / 100
    complete = rate is not None and all(aid.eur is not None for aid in aids)
    verdict = Verdict.NO if known > most else Verdict.of(True if complete else None)
    return verdict, say(
        "Money of the Union’s own bodies is no State aid, but all public money together ({total}) stays within its most "
        "favourable rate: {rate} (art. 8(2)): {verdict}",
        "Les fonds gérés par l’Union elle-même ne sont pas des aides d’État, mais l’ensemble des fonds publics ({total}) reste "
        "dans son taux le plus favorable : {rate} (art. 8(2)) : {verdict}",
        "Von der Union selbst verwaltete Mittel sind keine Beihilfe, aber alle öffentlichen Mittel zusammen ({total}) "
        "bleiben im "
        "günstigsten Satz: {rate} (Art. 8(2)): {verdict}",
        total=eur(known), verdict=_WORDS[verdict],
        rate=percent(rate) if rate is not None else Text("not known", "non connu", "nicht bekannt"),
    )  # fmt: skip


_WORDS = {
    Verdict.YES: Text("allowed", "autorisé", "zulässig"),
    Verdict.NO: Text("too much", "trop", "zu viel"),
    Verdict.UNKNOWN: Text("not settled by what is known", "pas tranché par ce qui est connu", "durch das Bekannte "
    "nicht entschieden"),
}  # fmt: skip
_ONLY_DE_MINIMIS = Text(
    "De minimis aid only: no block exemption ceiling holds for these costs, the de minimis ceiling does (Regulation "
    "(EU) 2023/2831, art. 5)",
    "Aides de minimis seules : pas de plafond d’exemption pour ces coûts, celui de minimis s’applique (règlement (UE) "
    "2023/2831, art. 5)",
    "Nur De-minimis-Beihilfen: keine Freistellungsgrenze für diese Kosten, es gilt der De-minimis-Höchstbetrag "
    "(Verordnung (EU) 2023/2831, Art. 5)",
)


def _said(aids: list[Given], costs: str, known: Fraction, ceiling: Fraction | None, verdict: Verdict) -> Text:
    unknown = Text("not known", "non connu", "nicht bekannt")
    terms = [
        say(
            "{id} {v}",
            "{id} {v}",
            "{id} {v}",
            id=aid.name or aid.id,
            v=unknown if aid.eur is None else eur(aid.eur),
        )
        for aid in aids
        if aid.kind != "eu_central"
    ]
    if len(terms) < 2:
        return say(
            "{costs}: {terms}, nothing else for these costs; ceiling {ceiling} (art. 8(3)(a)): {verdict}",
            "{costs} : {terms}, rien d’autre pour ces coûts ; plafond {ceiling} (art. 8(3)(a)) : {verdict}",
            "{costs}: {terms}, sonst nichts für diese Kosten; Obergrenze {ceiling} (Art. 8(3)(a)): {verdict}",
            costs=costs, terms=joined(terms), verdict=_WORDS[verdict],
            ceiling=unknown if ceiling is None else eur(ceiling),
        )  # fmt: skip
    return say(
        "{costs}: {terms} = {total}; highest ceiling for the same costs {ceiling} (art. 8(3)(b), 8(5)): {verdict}",
        "{costs} : {terms} = {total} ; plafond le plus élevé pour les mêmes coûts {ceiling} (art. 8(3)(b), 8(5)) : {verdict}",
        "{costs}: {terms} = {total}; höchste Obergrenze für dieselben Kosten {ceiling} (Art. 8(3)(b), 8(5)): {verdict}",
        costs=costs, terms=joined(terms, " + "), total=eur(known), verdict=_WORDS[verdict],
        ceiling=unknown if ceiling is None else eur(ceiling),
    )  # fmt: skip
