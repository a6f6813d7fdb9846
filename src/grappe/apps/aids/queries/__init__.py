"""What may other apps ask of the aids?"""

from grappe.apps.aids.queries.awards import awards_from, awards_since
from grappe.apps.aids.queries.catalogues import (
    EVERY,
    CatalogueRow,
    catalogue_for,
    catalogue_rows,
    catalogues,
    loaded_catalogue,
)
from grappe.apps.aids.queries.evidence import evidence, facets_of
from grappe.apps.aids.queries.judging import (
    Ask,
    CriterionRow,
    Judgement,
    Judgements,
    NextQuestion,
    ask_for,
    eligibility_of,
)
from grappe.apps.aids.queries.known import known_facts
from grappe.apps.aids.queries.programmes import details, programme_for, programme_of, programmes
from grappe.apps.aids.queries.sweeps import latest_sweep, nightly_sweeps, sweep_companies

__all__ = [
    "EVERY",
    "Ask",
    "CatalogueRow",
    "CriterionRow",
    "Judgement",
    "Judgements",
    "NextQuestion",
    "ask_for",
    "awards_from",
    "awards_since",
    "catalogue_for",
    "catalogue_rows",
    "catalogues",
    "loaded_catalogue",
    "details",
    "eligibility_of",
    "evidence",
    "facets_of",
    "known_facts",
    "latest_sweep",
    "nightly_sweeps",
    "programme_for",
    "programme_of",
    "programmes",
    "sweep_companies",
]
