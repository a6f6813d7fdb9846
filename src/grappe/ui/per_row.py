"""How is a condition on another table asked for one row at a time?"""

from __future__ import annotations

from django.db.models import Exists


class ExistsOfRow(Exists):
    """EXISTS beside an OR, for a page of few rows out of millions.

    PostgreSQL would rather read first, once and for all, what the condition is true of; it asks for one row at a time where an
    OFFSET stands in the subquery (`simplify_EXISTS_query` of its planner, PostgreSQL 18). No gain where all rows are looked at.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"
