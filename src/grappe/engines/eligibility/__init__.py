"""Which public aid may a company have, on which day, why, and how much? Rules as data, three-valued,
explained.
"""

from grappe.engines.eligibility.amounts import Estimate, estimate
from grappe.engines.eligibility.answer import FINDING_WORDS, VERDICT_WORDS, aid_of, document_of, euros_of
from grappe.engines.eligibility.catalogue import Catalogue
from grappe.engines.eligibility.derived import to_ask
from grappe.engines.eligibility.explain import Decision, Explanation, explain
from grappe.engines.eligibility.facts import Company, Cost, Project, company_of, project_of
from grappe.engines.eligibility.figures import Figures
from grappe.engines.eligibility.findings import Finding
from grappe.engines.eligibility.language import operators_of, parse_fields, parse_tree
from grappe.engines.eligibility.model import Criterion, Field, Gate, Programme, Version
from grappe.engines.eligibility.programmes import parse_programme
from grappe.engines.eligibility.questions import Question, by_euros, facts_to_ask, next_questions
from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.sizes import size_class
from grappe.engines.eligibility.what_would_change import Change, Way, Ways, what_would_change
from grappe.engines.eligibility.worth import Worth, rate_levels_of

__all__ = [
    "FINDING_WORDS",
    "VERDICT_WORDS",
    "Catalogue",
    "Change",
    "Company",
    "Cost",
    "Criterion",
    "Decision",
    "Estimate",
    "Explanation",
    "Fault",
    "Field",
    "Figures",
    "Finding",
    "Gate",
    "Programme",
    "Project",
    "Question",
    "Version",
    "Way",
    "Ways",
    "Worth",
    "aid_of",
    "by_euros",
    "company_of",
    "document_of",
    "estimate",
    "euros_of",
    "explain",
    "facts_to_ask",
    "next_questions",
    "operators_of",
    "parse_fields",
    "parse_programme",
    "parse_tree",
    "project_of",
    "rate_levels_of",
    "size_class",
    "to_ask",
    "what_would_change",
]
