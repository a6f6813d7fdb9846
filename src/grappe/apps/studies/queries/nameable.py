"""Which companies interviewed may be named in a study?

The strictest word counts for a whole company: one interview by name and another one without names would let a reader tell
that the second is of the same company (one description, one subject, few companies like it). So a company is named only
where every interview with it that may be quoted is by name; otherwise all of them stand in print without names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.studies.enums import Consent
from grappe.apps.studies.models import Interview

if TYPE_CHECKING:
    from grappe.apps.studies.models import Study


def nameable(study: Study) -> frozenset[int]:
    """Return the ids of the companies that a study may name; none where the study names no companies. One query at most."""
    if not study.named_companies:
        return frozenset()
    rows = Interview.objects.filter(study=study, consent__in=[Consent.NAMED, Consent.ANONYMOUS])
    pairs = list(rows.values_list("contact__company_id", "consent"))
    without = {company for company, consent in pairs if consent == Consent.ANONYMOUS}
    return frozenset(company for company, _consent in pairs if company not in without)
