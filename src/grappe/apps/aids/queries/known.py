"""What is known of a company when aids are judged: its file, its group's size, its register of awards?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from grappe.apps.aids.queries.difficulty import FACT, difficulty_of
from grappe.apps.aids.queries.ledgers import grants_of
from grappe.apps.aids.queries.sme import sizes_of
from grappe.apps.companies.queries import company_facts, ownership_group
from grappe.engines.eligibility import sme_status

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

GRANTS = "de_minimis_grants"
HEADROOM = "de_minimis_headroom"


def known_facts(company: Company, *, on: date, for_user: User) -> dict[str, Any]:
    """Return the company document of `company_facts` with what the register and the group on file add.

    A stated fact goes first: nothing that somebody said is replaced. The size classes that the group allows stand
    under `possible_sizes` where the group, or an earlier year, says more than the company's own figures.
    """
    prefetch_related_objects([company], "figures", "facts")  # looked at several times below
    document = company_facts(company, on=on)
    facts = document["facts"]
    group = ownership_group(company, for_user=for_user)
    if GRANTS not in facts and HEADROOM not in facts:
        grants = grants_of(group, on=on, for_user=for_user)
        if grants is not None:
            facts[GRANTS] = grants
    if FACT not in facts:
        tested = difficulty_of(group, on=on, for_user=for_user).verdict
        if tested != "unknown":
            facts[FACT] = tested == "met"
    sizes = sizes_of(group, on=on, for_user=for_user)
    if sizes:
        document["possible_sizes"] = [size for size in sme_status.CLASSES if size in sizes]
    return document
