"""How does what a list asks for become a condition of the database? Rights of other records come in with their rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from grappe.apps.lists.enums import Match
from grappe.apps.lists.queries.definitions import Definition, Group, Has, Leaf, Node
from grappe.apps.lists.queries.kinds import Catalogue


def rows_of(catalogue: Catalogue, definition: Definition) -> QuerySet[Any]:
    """Return the rows that a list shows to whoever asks, in no order."""
    return definition.kind.rows().filter(condition(catalogue, definition.where)).order_by()


def condition(catalogue: Catalogue, node: Node) -> Q:
    """Return one node as a condition on the rows of its kind; what asks for nothing counts nowhere."""
    if isinstance(node, Leaf):
        return node.filter.condition(node.op, node.value)
    if isinstance(node, Group):
        return _joined(catalogue, node.match, node.of)
    return _has(catalogue, node)


def _has(catalogue: Catalogue, node: Has) -> Q:
    match = Match.ALL if node.match == Match.NONE else node.match
    rows = catalogue.kind(node.relation.kind).rows().filter(_joined(catalogue, match, node.of)).order_by()
    found = Q(Exists(rows.filter(**{node.relation.through: OuterRef(node.relation.outer)})))
    return ~found if node.match == Match.NONE else found


def _joined(catalogue: Catalogue, match: str, nodes: tuple[Node, ...]) -> Q:
    found = Q()
    for node in nodes:
        one = condition(catalogue, node)
        found = found & one if match == Match.ALL else found | one
    return ~found if match == Match.NONE and found else found
