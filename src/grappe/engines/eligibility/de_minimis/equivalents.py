"""How much aid is there in a grant paid later, in a loan, in a guarantee? The gross grant equivalent, in euros.

Sources: Regulation (EU) 2023/2831, article 3(6) (instalments), 4(3) (loans) and 4(6) (guarantees)
(http://data.europa.eu/eli/reg/2023/2831/oj); for aid before 2024 the same articles of Regulation (EU) 1407/2013;
the Commission's communication on reference and discount rates, 2008/C 14/02.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from grappe.engines.eligibility.ages import age_years
from grappe.engines.eligibility.de_minimis.ceilings import CEILING_EUR, IN_FORCE, OLD_CEILING_EUR
from grappe.engines.eligibility.phrases import Number, day, eur, exact, joined, number, percent, plain, say
from grappe.engines.kernel import Text

DISCOUNT_MARGIN_PCT = Fraction(1)  # 100 basis points above the base rate (2008/C 14/02)
# Margins above the base rate in basis points (2008/C 14/02): rating, then high, normal, low collateralisation.
MARGINS: dict[str, tuple[int, int, int]] = {
    "strong": (60, 75, 100),  # AAA to A
    "good": (75, 100, 220),  # BBB
    "satisfactory": (100, 220, 400),  # BB
    "weak": (220, 400, 650),  # B
    "bad": (400, 650, 1000),  # CCC and below
}
COLLATERALS = ("high", "normal", "low")
LEAST_COLLATERAL_PCT, MOST_GUARANTEED_PCT = 50, 80


@dataclass(frozen=True, slots=True)
class Gge:
    """A gross grant equivalent in euros (None where no simple way is open), and how it was worked out."""

    eur: float | None
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Limits:
    """Up to which amount and time the simple proportion holds: (euros, years) twice; the ceiling it is of."""

    short: tuple[int, int]
    long: tuple[int, int]
    ceiling: int
    source: str


_LOAN = _Limits((1_500_000, 5), (750_000, 10), CEILING_EUR, "Regulation (EU) 2023/2831, art. 4(3)(b)")
_OLD_LOAN = _Limits((1_000_000, 5), (500_000, 10), OLD_CEILING_EUR, "Regulation (EU) 1407/2013, art. 4(3)(b)")
_GUARANTEE = _Limits((2_250_000, 5), (1_125_000, 10), CEILING_EUR, "Regulation (EU) 2023/2831, art. 4(6)(b)")
_OLD_GUARANTEE = _Limits(
    (1_500_000, 5), (750_000, 10), OLD_CEILING_EUR, "Regulation (EU) 1407/2013, art. 4(6)(b)"
)


def reference_rate(base_pct: Number, rating: str, collateral: str) -> Fraction:
    """Return the reference rate in percent: the base rate plus the margin for a rating (`strong`, `good`,
    `satisfactory`, `weak`, `bad`) and a collateralisation (`high`, `normal`, `low`). Raises KeyError, ValueError.
    """
    return exact(base_pct) + Fraction(MARGINS[rating][COLLATERALS.index(collateral)], 100)


def grant_gge(granted: date, instalments: Sequence[tuple[date, Number]], base_pct: Number) -> Gge:
    """Return what a grant paid in instalments (day, euros) is worth on the day it is granted.

    `sum of instalment / (1 + r) ^ years`, r the base rate plus 100 basis points. Raises ValueError for a day
    before the grant.
    """
    rate = exact(base_pct) + DISCOUNT_MARGIN_PCT
    steps = [
        say(
            "Discount rate: base rate {base} + 100 basis points = {rate} (art. 3(6); 2008/C 14/02)",
            "Taux d’actualisation : taux de base {base} + 100 points de base = {rate} (art. 3(6) ; 2008/C 14/02)",
            "Abzinsungssatz: Basiszins {base} + 100 Basispunkte = {rate} (Art. 3(6); 2008/C 14/02)",
            base=percent(base_pct),
            rate=percent(rate),
        )  # fmt: skip
    ]
    total = Fraction(0)
    for paid, amount in instalments:
        if paid < granted:
            raise ValueError(f"an instalment of {paid} lies before the grant of {granted}")
        years = age_years(granted, paid)
        value = exact(amount) / _growth(rate, years)
        total += value
        steps.append(
            say(
                "{paid}: {amount} / (1 + {rate})^{years} = {value}", "{paid} : {amount} / (1 + {rate})^{years} = {value}",
                "{paid}: {amount} / (1 + {rate})^{years} = {value}", paid=day(paid), amount=eur(amount),
                rate=percent(rate), years=number(years, 3), value=eur(value),
            )
        )  # fmt: skip
    return Gge(plain(total), (*steps, _total(total)))


def loan_gge(
    amount_eur: Number,
    years: Number,
    *,
    collateral_pct: Number | None = None,
    interest_pct: Number | None = None,
    reference_pct: Number | None = None,
    base_pct: Number | None = None,
    bullet: bool = False,
    on: date | None = None,
) -> Gge:
    """Return the aid in a loan of so many euros over so many years.

    With the interest and the reference rate (and the base rate to discount by): the interest saved each year,
    discounted (article 4(3)(c)); repaid in equal yearly parts, or at the end (`bullet`); whole years only.
    Otherwise, where collateral covers at least half, the simple proportion of the ceiling (article 4(3)(b)).
    Raises ValueError for an amount or time that is not above zero, or years that are not whole.
    """
    amount, time = _checked(amount_eur, years)
    if interest_pct is not None and reference_pct is not None and base_pct is not None:
        return _saved(amount, time, exact(interest_pct), exact(reference_pct), exact(base_pct), bullet)
    limits = _OLD_LOAN if on is not None and IN_FORCE.first and on < IN_FORCE.first else _LOAN
    if collateral_pct is None or exact(collateral_pct) < LEAST_COLLATERAL_PCT:
        return Gge(
            None,
            (
                say(
                    "Collateral of at least {least} of the loan is not shown: the simple proportion is not open, the "
                    "reference rate is needed (art. 4(3)(b), (c))",
                    "Des sûretés d’au moins {least} du prêt ne sont pas établies : la règle de proportion n’est pas ouverte, "
                    "le taux de référence est nécessaire (art. 4(3)(b), (c))",
                    "Sicherheiten von mindestens {least} des Darlehens sind nicht belegt: der einfache Anteil ist nicht "
                    "möglich, der Referenzzins ist nötig (Art. 4(3)(b), (c))",
                    least=percent(LEAST_COLLATERAL_PCT),
                ),
            ),
        )
    return _proportion(amount, time, limits)


def guarantee_gge(loan_eur: Number, years: Number, *, guaranteed_pct: Number, on: date | None = None) -> Gge:
    """Return the aid in a guarantee of a percentage of a loan (euros) over so many years, by the simple
    proportion of the ceiling (article 4(6)(b)). Raises ValueError for what is not above zero.
    """
    amount, time = _checked(loan_eur, years)
    share = exact(guaranteed_pct)
    if share <= 0:
        raise ValueError("a guarantee covers more than nothing")
    if share > MOST_GUARANTEED_PCT:
        return Gge(
            None,
            (
                say(
                    "{share} of the loan guaranteed, more than {most}: not transparent de minimis aid this way (art. 4(6)(b))",
                    "{share} du prêt garanti, plus de {most} : pas une aide de minimis transparente par cette voie "
                    "(art. 4(6)(b))",
                    "{share} des Darlehens verbürgt, mehr als {most}: so keine transparente De-minimis-Beihilfe (Art. 4(6)(b))",
                    share=percent(share), most=percent(MOST_GUARANTEED_PCT),
                ),
            ),
        )  # fmt: skip
    guaranteed = amount * share / 100
    limits = _OLD_GUARANTEE if on is not None and IN_FORCE.first and on < IN_FORCE.first else _GUARANTEE
    worked = _proportion(guaranteed, time, limits)
    first = say(
        "Guaranteed: {share} × {loan} = {amount}", "Garanti : {share} × {loan} = {amount}", "Verbürgt: {share} × "
        "{loan} = {amount}",
        share=percent(share), loan=eur(amount), amount=eur(guaranteed),
    )  # fmt: skip
    return Gge(worked.eur, (first, *worked.steps))


def _checked(amount: Number, years: Number) -> tuple[Fraction, Fraction]:
    value, time = exact(amount), exact(years)
    if value <= 0 or time <= 0:
        raise ValueError("an amount and a time must be above zero")
    return value, time


def _proportion(amount: Fraction, years: Fraction, limits: _Limits) -> Gge:
    """Return ceiling × amount / most × years / longest; None where amount and time fit neither pair."""
    pair = next((p for p in (limits.short, limits.long) if amount <= p[0] and years <= p[1]), None)
    values: dict[str, Text | str] = {
        "amount": eur(amount), "years": number(years), "a1": eur(limits.short[0]), "y1": number(limits.short[1]),
        "a2": eur(limits.long[0]), "y2": number(limits.long[1]), "source": limits.source,
    }  # fmt: skip
    if pair is None:
        return Gge(
            None,
            (
                say(
                    "{amount} over {years} years: beyond {a1} over {y1} years and {a2} over {y2} years, no simple proportion "
                    "({source})",
                    "{amount} sur {years} ans : au-delà de {a1} sur {y1} ans et de {a2} sur {y2} ans, pas de proportion simple "
                    "({source})",
                    "{amount} über {years} Jahre: mehr als {a1} über {y1} Jahre und {a2} über {y2} Jahre, kein "
                    "einfacher Anteil "
                    "({source})",
                    **values,
                ),
            ),
        )
    worth = limits.ceiling * amount / pair[0] * years / pair[1]
    step = say(
        "{ceiling} × {amount} / {most} × {years} / {longest} years = {worth} ({source})",
        "{ceiling} × {amount} / {most} × {years} / {longest} ans = {worth} ({source})",
        "{ceiling} × {amount} / {most} × {years} / {longest} Jahre = {worth} ({source})",
        ceiling=eur(limits.ceiling), amount=eur(amount), most=eur(pair[0]), years=number(years),
        longest=number(pair[1]), worth=eur(worth), source=limits.source,
    )  # fmt: skip
    return Gge(plain(worth), (step,))


def _saved(
    amount: Fraction, years: Fraction, interest: Fraction, reference: Fraction, base: Fraction, bullet: bool
) -> Gge:
    """Return the discounted sum of the interest saved at the end of each year."""
    if years.denominator != 1:
        raise ValueError("interest saved is worked out for whole years")
    discount = base + DISCOUNT_MARGIN_PCT
    difference = max(Fraction(0), reference - interest)
    steps = [
        say(
            "Interest saved a year: reference rate {reference} − {interest} = {difference} of what is outstanding; "
            "discounted at "
            "{discount} (art. 4(3)(c); 2008/C 14/02)",
            "Intérêt épargné par an : taux de référence {reference} − {interest} = {difference} de l’encours ; actualisé à "
            "{discount} (art. 4(3)(c) ; 2008/C 14/02)",
            "Zinsersparnis im Jahr: Referenzzins {reference} − {interest} = {difference} des offenen Betrags; abgezinst mit "
            "{discount} (Art. 4(3)(c); 2008/C 14/02)",
            reference=percent(reference), interest=percent(interest), difference=percent(difference),
            discount=percent(discount),
        )
    ]  # fmt: skip
    total, terms = Fraction(0), []
    for year in range(1, int(years) + 1):
        outstanding = amount if bullet else amount * (years - year + 1) / years
        value = outstanding * difference / 100 / _growth(discount, year)
        total += value
        terms.append(
            say(
                "year {y}: {o} × {d} / (1 + {r})^{y} = {v}", "année {y} : {o} × {d} / (1 + {r})^{y} = {v}",
                "Jahr {y}: {o} × {d} / (1 + {r})^{y} = {v}",
                y=year, o=eur(outstanding), d=percent(difference), r=percent(discount), v=eur(value),
            )
        )  # fmt: skip
    return Gge(plain(total), (*steps, *terms, _total(total)))


def _growth(rate_pct: Fraction, years: float | int) -> Fraction:
    """Return (1 + rate) ^ years: exact for whole years."""
    growth = 1 + rate_pct / 100
    if float(years).is_integer():
        return growth ** int(years)
    return Fraction(float(growth) ** float(years))


def _total(total: Fraction) -> Text:
    return joined(
        [
            Text("Gross grant equivalent:", "Équivalent-subvention brut :", "Bruttosubventionsäquivalent:"),
            eur(total),
        ],
        " ",
    )
