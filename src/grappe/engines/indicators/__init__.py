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
from grappe.engines.indicators.expression import Asked, figures_sql, members_sql
from grappe.engines.indicators.parsing import IndicatorError, parse_query
from grappe.engines.indicators.plain import Cell, Result, World, compute, records_behind
from grappe.engines.indicators.tree import Figure, kinds_of, of_nothing

__all__ = [
    "ALL",
    "DIMENSIONS",
    "RECORD_COLUMNS",
    "STANDING_COLUMNS",
    "Asked",
    "Cell",
    "Figure",
    "IndicatorError",
    "Membership",
    "Record",
    "Result",
    "Standing",
    "World",
    "compute",
    "figures_sql",
    "kinds_of",
    "members_sql",
    "of_nothing",
    "parse_query",
    "records_behind",
]
