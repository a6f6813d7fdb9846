"""What is known of a company when aids are judged: its file, its group's size, its register of awards?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from grappe.apps.accounts import queries as account_queries
from grappe.apps.aids.models import Award
from grappe.apps.aids.queries.difficulty import ACCOUNTS, FACT, difficulty_at
from grappe.apps.aids.queries.held import with_aids
from grappe.apps.aids.queries.ledgers import de_minimis_awards, grants_of
from grappe.apps.aids.queries.sme import class_of
from grappe.apps.companies.queries import company_facts, ownership_group
from grappe.apps.companies.queries.facts import companies_after
from grappe.apps.companies.queries.groups import OwnershipGroup, Ties, ownership_groups
from grappe.engines.eligibility import sme_status
from grappe.engines.eligibility.sizes import possible_sizes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, YearFigures

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
    document = _known(company, ownership_group(company, for_user=for_user), on=on, for_user=for_user)
    ((_pk, known),) = with_aids([(company.pk, document)])
    return known


def _known(
    company: Company,
    group: OwnershipGroup,
    *,
    on: date,
    for_user: User,
    awards: Sequence[Award] | None = None,
) -> dict[str, Any]:
    """Return a company's document with what register and group add; `awards` of its group, where at hand."""
    document = company_facts(company, on=on)
    facts = document["facts"]
    years = [row for row in company.figures.all() if row.year < on.year]
    if GRANTS not in facts and HEADROOM not in facts:
        grants = grants_of(group, on=on, for_user=for_user, awards=awards)
        if grants is not None:
            facts[GRANTS] = grants
    # Without a line of the accounts the test can only say that it does not know.
    tested = FACT not in facts and any(
        getattr(row, name) is not None for row in years for name in (*ACCOUNTS, *STANDING)
    )
    sized = not says_itself(group, years)
    if not (tested or sized):
        return document
    size = class_of(group, on=on, for_user=for_user)
    if tested:
        verdict = difficulty_at(group, size=size.classes.size_class, on=on).verdict
        if verdict != "unknown":
            facts[FACT] = verdict == "met"
    if sized and size.says_more:
        possible = size.classes.possible
        document["possible_sizes"] = [name for name in sme_status.CLASSES if name in possible]
    return document


def says_itself(group: OwnershipGroup, years: Sequence[YearFigures]) -> bool:
    """Whether a company's own figures of the last year say its class: alone, and the same single class every year.

    The two-year rule of the Recommendation can only say it again then.
    """
    if len(group.companies) > 1 or group.links:
        return False
    sizes = {possible_sizes(*(_float(getattr(row, name)) for name in FIGURES)) for row in years}
    return len(years) < 2 or (len(sizes) == 1 and len(next(iter(sizes))) == 1)


def known_after(pk: int, *, on: date, size: int, until: int, ties: Ties) -> list[tuple[int, dict[str, Any]]]:
    """Return the documents of `known_facts` of the next `size` companies not archived: those above `pk` by id.

    For machines that read every company: `ties` are everybody's, read once (`ownership_ties`). Eleven queries a block,
    however its companies hang together.
    """
    machine = account_queries.machine()
    companies = companies_after(pk, size=size, until=until)
    groups = ownership_groups(companies, ties=ties, for_user=machine)
    everybody = {each.pk for group in groups.values() for each in group.companies}
    awards: dict[int, list[Award]] = defaultdict(list)
    for award in de_minimis_awards(everybody, for_user=machine):
        awards[award.company_id].append(award)
    documents = [
        (one.pk, _known(one, group, on=on, for_user=machine, awards=_of_group(group, awards)))
        for one in companies
        for group in (groups[one.pk],)
    ]
    return with_aids(documents)


def _of_group(group: OwnershipGroup, awards: Mapping[int, Sequence[Award]]) -> list[Award]:
    """Return the awards of everybody in a group, in the order of `de_minimis_awards`."""
    found = [award for each in group.companies for award in awards.get(each.pk, ())]
    return sorted(found, key=lambda award: (award.granted_on, award.pk))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
