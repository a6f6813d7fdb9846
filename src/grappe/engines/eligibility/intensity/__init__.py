"""How much aid may a project have under the General Block Exemption Regulation? Rates, sums, limits, explained.

`rate(category, size, bonuses, on)` for one category of costs; `project_of(document)` and `project_aid(project, on)`
for a whole project; `start_up_ceiling` for article 22. docs/reference/state-aid.md has the formulas and sources.
"""

from grappe.engines.eligibility.intensity.aid import Aid, Line, document_of, project_aid
from grappe.engines.eligibility.intensity.project import (
    Cost,
    Partner,
    Period,
    Project,
    category_of,
    project_of,
)
from grappe.engines.eligibility.intensity.rates import Ceiling, Rate, rate, start_up_ceiling
from grappe.engines.eligibility.intensity.terms import BONUS_WORDS, CATEGORIES, Category, Terms

__all__ = [
    "BONUS_WORDS",
    "CATEGORIES",
    "Aid",
    "Category",
    "Ceiling",
    "Cost",
    "Line",
    "Partner",
    "Period",
    "Project",
    "Rate",
    "Terms",
    "category_of",
    "document_of",
    "project_aid",
    "project_of",
    "rate",
    "start_up_ceiling",
]
