"""Is it an undertaking in difficulty? Five tests, three-valued, from the accounts of the last two closed years.

Source: Regulation (EU) 651/2014, article 2, point 18 (http://data.europa.eu/eli/reg/2014/651/oj). Most aid may not
go to an undertaking in difficulty (article 1(4)(c)). What was decided where the text is silent stands in
docs/reference/state-aid.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from grappe.engines.eligibility.ages import age_years
from grappe.engines.eligibility.holdings import left_aside, maybe
from grappe.engines.eligibility.phrases import eur, exact, number, say
from grappe.engines.eligibility.reading import Fault, day, items, mapping, one_of, text, under
from grappe.engines.eligibility.reading import number as a_number
from grappe.engines.kernel import Text, Verdict

SOURCE = "Regulation (EU) 651/2014, art. 2(18)"
YOUNG_YEARS = 3
DEBT_TO_EQUITY = Fraction("7.5")
COVERAGE = Fraction(1)
SIZES = ("micro", "small", "medium", "large")
LIABILITIES = ("limited", "unlimited")
MONEY = (
    "subscribed_capital_eur", "share_premium_eur", "reserves_eur", "results_eur", "equity_eur", "debt_eur",
    "ebitda_eur", "interest_eur",
)  # fmt: skip
FLAGS = (
    "insolvency_proceedings",
    "insolvency_criteria",
    "rescue_aid_outstanding",
    "restructuring_plan_running",
)
_TOP = frozenset({"on", "founded", "size_class", "liability", "years", *FLAGS})
_NOT_KNOWN = Text("not known", "non connu", "nicht bekannt")
_CAPITAL = Text(
    "the capital, which is not known",
    "du capital, qui n’est pas connu",
    "des Kapitals, das nicht bekannt ist",
)


@dataclass(frozen=True, slots=True)
class Year:
    """One closed year in euros; None not known. `results` are the results carried forward and of the year
    (losses below zero), `reserves` all other own funds besides capital and premium.
    """

    year: int
    subscribed_capital_eur: Fraction | None = None
    share_premium_eur: Fraction | None = None
    reserves_eur: Fraction | None = None
    results_eur: Fraction | None = None
    equity_eur: Fraction | None = None
    debt_eur: Fraction | None = None
    ebitda_eur: Fraction | None = None
    interest_eur: Fraction | None = None

    def capital(self, premium: bool) -> Fraction | None:
        """The capital that losses are held against, with the share premium where it counts (none: zero)."""
        if self.subscribed_capital_eur is None or not premium:
            return self.subscribed_capital_eur
        return self.subscribed_capital_eur + (self.share_premium_eur or Fraction(0))

    def after_losses(self) -> Fraction | None:
        """Reserves and results together: own funds less the capital. From either, whichever is known."""
        if self.reserves_eur is not None and self.results_eur is not None:
            return self.reserves_eur + self.results_eur
        capital = self.capital(premium=True)
        return None if self.equity_eur is None or capital is None else self.equity_eur - capital

    def equity(self) -> Fraction | None:
        """Own funds, as stated or added up."""
        if self.equity_eur is not None:
            return self.equity_eur
        capital, rest = self.capital(premium=True), self.after_losses()
        return None if capital is None or rest is None else capital + rest


@dataclass(frozen=True, slots=True)
class Accounts:
    """What is known of an undertaking on a day, its years with the latest first; None not known."""

    on: date
    founded: date | None = None
    size_class: str | None = None
    liability: str | None = None
    years: tuple[Year, ...] = ()
    insolvency_proceedings: bool | None = None
    insolvency_criteria: bool | None = None
    rescue_aid_outstanding: bool | None = None
    restructuring_plan_running: bool | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)


class Test(NamedTuple):
    """One test of article 2(18): its letter, whether it is met, and what was compared."""

    code: str
    verdict: Verdict
    label: Text
    actual: Text
    expected: Text
    source: str


@dataclass(frozen=True, slots=True)
class Difficulty:
    """YES: in difficulty (one test is enough); NO: none is met; UNKNOWN: what is missing may decide it."""

    verdict: Verdict
    tests: tuple[Test, ...]


def accounts_of(document: object, on: date | None = None) -> Accounts:
    """Return the accounts a document describes: `{"on", "founded", "size_class", "liability": "limited|unlimited",
    "years": [{"year", …_eur}], "insolvency_proceedings", …}`. Raises Fault with the place of what cannot be used.
    """
    data = mapping(document, "")
    asked = on or day(data.get("on"), "on")
    if asked is None:
        raise Fault("on", "is missing")
    remarks = left_aside(data, _TOP, "")
    years = [
        _year(one, under("years", i), remarks) for i, one in enumerate(items(data.get("years"), "years"))
    ]
    for i, one in enumerate(years):
        if one.year in [earlier.year for earlier in years[:i]]:
            raise Fault(under(under("years", i), "year"), f"{one.year} stands in the list twice")
    size, liability = text(data, "size_class", "", None), text(data, "liability", "", None)
    return Accounts(
        asked,
        day(data.get("founded"), "founded"),
        None if size is None else one_of(size, SIZES, "size_class"),
        None if liability is None else one_of(liability, LIABILITIES, "liability"),
        tuple(sorted(years, key=lambda one: -one.year)),
        insolvency_proceedings=maybe(data, FLAGS[0], ""),
        insolvency_criteria=maybe(data, FLAGS[1], ""),
        rescue_aid_outstanding=maybe(data, FLAGS[2], ""),
        restructuring_plan_running=maybe(data, FLAGS[3], ""),
        remarks=tuple(remarks),
    )


def _year(value: object, place: str, remarks: list[str]) -> Year:
    data = mapping(value, place)
    remarks += left_aside(data, frozenset({"year", *MONEY}), place)
    year = a_number(data.get("year"), under(place, "year"), 1900)
    if not isinstance(year, int) or year > 2200:
        raise Fault(under(place, "year"), "must be a year")
    return Year(year, *(_money(data, name, place) for name in MONEY))


def _money(data: Mapping[str, Any], name: str, place: str) -> Fraction | None:
    value = data.get(name)
    least = 0 if name in ("subscribed_capital_eur", "share_premium_eur", "debt_eur") else None
    return None if value is None else exact(a_number(value, under(place, name), least))


def in_difficulty(accounts: Accounts) -> Difficulty:
    """Return whether an undertaking is in difficulty, with the five tests.

    A size or a liability that is not known decides nothing by itself: where every value it may have leads to
    the same answer, that is the answer.
    """
    tests = tuple(test(accounts) for test in (_limited, _unlimited, _insolvency, _rescue, _ratios))
    return Difficulty(_verdict(accounts, tests), tests)


def _verdict(accounts: Accounts, tests: tuple[Test, ...]) -> Verdict:
    if accounts.size_class is None:
        readings = [replace(accounts, size_class=size) for size in ("medium", "large")]
    elif accounts.liability is None:
        readings = [replace(accounts, liability=liability) for liability in LIABILITIES]
    else:
        return Verdict.any(test.verdict for test in tests)
    found = {in_difficulty(reading).verdict for reading in readings}
    return found.pop() if len(found) == 1 else Verdict.UNKNOWN


def _limited(accounts: Accounts) -> Test:
    label = Text(
        "Limited company: more than half of the subscribed capital lost",
        "Société à responsabilité limitée : plus de la moitié du capital souscrit perdue",
        "Gesellschaft mit beschränkter Haftung: mehr als die Hälfte des gezeichneten Kapitals verloren",
    )
    return _losses(accounts, "a", "limited", label, premium=True)


def _unlimited(accounts: Accounts) -> Test:
    label = Text(
        "Partners with unlimited liability: more than half of the capital in the accounts lost",
        "Associés indéfiniment responsables : plus de la moitié des fonds propres comptables perdue",
        "Unbeschränkt haftende Gesellschafter: mehr als die Hälfte der ausgewiesenen Eigenmittel verloren",
    )
    return _losses(accounts, "b", "unlimited", label, premium=False)


def _losses(accounts: Accounts, code: str, liability: str, label: Text, premium: bool) -> Test:
    """`min(0, reserves + results) < -0.5 x capital`, for that liability, and not for a young SME."""
    applies = Verdict.of(None if accounts.liability is None else accounts.liability == liability)
    latest = accounts.years[0] if accounts.years else Year(0)
    rest, capital = latest.after_losses(), latest.capital(premium)
    lost = Verdict.UNKNOWN
    if rest is not None and (rest >= 0 or capital is not None):
        lost = Verdict.of(rest < 0 and rest < -(capital or Fraction(0)) / 2)
    young = _young_sme(accounts)
    expected = say(
        "below −50% of {capital}; not for SMEs younger than {years} years",
        "inférieur à −50 % {capital} ; pas pour les PME de moins de {years} ans",
        "unter −50 % {capital}; nicht für KMU unter {years} Jahren",
        capital=_CAPITAL if capital is None else say("{eur}", "de {eur}", "von {eur}", eur=eur(capital)), years=YOUNG_YEARS,
    )  # fmt: skip
    if applies is Verdict.NO:
        actual = Text("another legal form", "autre forme juridique", "andere Rechtsform")
    elif young is Verdict.YES:
        actual = Text("an SME younger than 3 years", "une PME de moins de 3 ans", "ein KMU unter 3 Jahren")
    else:
        actual = (
            _NOT_KNOWN
            if rest is None
            else _amount("reserves + results", "réserves + résultats", "Rücklagen + Ergebnisse", rest)
        )
    return Test(code, applies & lost & ~young, label, actual, expected, f"{SOURCE}({code})")


def _amount(en: str, fr: str, de: str, value: Fraction) -> Text:
    return say(en + " = {v}", fr + " = {v}", de + " = {v}", v=eur(value))


def _young_sme(accounts: Accounts) -> Verdict:
    sme = Verdict.of(None if accounts.size_class is None else accounts.size_class != "large")
    age = None if accounts.founded is None else age_years(accounts.founded, accounts.on)
    return sme & Verdict.of(None if age is None else age < YOUNG_YEARS)


def _insolvency(accounts: Accounts) -> Test:
    label = Text(
        "In collective insolvency proceedings, or meets the conditions for them",
        "En procédure collective d’insolvabilité, ou en remplit les conditions",
        "In einem Insolvenzverfahren oder die Voraussetzungen dafür erfüllt",
    )
    flags = (accounts.insolvency_proceedings, accounts.insolvency_criteria)
    return _stated("c", label, flags)


def _rescue(accounts: Accounts) -> Test:
    label = Text(
        "Rescue aid not yet repaid, or a restructuring plan still running",
        "Aide au sauvetage non remboursée, ou plan de restructuration en cours",
        "Rettungsbeihilfe nicht zurückgezahlt oder Umstrukturierungsplan noch in Kraft",
    )
    return _stated("d", label, (accounts.rescue_aid_outstanding, accounts.restructuring_plan_running))


def _stated(code: str, label: Text, flags: tuple[bool | None, ...]) -> Test:
    words = {
        Verdict.YES: Text("yes", "oui", "ja"),
        Verdict.NO: Text("no", "non", "nein"),
        Verdict.UNKNOWN: _NOT_KNOWN,
    }
    verdict = Verdict.any(Verdict.of(flag) for flag in flags)
    return Test(code, verdict, label, words[verdict], words[Verdict.YES], f"{SOURCE}({code})")


def _ratios(accounts: Accounts) -> Test:
    """Large only; both of the last two years: debt / equity above 7.5 and EBITDA / interest below 1.0."""
    large = Verdict.of(None if accounts.size_class is None else accounts.size_class == "large")
    years = accounts.years[:2]
    met = Verdict.all((*(_year_met(one) for one in years), *[Verdict.UNKNOWN] * (2 - len(years))))
    label = Text(
        "Large enterprise: debt above 7.5 times equity and EBITDA below the interest, two years running",
        "Grande entreprise : dettes supérieures à 7,5 fois les fonds propres et EBITDA inférieur aux intérêts, deux "
        "ans de suite",
        "Großes Unternehmen: Schulden über dem 7,5-Fachen der Eigenmittel und EBITDA unter den Zinsen, zwei Jahre in Folge",
    )
    expected = Text(
        "debt / equity > 7.5 and EBITDA / interest < 1.0 in both years",
        "dettes / fonds propres > 7,5 et EBITDA / intérêts < 1,0 les deux années",
        "Schulden / Eigenmittel > 7,5 und EBITDA / Zinsen < 1,0 in beiden Jahren",
    )
    if large is Verdict.NO:
        actual = Text("an SME", "une PME", "ein KMU")
    else:
        said = [_ratios_said(one) for one in years]
        actual = (
            Text(*("; ".join(one.in_language(code) for one in said) for code in ("en", "fr", "de")))
            if said
            else _NOT_KNOWN
        )
    return Test("e", large & met, label, actual, expected, f"{SOURCE}(e)")


def _year_met(year: Year) -> Verdict:
    return _indebted(year) & _uncovered(year)


def _indebted(year: Year) -> Verdict:
    """Debt above 7.5 times equity. Equity of nothing or less is taken as above it: it covers no debt at all."""
    equity = year.equity()
    if equity is None or year.debt_eur is None:
        return Verdict.UNKNOWN
    return Verdict.of(year.debt_eur > DEBT_TO_EQUITY * equity if equity > 0 else year.debt_eur > 0)


def _uncovered(year: Year) -> Verdict:
    """EBITDA below the interest. Without interest to pay nothing is left uncovered."""
    if year.interest_eur is not None and year.interest_eur <= 0:
        return Verdict.NO
    if year.interest_eur is None or year.ebitda_eur is None:
        return Verdict.UNKNOWN
    return Verdict.of(year.ebitda_eur < COVERAGE * year.interest_eur)


def _ratios_said(year: Year) -> Text:
    equity, debt, interest, ebitda = year.equity(), year.debt_eur, year.interest_eur, year.ebitda_eur
    leverage: Text | str = _NOT_KNOWN
    if equity is not None and debt is not None:
        leverage = number(debt / equity) if equity > 0 else "∞"
    coverage: Text | str = _NOT_KNOWN
    if interest is not None and interest <= 0:
        coverage = "∞"
    elif interest is not None and ebitda is not None:
        coverage = number(ebitda / interest)
    return say(
        "{year}: debt / equity {leverage}, EBITDA / interest {coverage}",
        "{year} : dettes / fonds propres {leverage}, EBITDA / intérêts {coverage}",
        "{year}: Schulden / Eigenmittel {leverage}, EBITDA / Zinsen {coverage}",
        year=year.year, leverage=leverage, coverage=coverage,
    )  # fmt: skip


def document_of(found: Difficulty, language: str = "en") -> dict[str, Any]:
    """Return the answer as a document, with words in one language."""
    return {
        "verdict": found.verdict.value,
        "tests": [
            {
                "code": test.code,
                "verdict": test.verdict.value,
                "label": test.label.in_language(language),
                "actual": test.actual.in_language(language),
                "expected": test.expected.in_language(language),
                "source": test.source,
            }
            for test in found.tests
        ],
    }
