"""How much aid would it be? From the rates of a programme and the costs of a project, step by step, in
euros.

A rate whose condition is not known to hold counts towards the highest amount only; so does a rate for a
size of company that it may be of. The result is what the programme gives *if* the company is eligible. A row with a
source has its article in the step. What the block exemption itself allows at most is in `intensity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grappe.engines.eligibility.facts import Cost
from grappe.engines.eligibility.model import WHOLE_PROJECT, Limit, Rate, Tree, Version
from grappe.engines.kernel import Money, Text, Verdict

Truth = Callable[[Tree], Verdict]
_SIZES_OF_ROW = {
    "micro": frozenset({"micro"}),
    # The law's "small enterprises" are those of fewer than 50 people: micro enterprises are among them.
    "small": frozenset({"micro", "small"}),
    "medium": frozenset({"medium"}),
    "large": frozenset({"large"}),
    "sme": frozenset({"micro", "small", "medium"}),
    "all": frozenset({"micro", "small", "medium", "large"}),
}
NOTHING = Money(0)
Best = tuple[Money, Rate | None]
_BELOW_MIN_COST = (
    "Costs below the minimum of {}: no aid",
    "Coûts sous le minimum de {} : pas d’aide",
    "Kosten unter dem Mindestbetrag von {}: keine Beihilfe",
)
_BELOW_MIN_AID = ("No aid below {}", "Pas d’aide en dessous de {}", "Keine Beihilfe unter {}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """The least and the most aid, in euros, with the steps that lead there."""

    low: Money
    high: Money
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """What one cost category brings: at least `low`, at most `high`, said in `step`."""

    low: Money
    high: Money
    step: Text


def estimate(version: Version, sizes: frozenset[str], costs: Sequence[Cost], truth: Truth) -> Estimate | None:
    """Return the aid a version of a programme gives for costs; None where its rates and sums do not say.

    `sizes` are the size classes the company may be of; `truth` says whether a tree of criteria holds for it.
    """
    flat = [limit for limit in version.limits if limit.kind == "flat" and not limit.cost_category]
    if not costs or not version.rates:
        return _flat(flat, sure=not version.rates)
    steps: list[Text] = []
    by_category, without_rate = _assigned(version.rates, _merged(costs, version.limits, steps))
    counted = [_line(version, sizes, category, eur, truth) for category, eur in by_category.items()]
    if not counted:
        return _flat(flat, sure=False)
    steps += [_no_rate(category) for category in without_rate]
    low = sum((line.low for line in counted), NOTHING)
    high = sum((line.high for line in counted), NOTHING)
    steps += [line.step for line in counted]
    if len(counted) > 1:
        steps.append(_said("Sum: {}", "Total : {}", "Summe: {}", (low, high)))
    total = sum((cost.eur for cost in costs), Decimal(0))
    low, high = _limited(version.limits, total, low, high, steps)
    return Estimate(low, high, tuple(steps))


def _flat(limits: Sequence[Limit], sure: bool) -> Estimate | None:
    """Return the flat sum of a programme; where it has rates besides, it is not `sure` to be given here."""
    if not limits:
        return None
    sums = [Money.eur(limit.eur) for limit in limits]
    steps = [_said("Flat sum: {}", "Somme forfaitaire : {}", "Pauschale: {}", (one, one)) for one in sums]
    return Estimate(min(sums) if sure else NOTHING, max(sums), tuple(steps))


def _merged(costs: Sequence[Cost], limits: Sequence[Limit], steps: list[Text]) -> list[tuple[str, Decimal]]:
    """Return the costs by category, those of one category added up and cut at the limit of its costs."""
    sums: dict[str, Decimal] = {}
    for cost in costs:
        sums[cost.category] = sums.get(cost.category, Decimal(0)) + cost.eur
    for limit in limits:
        caps = limit.kind in ("max_cost", "fee_cap") and limit.cost_category in sums
        if caps and sums[limit.cost_category] > limit.eur:
            sums[limit.cost_category] = limit.eur
            steps.append(_capped(limit.cost_category, limit.eur))
    general = [limit.eur for limit in limits if limit.kind == "max_cost" and not limit.cost_category]
    total = sum(sums.values(), Decimal(0))
    if general and total > min(general):
        # The programme does not say which costs are cut: all in the same proportion.
        share = min(general) / total
        sums = {category: eur * share for category, eur in sums.items()}
        steps.append(_capped("", min(general)))
    return list(sums.items())


def _assigned(
    rates: Sequence[Rate], costs: Iterable[tuple[str, Decimal]]
) -> tuple[dict[str, Decimal], list[str]]:
    """Return the costs by the category of rates that counts them, and the categories that no rate counts.

    A rate for the whole project counts, in one sum, whatever has no rate of its own.
    """
    named = {rate.cost_category for rate in rates}
    whole = next((rate.cost_category for rate in rates if rate.cost_category in WHOLE_PROJECT), None)
    counted: dict[str, Decimal] = {}
    without_rate = []
    for category, eur in costs:
        target = category if category in named else whole
        if target is None:
            without_rate.append(category)
        else:
            counted[target] = counted.get(target, Decimal(0)) + eur
    return counted, without_rate


def _capped(category: str, eur: Decimal) -> Text:
    money = Money.eur(eur)
    said = _said(
        "eligible costs at most {}",
        "coûts éligibles au plus {}",
        "förderfähige Kosten höchstens {}",
        (money, money),
    )
    if not category:
        return said
    return Text(f"{category}: {said.en}", f"{category} : {said.fr}", f"{category}: {said.de}")


def _no_rate(category: str) -> Text:
    return Text(
        f"{category}: no rate in this programme, not counted",
        f"{category} : pas de taux dans ce programme, pas compté",
        f"{category}: kein Satz in diesem Programm, nicht gezählt",
    )


def _line(version: Version, sizes: frozenset[str], category: str, eur: Decimal, truth: Truth) -> _Line:
    rows = [row for row in version.rates if row.cost_category == category]
    held = [(row, _holds(row, truth)) for row in rows]
    lows, highs = [], []
    for size in sorted(sizes):
        suits = [(row, verdict) for row, verdict in held if size in _SIZES_OF_ROW[row.size]]
        lows.append(_best(eur, (row for row, verdict in suits if verdict is Verdict.YES)))
        highs.append(_best(eur, (row for row, verdict in suits if verdict is not Verdict.NO)))
    low, high = min(lows, key=lambda best: best[0]), max(highs, key=lambda best: best[0])
    return _Line(low[0], high[0], _step(category, eur, low, high))


def _holds(row: Rate, truth: Truth) -> Verdict:
    if row.needs is not None:
        return truth(row.needs)
    return Verdict.UNKNOWN if row.condition.in_language("en") else Verdict.YES


def holds_for(row: Rate, sizes: frozenset[str]) -> bool:
    """Return whether a row may hold for a company of one of these size classes."""
    return bool(_SIZES_OF_ROW[row.size] & sizes)


def _best(eur: Decimal, rows: Iterable[Rate]) -> Best:
    best: Best = (NOTHING, None)
    for row in rows:
        aid = Money.eur(eur * row.max_rate / 100)
        if row.cap_eur is not None:
            aid = min(aid, Money.eur(row.cap_eur))
        if best[1] is None or aid > best[0]:
            best = (aid, row)
    return best


def _step(category: str, eur: Decimal, low: Best, high: Best) -> Text:
    rates = [row.max_rate if row is not None else Decimal(0) for row in (low[1], high[1])]
    percent = "–".join(dict.fromkeys(f"{rate.normalize():f}" for rate in rates))
    costs = Money.eur(eur)

    def line(language: str) -> str:
        named = next((best[1].label for best in (high, low) if best[1] is not None), Text())
        what, amount = named.in_language(language) or category, _range(low[0], high[0], language)
        said = f"{what}: {percent} % × {euros(costs, language)} = {amount}"
        row = high[1]
        if row is None:
            return said
        cap = "" if row.cap_eur is None else f" (≤ {euros(Money.eur(row.cap_eur), language)})"
        condition = row.condition.in_language(language)
        if row.source:
            condition = condition.rstrip(".")
        notes = "; ".join(note for note in (condition, row.source) if note)
        return said + cap + (f" ({notes})" if notes else "")

    return Text(line("en"), line("fr"), line("de"))


def _limited(
    limits: Sequence[Limit], total: Decimal, low: Money, high: Money, steps: list[Text]
) -> tuple[Money, Money]:
    """Return the amounts after the programme's own limits; for a sum below its minimum there is no aid."""
    whole = [(limit, Money.eur(limit.eur)) for limit in limits if not limit.cost_category]
    for limit, bound in whole:
        if limit.kind == "min_cost" and total < limit.eur:
            low = high = NOTHING
            steps.append(_said(*_BELOW_MIN_COST, (bound, bound)))
        if limit.kind == "max" and high > bound:
            low, high = min(low, bound), bound
            steps.append(_said("At most {}", "Au plus {}", "Höchstens {}", (bound, bound)))
    for limit, bound in whole:
        if limit.kind == "min" and (NOTHING < low < bound or NOTHING < high < bound):
            low, high = NOTHING, high if high >= bound else NOTHING
            steps.append(_said(*_BELOW_MIN_AID, (bound, bound)))
    return low, high


def _said(en: str, fr: str, de: str, amounts: tuple[Money, Money]) -> Text:
    low, high = amounts
    parts = {"en": en, "fr": fr, "de": de}
    return Text(**{language: parts[language].format(_range(low, high, language)) for language in parts})


def _range(low: Money, high: Money, language: str) -> str:
    if low == high:
        return euros(low, language)
    return f"{euros(low, language)} – {euros(high, language)}"


def euros(money: Money, language: str) -> str:
    """Return an amount as it is written in a language, in whole euros where there are no cents."""
    cents = money.cents % 100
    plain = f"{money.cents // 100:,}" + (f".{cents:02d}" if cents else "")
    if language == "en":
        return f"EUR {plain}"
    separator = "\u202f" if language == "fr" else "."
    return plain.replace(",", "_").replace(".", ",").replace("_", separator) + " EUR"
