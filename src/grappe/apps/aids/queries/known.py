"""What is known of a company when aids are judged: its file, its group's size, its register of awards?"""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from grappe.apps.accounts import queries as account_queries
from grappe.apps.aids.models import Award
from grappe.apps.aids.queries.difficulty import ACCOUNTS, FACT, difficulty_of
from grappe.apps.aids.queries.ledgers import grants_of
from grappe.apps.aids.queries.sme import sizes_of
from grappe.apps.companies.queries import company_facts, ownership_group
from grappe.apps.companies.queries.facts import companies_after
from grappe.apps.companies.queries.groups import OwnershipGroup
from grappe.engines.eligibility import sme_status
from grappe.engines.eligibility.sizes import possible_sizes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

GRANTS = "de_minimis_grants"
HEADROOM = "de_minimis_headroom"
FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")
STANDING = ("insolvency", "rescue_aid")


def known_facts(company: Company, *, on: date, for_user: User) -> dict[str, Any]:
    """Return the company document of `company_facts` with what the register and the group on file add.

    A stated fact goes first: nothing that somebody said is replaced. The size classes that the group allows stand
    under `possible_sizes` where the group, or an earlier year, says more than the company's own figures.
    """
    company = copy(company)  # what is read ahead stays with the copy: the caller's must not go stale
    prefetch_related_objects([company], "figures", "facts")  # looked at several times below
    document = company_facts(company, on=on)
    return _more(document, ownership_group(company, for_user=for_user), on=on, for_user=for_user)


def _more(
    document: dict[str, Any],
    group: OwnershipGroup,
    *,
    on: date,
    for_user: User,
    awarded: bool = True,
    tested: bool = True,
    sized: bool = True,
) -> dict[str, Any]:
    """Add to a document what register and group say; False leaves out what is known to say nothing."""
    facts = document["facts"]
    if awarded and GRANTS not in facts and HEADROOM not in facts:
        grants = grants_of(group, on=on, for_user=for_user)
        if grants is not None:
            facts[GRANTS] = grants
    if tested and FACT not in facts:
        verdict = difficulty_of(group, on=on, for_user=for_user).verdict
        if verdict != "unknown":
            facts[FACT] = verdict == "met"
    sizes = sizes_of(group, on=on, for_user=for_user) if sized else frozenset()
    if sizes:
        document["possible_sizes"] = [size for size in sme_status.CLASSES if size in sizes]
    return document


def known_after(pk: int, *, on: date, size: int, until: int) -> list[tuple[int, dict[str, Any]]]:
    """Return the documents of `known_facts` of the next `size` companies not archived: those above `pk` by id.

    For machines that read every company. Seven queries a block, and those of `known_facts` for each company that
    hangs together with another one or has an award: what a group is has to be walked.
    """
    machine = account_queries.machine()
    companies = companies_after(pk, size=size, until=until)
    ids = [company.pk for company in companies]
    awarded = set(Award.objects.filter(company_id__in=ids).values_list("company_id", flat=True))
    return [
        (company.pk, _known_alone(company, company.pk in awarded, on=on, for_user=machine))
        for company in companies
    ]


def _known_alone(company: Company, awarded: bool, *, on: date, for_user: User) -> dict[str, Any]:
    if company.owners.all() or company.holdings.all():  # both were read with the block
        return known_facts(company, on=on, for_user=for_user)
    document = company_facts(company, on=on)
    years = [row for row in company.figures.all() if row.year < on.year]
    tested = any(getattr(row, name) is not None for row in years for name in (*ACCOUNTS, *STANDING))
    sizes = {possible_sizes(*(_float(getattr(row, name)) for name in FIGURES)) for row in years}
    # The same single class in every year: the two-year rule of the Recommendation can only say it again.
    sized = len(years) > 1 and not (len(sizes) == 1 and len(next(iter(sizes))) == 1)
    if not (awarded or tested or sized):
        return document
    alone = OwnershipGroup(company, (company,), (), False)
    return _more(document, alone, on=on, for_user=for_user, awarded=awarded, tested=tested, sized=sized)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
