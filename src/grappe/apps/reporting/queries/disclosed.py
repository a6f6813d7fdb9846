"""Which figures may be shown without giving a company away, and to whom?

A figure counts everything. Whoever may not open all the records behind it does not see it where fewer than three companies
stand behind it (engine `disclosure`: the rule of three).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from grappe.apps.reporting.models import Record
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.sources import SOURCES
from grappe.engines.disclosure import LEAST
from grappe.engines.indicators import kinds_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def closed_kinds(user: User) -> frozenset[str]:
    """Return the kinds of records of which somebody may not open all. One query at most."""
    if user.is_administrator:
        return frozenset()
    found = {kind.value for source in SOURCES for kind in source.kinds if not source.open_to(user)}
    rows = Record.objects.filter(confidential=True).order_by().values_list("kind", flat=True).distinct()
    return frozenset(found | set(rows))


def opens_all(query: object, closed: Collection[str]) -> bool:
    """Return whether no kind that a query reads is among those of which somebody may not open all."""
    return not set(kinds_of(tree_of(query))) & set(closed)


def is_hidden(companies: int, value: float | None) -> bool:
    """Return whether a figure is left out for whoever may not open all behind it; nobody stands behind nothing."""
    return bool(value) and companies < LEAST


def hidden_parts(parts: Mapping[str, Any]) -> frozenset[str]:
    """Return which parts of a whole are left out: those of few companies, and more where one could be worked out.

    Whoever knows the whole and all parts but one knows that one; whoever knows that the parts left out are one each if
    together they are as many as there are of them, knows them too.
    """
    hidden = {key for key, one in parts.items() if is_hidden(one.companies, one.value)}
    others = sorted((one.value, key) for key, one in parts.items() if key not in hidden and one.value)
    while hidden and others and _worked_out([parts[key].value for key in hidden]):
        hidden.add(others.pop(0)[1])
    return frozenset(hidden)


def _worked_out(values: list[float]) -> bool:
    return len(values) == 1 or sum(values) <= len(values)
