"""Of which apps' timelines does a company have anything? One look, so that the others are not asked for nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from grappe.apps.campaigns.queries.timeline import timeline_rows as campaigns
from grappe.apps.diagnostics.queries.runs import timeline_rows as diagnostics
from grappe.apps.events.queries.timeline import timeline_rows as events
from grappe.apps.groups.queries.timeline import timeline_rows as groups
from grappe.apps.ideas.queries.company import timeline_rows as ideas
from grappe.apps.mail.queries.timeline import timeline_rows as mail
from grappe.apps.matches.queries.timeline import timeline_rows as matches
from grappe.apps.needs.queries import timeline_rows as needs
from grappe.apps.roadmaps.queries.timeline import timeline_rows as roadmaps
from grappe.apps.surveys.queries.timeline import timeline_rows as surveys

_ONE = -2_000_000_021  # a company that cannot be: in the SQL it stands for the one that is asked for


def having(company_id: int) -> frozenset[str]:
    """Return the slugs of the timelines in which something may stand, whoever looks. One query.

    A timeline that is not among them has no row in any table its entries are made of; one that is among them may still be empty.
    """
    names, sql, params = _written()
    with connection.cursor() as cursor:
        cursor.execute(sql, [company_id if each == _ONE else each for each in params])
        row = cursor.fetchone() or ()
    return frozenset(name for name, found in zip(names, row, strict=False) if found)


@cache
def _written() -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """The query's SQL, made once: Django would write ten subqueries anew for each file that is opened."""
    known, columns, params = _rows(), [], []
    for rows in known.values():
        parts = [each.order_by().values("pk").query.sql_with_params() for each in rows(_ONE)]
        columns.append(" OR ".join(f"EXISTS ({sql})" for sql, _params in parts))
        params += [value for _sql, values in parts for value in values]
    return tuple(known), f"SELECT {', '.join(columns)}", tuple(params)


def _rows() -> dict[str, Callable[[Any], tuple[QuerySet[Any, Any], ...]]]:
    """Return each app's rows by the slug of its timeline; the company's own file always has some."""
    return {
        "mail": mail,
        "diagnostics": diagnostics,
        "needs": needs,
        "matches": matches,
        "roadmaps": roadmaps,
        "campaigns": campaigns,
        "events": events,
        "groups": groups,
        "ideas": ideas,
        "surveys": surveys,
    }
