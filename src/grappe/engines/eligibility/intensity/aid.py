"""How much aid may a project have at most? Per partner and category of costs, then the sum, its limits, and what has
to be notified; each step with its article.

Source: Regulation (EU) 651/2014 (http://data.europa.eu/eli/reg/2014/651/oj): article 4 (limits of notification),
article 6 (incentive effect), article 25 (mixed projects: each cost in one category), the figures in `terms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.intensity import limits
from grappe.engines.eligibility.intensity.collaboration import between_firms, with_research
from grappe.engines.eligibility.intensity.project import Partner, Project
from grappe.engines.eligibility.intensity.rates import Rate, rate
from grappe.engines.eligibility.intensity.terms import CATEGORIES
from grappe.engines.eligibility.phrases import eur, percent, plain, say
from grappe.engines.kernel import Text, Verdict

ZERO = Fraction(0)
LEAST_BY_SMES_PCT = 30  # article 29(2): a large enterprise only with SMEs that bear at least that
Step = tuple[Text, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What one category of one partner's costs brings at most, in euros and percent: for certain, and at best."""

    partner: str
    category: str
    cost_eur: float
    low_pct: int
    high_pct: int
    low_eur: float
    high_eur: float
    step: Text
    article: str


@dataclass(frozen=True, slots=True)
class Aid:
    """The most aid a project may have, in euros: `eur` whatever the unknowns turn out to be, `high_eur` if all turn
    out well; None where the regulation does not hold on the day. `articles` has the source of each step.

    `incentive`: whether the application was written before work started; `notify`: partner, aid and limit where
    the limit of notification is passed.
    """

    eur: float | None
    high_eur: float | None
    lines: tuple[Line, ...]
    steps: tuple[Text, ...]
    articles: tuple[str, ...]
    by_partner: tuple[tuple[str, float, float], ...] = ()
    incentive: Verdict = Verdict.UNKNOWN
    notify: tuple[tuple[str, float, int], ...] = ()
    missing: tuple[str, ...] = ()


def project_aid(project: Project, on: date) -> Aid:
    """Return the most aid the General Block Exemption Regulation lets a project have if granted on a day."""
    bonuses, steps = _bonuses(project)
    lines: list[Line] = []
    missing: dict[str, None] = {}
    for partner in project.partners:
        if partner.research:
            steps.append((_research(partner), "Framework for State aid for R&D&I, 2022/C 414/01"))
            continue
        for category, cost in _by_category(partner).items():
            found = rate(category, partner.size, bonuses, on)
            if found.terms is None:
                return Aid(None, None, (), found.steps, ("",) * len(found.steps))
            steps += [(step, found.article) for step in found.steps]
            missing |= dict.fromkeys(found.missing)
            lines.append(_line(project, partner, category, cost, found))
            steps.append((lines[-1].step, found.article))
    low = sum((_cents(line.low_eur) for line in lines), ZERO)
    high = sum((_cents(line.high_eur) for line in lines), ZERO)
    by_partner = _by_partner(lines)
    if len(lines) > 1:
        steps.append((_sum(low, high), ""))
    notify = limits.to_notify(project, lines, on)
    steps += notify.steps
    incentive, said = limits.incentive(project)
    steps.append(said)
    if incentive is Verdict.NO:
        low = high = ZERO
    elif incentive is Verdict.UNKNOWN:
        missing |= dict.fromkeys(("applied_on", "works_start_on"))
    low, high, limited = limits.limited(project, low, high)
    return Aid(
        plain(low),
        plain(high),
        tuple(lines),
        *_parted((*steps, *limited)),
        by_partner,
        incentive,
        notify.over,
        tuple(missing),
    )


def _bonuses(project: Project) -> tuple[dict[str, bool | None], list[Step]]:
    """Return the bonuses that hold: those of collaboration are worked out where there are partners."""
    held = dict(project.bonuses)
    if len(project.partners) < 2:
        return held, []
    steps = []
    for name, check in (("collaboration", between_firms), ("research_collaboration", with_research)):
        verdict, why = check(project.partners)
        held[name] = {Verdict.YES: True, Verdict.NO: False, Verdict.UNKNOWN: None}[verdict]
        if any(partner.research for partner in project.partners) or name == "collaboration":
            steps.append((why, "Regulation (EU) 651/2014, art. 25(6)(b)"))
    return held, steps


def _by_category(partner: Partner) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = {}
    for cost in partner.costs:
        sums[cost.category] = sums.get(cost.category, ZERO) + cost.eur
    return sums


def _line(project: Project, partner: Partner, category: str, cost: Fraction, found: Rate) -> Line:
    low_pct, high_pct = found.low_pct or 0, found.high_pct or 0
    low, high = cost * low_pct / 100, cost * high_pct / 100
    note: Text | None = None
    if (
        category == "process_innovation"
        and partner.size in (None, "large")
        and not _smes_bear_enough(project)
    ):
        low = ZERO
        high, note = (ZERO, _NO_SMES) if partner.size == "large" else (high, _NO_SMES)
        low_pct, high_pct = 0, (0 if partner.size == "large" else high_pct)
    terms = found.terms
    if terms is not None and terms.period_eur is not None and high:
        low, high, note = limits.advice(partner, cost, low, high, terms)
    label = CATEGORIES[category].label
    rates = (
        percent(low_pct)
        if low_pct == high_pct
        else say("{a} to {b}", "{a} à {b}", "{a} bis {b}", a=percent(low_pct), b=percent(high_pct))
    )
    amounts: dict[str, Text | str] = {
        "who": partner.id,
        "what": label,
        "cost": eur(cost),
        "rate": rates,
        "aid": _range(low, high),
    }
    if note is not None:
        step = say(
            "{who}, {what}, {cost}: {note}: {aid}", "{who}, {what}, {cost} : {note} : {aid}",
            "{who}, {what}, {cost}: {note}: {aid}", note=note, **amounts,
        )  # fmt: skip
    else:
        step = say(
            "{who}, {what}: {rate} × {cost} = {aid}", "{who}, {what} : {rate} × {cost} = {aid}",
            "{who}, {what}: {rate} × {cost} = {aid}", **amounts,
        )  # fmt: skip
    values = (plain(cost) or 0, low_pct, high_pct, plain(low) or 0, plain(high) or 0)
    return Line(partner.id, category, *values, step, found.article)


def _smes_bear_enough(project: Project) -> bool:
    total = sum((one.total for one in project.partners), ZERO)
    smes = sum((one.total for one in project.partners if one.size in ("micro", "small", "medium")), ZERO)
    return smes * 100 >= total * LEAST_BY_SMES_PCT


_NO_SMES = Text(
    "a large enterprise only with SMEs that bear at least 30% (art. 29(2))",
    "une grande entreprise seulement avec des PME supportant au moins 30 % (art. 29(2))",
    "ein großes Unternehmen nur mit KMU, die mindestens 30 % tragen (Art. 29(2))",
)


def _research(partner: Partner) -> Text:
    return say(
        "{who}: a research organisation; paying for its own non-economic work is no State aid, not counted here",
        "{who} : un organisme de recherche ; financer son activité non économique n’est pas une aide d’État, pas compté ici",
        "{who}: eine Forschungseinrichtung; die Finanzierung ihrer nichtwirtschaftlichen Arbeit ist keine Beihilfe, "
        "nicht gezählt",
        who=partner.id,
    )


def _by_partner(lines: Sequence[Line]) -> tuple[tuple[str, float, float], ...]:
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for line in lines:
        low, high = sums.get(line.partner, (ZERO, ZERO))
        sums[line.partner] = (low + _cents(line.low_eur), high + _cents(line.high_eur))
    return tuple((who, plain(low) or 0, plain(high) or 0) for who, (low, high) in sums.items())


def _cents(value: float) -> Fraction:
    return Fraction(str(value))


def _sum(low: Fraction, high: Fraction) -> Text:
    return say("Sum: {a}", "Total : {a}", "Summe: {a}", a=_range(low, high))


def _range(low: Fraction, high: Fraction) -> Text:
    if low == high:
        return eur(low)
    return say("{a} to {b}", "{a} à {b}", "{a} bis {b}", a=eur(low), b=eur(high))


def _parted(steps: Iterable[Step]) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    pairs = tuple(dict.fromkeys(steps))  # two partners alike are worked out once
    return tuple(text for text, _ in pairs), tuple(article for _, article in pairs)


def document_of(aid: Aid, language: str = "en") -> dict[str, Any]:
    """Return the aid as a document, with sentences in one language."""
    return {
        "eur": aid.eur,
        "high_eur": aid.high_eur,
        "lines": [
            {
                "partner": line.partner, "category": line.category, "cost_eur": line.cost_eur, "low_pct": line.low_pct,
                "high_pct": line.high_pct, "low_eur": line.low_eur, "high_eur": line.high_eur,
                "step": line.step.in_language(language), "article": line.article,
            }
            for line in aid.lines
        ],
        "by_partner": [{"partner": who, "eur": low, "high_eur": high} for who, low, high in aid.by_partner],
        "incentive": aid.incentive.value,
        "notify": [{"partner": who, "eur": amount, "limit_eur": limit} for who, amount, limit in aid.notify],
        "missing": list(aid.missing),
        "steps": [
            {"text": text.in_language(language), "article": article}
            for text, article in zip(aid.steps, aid.articles, strict=True)
        ],
    }  # fmt: skip
