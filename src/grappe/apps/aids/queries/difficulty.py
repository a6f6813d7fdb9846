"""Is a company an undertaking in difficulty, by the accounts on file? Test by test, three-valued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.aids.queries.sme import class_of
from grappe.apps.aids.queries.undertakings import plain
from grappe.apps.companies.enums import LegalForm
from grappe.apps.companies.queries import OwnershipGroup, ownership_group
from grappe.engines.eligibility import difficulty as engine
from grappe.engines.kernel import Verdict

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, YearFigures

FACT = "undertaking_in_difficulty"
YEARS = 2  # the ratios of a large enterprise look at so many
LIMITED = frozenset(
    {LegalForm.SA, LegalForm.SARL, LegalForm.SARLS, LegalForm.SAS, LegalForm.SE, LegalForm.COOP}
)
UNLIMITED = frozenset({LegalForm.SNC, LegalForm.SCS, LegalForm.SCA, LegalForm.SOLE})
WORDS = {Verdict.YES: "met", Verdict.NO: "not_met", Verdict.UNKNOWN: "unknown"}
ACCOUNTS = ("capital_eur", "reserves_eur", "equity_eur", "debt_eur", "ebitda_eur", "interest_eur")


@dataclass(frozen=True)
class CriterionTest:
    """One test of article 2(18): met, not met or unknown, and what was compared."""

    test: engine.Test

    @property
    def word(self) -> str:
        return WORDS[self.test.verdict]


@dataclass(frozen=True)
class DifficultyPage:
    """The test on a day; `stated` is what the company's file says, which goes first: True, False or None."""

    company: Company
    on: date
    rows: tuple[CriterionTest, ...]
    verdict: str  # met, not_met, unknown
    years: tuple[YearFigures, ...]  # the closed years that are looked at, the latest first
    size: str | None
    liability: str | None
    stated: bool | None


def difficulty_page(company: Company, *, on: date, for_user: User) -> DifficultyPage:
    """Return the test of an undertaking in difficulty on a day, by the accounts of the last two closed years."""
    check_can_view_awards(for_user)
    return difficulty_of(ownership_group(company, for_user=for_user), on=on, for_user=for_user)


def difficulty_of(group: OwnershipGroup, *, on: date, for_user: User) -> DifficultyPage:
    """Return the test for a group's subject, where the group is at hand."""
    check_can_view_awards(for_user)
    size = class_of(group, on=on, for_user=for_user).classes.size_class
    return difficulty_at(group, size=size, on=on)


def difficulty_at(group: OwnershipGroup, *, size: str | None, on: date) -> DifficultyPage:
    """Return the test where the subject's size class is at hand too."""
    company = group.companies[0]
    years = tuple(
        sorted((row for row in company.figures.all() if row.year < on.year), key=lambda row: -row.year)
    )
    looked_at = tuple(row for row in years if row.year >= on.year - 1 - YEARS)[:YEARS]
    liability = _liability(company.legal_form)
    found = engine.in_difficulty(engine.accounts_of(_document(company, looked_at, size, liability), on))
    stated = next((fact.value for fact in group.subject.facts.all() if fact.field == FACT), None)
    return DifficultyPage(
        company=company,
        on=on,
        rows=tuple(CriterionTest(test) for test in found.tests),
        verdict=WORDS[found.verdict],
        years=looked_at,
        size=size,
        liability=liability,
        stated=stated if isinstance(stated, bool) else None,
    )


def _liability(legal_form: str) -> str | None:
    """Return how the members of a legal form are liable; None where the form does not say.

    A limited partnership has a member who is liable without limit, so it stands with those (article 2(18)(b)).
    """
    if legal_form in LIMITED:
        return "limited"
    return "unlimited" if legal_form in UNLIMITED else None


def _document(
    company: Company, years: tuple[YearFigures, ...], size: str | None, liability: str | None
) -> dict[str, Any]:
    latest = years[0] if years else None
    insolvency = latest.insolvency if latest else None
    rescue = latest.rescue_aid if latest else None
    return {
        "founded": company.founded.isoformat() if company.founded else None,
        "size_class": size,
        "liability": liability,
        "years": [_year(row) for row in years],
        # One question on the form stands for both, so that one answer settles both.
        "insolvency_proceedings": insolvency,
        "insolvency_criteria": insolvency,
        "rescue_aid_outstanding": rescue,
        "restructuring_plan_running": rescue,
    }


def _year(row: YearFigures) -> dict[str, Any]:
    """Return a year as the engine reads it; the capital on file has the premium in it, the reserves the results."""
    known = {name: plain(getattr(row, name)) for name in ACCOUNTS}
    return {
        "year": row.year,
        "subscribed_capital_eur": known["capital_eur"],
        "reserves_eur": known["reserves_eur"],
        "results_eur": None if known["reserves_eur"] is None else 0,
        "equity_eur": known["equity_eur"],
        "debt_eur": known["debt_eur"],
        "ebitda_eur": known["ebitda_eur"],
        "interest_eur": known["interest_eur"],
    }
