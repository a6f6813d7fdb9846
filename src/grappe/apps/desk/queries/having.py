"""Of which apps' timelines does a company have anything? One look, so that the others are not asked for nothing."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from grappe.apps.campaigns.models import Recipient
from grappe.apps.companies.models import Company
from grappe.apps.diagnostics.models import Run
from grappe.apps.events.models import Cooperation, Registration
from grappe.apps.groups.models import Member
from grappe.apps.ideas.models import Contributor, Idea
from grappe.apps.mail.models import Filing
from grappe.apps.matches.models import Match
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import Roadmap
from grappe.apps.surveys.models import Participation

_ONE = (
    -2_000_000_021
)  # a company that cannot be: stands in the SQL where the number of the one asked for goes


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
    found = {
        name: reduce(or_, (Q(Exists(each)) for each in rows)) for name, rows in _rows(OuterRef("pk")).items()
    }
    query = (
        Company.objects.filter(pk=_ONE)
        .order_by()
        .annotate(**{f"has_{name}": each for name, each in found.items()})
    )
    sql, params = query.values_list(*(f"has_{name}" for name in found)).query.sql_with_params()
    return tuple(found), sql, tuple(params)


def _rows(company: OuterRef) -> dict[str, tuple[QuerySet[Any, Any], ...]]:
    """Return what each app's entries are made of; the company's own file always has some."""
    return {
        "mail": (Filing.objects.filter(company=company),),
        "diagnostics": (Run.objects.filter(company=company),),
        "needs": (Need.objects.filter(company=company),),
        "matches": (Match.objects.filter(need__company=company),),
        "roadmaps": (Roadmap.objects.filter(company=company),),
        "campaigns": (Recipient.objects.filter(company=company),),
        "events": (
            Registration.objects.filter(company=company), Cooperation.objects.filter(first=company),
            Cooperation.objects.filter(second=company),
        ),
        "groups": (Member.objects.filter(company=company),),
        "ideas": (Idea.objects.filter(company=company), Contributor.objects.filter(company=company)),
        "surveys": (Participation.objects.filter(company=company),),
    }  # fmt: skip
