"""What does an indicator count? A small tree, read in plain Python or written as one Ibis expression (ADR 14)."""

from grappe.engines.indicators.contract import (
    ALL,
    DIMENSIONS,
    RECORD_COLUMNS,
    STANDING_COLUMNS,
    Membership,
    Record,
    Standing,
)
from grappe.engines.indicators.expression import Asked, figures_sql, members_sql, units_sql
from grappe.engines.indicators.parsing import IndicatorError, parse_query
from grappe.engines.indicators.plain import Cell, Result, World, compute, records_behind
from grappe.engines.indicators.tree import (
    CompanyCount,
    Figure,
    Measure,
    Of,
    Share,
    When,
    counts_records,
    kinds_of,
    of_nothing,
    selections,
)

__all__ = [
    "ALL",
    "DIMENSIONS",
    "RECORD_COLUMNS",
    "STANDING_COLUMNS",
    "Asked",
    "Cell",
    "CompanyCount",
    "Figure",
    "IndicatorError",
    "Measure",
    "Membership",
    "Of",
    "Record",
    "Result",
    "Share",
    "Standing",
    "When",
    "World",
    "compute",
    "counts_records",
    "figures_sql",
    "kinds_of",
    "members_sql",
    "of_nothing",
    "parse_query",
    "records_behind",
    "selections",
    "units_sql",
]
