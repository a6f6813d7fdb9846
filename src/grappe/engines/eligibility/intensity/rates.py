"""How many percent may aid be at most for a category of costs? `min(cap, base + size + bonus)`, three-valued, with
each step and its article.

Source: Regulation (EU) 651/2014, chapter III (http://data.europa.eu/eli/reg/2014/651/oj); the figures in `terms`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from grappe.engines.eligibility.ages import age_years
from grappe.engines.eligibility.intensity.terms import (
    BONUS_WORDS,
    CATEGORIES,
    START_UP,
    START_UP_YEARS,
    Category,
    Terms,
)
from grappe.engines.eligibility.phrases import day, eur, joined, number, percent, say
from grappe.engines.eligibility.sme_status.reasons import CLASS_WORDS
from grappe.engines.kernel import Text, Verdict

SIZES = ("micro", "small", "medium", "large")
Bonuses = Mapping[str, bool | None] | Collection[str]


@dataclass(frozen=True, slots=True)
class Rate:
    """The highest rate in percent: `low_pct` whatever the unknowns turn out to be, `high_pct` if all turn out well.

    `pct` is the rate where the two agree, else None. Both are None on a day on which the regulation does not hold.
    `missing` names what leaves it open (`size`, or a bonus).
    """

    category: str
    low_pct: int | None
    high_pct: int | None
    steps: tuple[Text, ...]
    article: str
    missing: tuple[str, ...] = ()
    terms: Terms | None = None

    @property
    def pct(self) -> int | None:
        return self.low_pct if self.low_pct == self.high_pct else None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """An amount of aid in euros at most, whether it is open at all, and the steps that lead there."""

    eur: int | None
    verdict: Verdict
    steps: tuple[Text, ...]


def rate(category: str, size: str | None, bonuses: Bonuses, on: date) -> Rate:
    """Return the highest rate for a category of costs (`terms.CATEGORIES`) and a size class (None: not known).

    `bonuses` are the names of those that hold; or a map of names to true, false, None (not known: it counts
    towards the high rate only), in which a name that is missing does not hold. Raises KeyError for a category, and
    ValueError for a size or a bonus, that nobody knows.
    """
    if size is not None and size not in SIZES:
        raise ValueError(f"no such size class: {size}")
    held = bonuses if isinstance(bonuses, Mapping) else dict.fromkeys(bonuses, True)
    if unknown := set(held) - set(BONUS_WORDS):
        raise ValueError(f"no such bonus: {', '.join(sorted(unknown))}")
    found = CATEGORIES[category]
    terms = found.on(on)
    if terms is None:
        return Rate(category, None, None, (_not_in_force(found, on),), "", terms=None)
    sizes = SIZES if size is None else (size,)
    lows = [_points(terms, one, held, sure=True) for one in sizes]
    highs = [_points(terms, one, held, sure=False) for one in sizes]
    low, high = min(lows), max(highs)
    open_bonuses = tuple(name for name in terms.bonus if held.get(name, False) is None)
    missing = (
        *(("size",) if len({*lows, *highs}) > 1 and size is None else ()),
        *(open_bonuses if low != high else ()),
    )
    article = f"Regulation (EU) 651/2014, {terms.article}"
    return Rate(category, low, high, _steps(found, terms, size, held, low, high), article, missing, terms)


def _points(terms: Terms, size: str, held: Mapping[str, bool | None], sure: bool) -> int:
    """Return the rate for one size; bonuses not known count only where it need not be sure. 0: not open to it."""
    if size not in terms.sizes:
        return 0
    if size == "large" and terms.large_base is not None:
        return terms.large_base
    wanted = {True} if sure else {True, None}
    bonus = max(
        (points for name, points in terms.bonus.items() if held.get(name, False) in wanted), default=0
    )
    return min(terms.cap, terms.base + _size_points(terms, size) + bonus)


def _size_points(terms: Terms, size: str) -> int:
    return {"micro": terms.size[0], "small": terms.size[0], "medium": terms.size[1]}.get(size, 0)


def _steps(
    found: Category, terms: Terms, size: str | None, held: Mapping[str, bool | None], low: int, high: int
) -> tuple[Text, ...]:
    """Say how the rate comes about, as an accountant would."""
    if size is not None and size not in terms.sizes:
        return (
            say(
                "{what}: for SMEs only ({article})", "{what} : réservé aux PME ({article})",
                "{what}: nur für KMU ({article})", what=found.label, article=terms.article,
            ),
        )  # fmt: skip
    own_base = size == "large" and terms.large_base is not None
    counted = [] if own_base else [name for name in terms.bonus if held.get(name, False)]
    steps = [_formula(found, terms, size, counted, low, high)]
    if len(counted) > 1:
        steps.append(
            say(
                "Of several bonuses only the greatest counts ({article})",
                "De plusieurs majorations, seule la plus forte compte ({article})",
                "Von mehreren Aufschlägen zählt nur der höchste ({article})",
                article=terms.article,
            )
        )
    unsure = [BONUS_WORDS[name] for name in terms.bonus if held.get(name, False) is None]
    if low != high and (unsure or size is None):
        size_word = [] if size is not None else [Text("size class", "catégorie de taille", "Größenklasse")]
        names = joined([*size_word, *unsure])
        steps.append(say("Not known: {what}", "Non connu : {what}", "Nicht bekannt: {what}", what=names))
    return tuple(steps)


def _formula(
    found: Category, terms: Terms, size: str | None, counted: list[str], low: int, high: int
) -> Text:
    """Say `base + size + bonus, at most cap: rate`; with a size not known, of the base and the bonus only."""
    own_base = terms.large_base if size == "large" else None
    base = terms.base if own_base is None else own_base
    addends = [say("base {p}", "base {p}", "Grundsatz {p}", p=percent(base))]
    if size is not None and own_base is None and (points := _size_points(terms, size)):
        addends.append(_addend(points, CLASS_WORDS[size]))
    if counted:
        best = max(counted, key=lambda name: terms.bonus[name])
        addends.append(_addend(terms.bonus[best], BONUS_WORDS[best]))
    result = percent(high)
    if low != high:
        result = say("{a} to {b}", "{a} à {b}", "{a} bis {b}", a=percent(low), b=percent(high))
    return say(
        "{what}: {terms}, at most {cap}: {result} ({article})", "{what} : {terms}, au plus {cap} : {result} ({article})",
        "{what}: {terms}, höchstens {cap}: {result} ({article})", what=found.label,
        terms=joined(addends, " + "), cap=percent(terms.cap), result=result, article=terms.article,
    )  # fmt: skip


def _addend(points: int, why: Text) -> Text:
    return say("{p} ({why})", "{p} ({why})", "{p} ({why})", p=number(points), why=why)


def _not_in_force(found: Category, on: date) -> Text:
    return say(
        "{what}: what Regulation (EU) 651/2014 allows on {on} is not known here (it covers 1 July 2014 to 31 December 2026)",
        "{what} : ce que le règlement (UE) 651/2014 permet le {on} n’est pas connu ici (du 1er juillet 2014 au 31 "
        "décembre 2026)",
        "{what}: was die Verordnung (EU) Nr. 651/2014 am {on} erlaubt, ist hier nicht bekannt (1. Juli 2014 bis 31. "
        "Dezember 2026)",
        what=found.label, on=day(on),
    )  # fmt: skip


def start_up_ceiling(
    on: date,
    *,
    founded: date | None = None,
    size: str | None = None,
    listed: bool | None = None,
    took_over: bool | None = None,
    paid_out: bool | None = None,
    innovative: bool | None = None,
    region: str = "",
) -> Ceiling:
    """Return the most aid that a start-up may have as a grant (article 22): its conditions, then the amount.

    `region` is "", "a" or "c". What is not known (None) leaves the verdict UNKNOWN, never met; `innovative` not known
    does not double.
    """
    terms = next((one for one in START_UP if on in one.valid), None)
    if terms is None:
        return Ceiling(None, Verdict.UNKNOWN, ())
    young = None if founded is None else age_years(founded, on) <= START_UP_YEARS
    small = None if size is None else size in ("micro", "small")
    denied = [None if flag is None else not flag for flag in (listed, took_over, paid_out)]
    verdict = Verdict.all(Verdict.of(one) for one in (young, small, *denied))
    base = {"a": terms.a_region_eur, "c": terms.c_region_eur}.get(region, terms.grant_eur)
    amount = 2 * base if innovative else base
    doubled = say(
        " × 2 (innovative) = {a}", " × 2 (innovante) = {a}", " × 2 (innovativ) = {a}", a=eur(amount)
    )
    step = say(
        "Start-up, at most {years} years old, small, unlisted, nothing taken over, no profit paid out: grant of at most "
        "{base}{doubled} (art. 22(2), (3), (5))",
        "Jeune pousse de {years} ans au plus, petite, non cotée, sans reprise, sans bénéfice distribué : subvention d’au plus "
        "{base}{doubled} (art. 22(2), (3), (5))",
        "Unternehmensneugründung, höchstens {years} Jahre alt, klein, nicht börsennotiert, nichts übernommen, kein Gewinn "
        "ausgeschüttet: Zuschuss höchstens {base}{doubled} (Art. 22(2), (3), (5))",
        years=START_UP_YEARS, base=eur(base), doubled=doubled if innovative else Text(),
    )  # fmt: skip
    return Ceiling(0 if verdict is Verdict.NO else amount, verdict, (step,))
