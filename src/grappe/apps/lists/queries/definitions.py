"""What does a list show, in which order, and of which rows: read from JSON, checked, and written again?

{"columns": [name], "sort": "-name", "where": group, "as": "board" where it is shown so}; a group is {"match":
"all" | "any" | "none", "of": [node]};
a node is a group, a condition {"filter": name, "op": op, "value": …}, or other records {"has": relation, "match": "all" | "any"
| "none", "of": [node]} ("none": there is no record for which all of these hold).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.lists.enums import Match
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui.errors import BadInput
from grappe.ui.listing import COUNTED, DATED, WITHOUT_VALUE, Filter, Kind, Op, Relation, Takes

DEEPEST, MOST_NODES, MOST_VALUES, LONGEST = 4, 40, 60, 100
MOST = Decimal(10**13)
BOARD = "board"


@dataclass(frozen=True)
class Leaf:
    """One condition; `told` are the names of the choices in its value."""

    filter: Filter
    op: Op
    value: Any = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    match: str
    of: tuple[Node, ...]


@dataclass(frozen=True)
class Has:
    """Records of another kind that hang on the row."""

    relation: Relation
    match: str
    of: tuple[Node, ...]


Node = Leaf | Group | Has


@dataclass(frozen=True)
class Definition:
    """A list, as it can be asked for; `lost` are the names of what it once asked for and is no more."""

    kind: Kind
    columns: tuple[str, ...]
    sort: str
    where: Group
    lost: tuple[str, ...] = ()
    board: bool = False

    @property
    def raw(self) -> dict[str, Any]:
        """The definition as JSON keeps it."""
        found = {"columns": list(self.columns), "sort": self.sort, "where": raw_node(self.where)}
        return found | {"as": BOARD} if self.board else found

    @property
    def text(self) -> str:
        """The definition as an address carries it."""
        return json.dumps(self.raw, separators=(",", ":"), ensure_ascii=False)


def standard(catalogue: Catalogue, kind: str) -> Definition:
    """Return the list of a kind that opens where nobody chose another."""
    made = catalogue.kind(kind)
    where = {"match": Match.ALL.value, "of": [dict(node) for node in made.start]}
    return read(catalogue, kind, {"where": where})


def read_text(catalogue: Catalogue, kind: str, text: str) -> Definition:
    """Return the list that an address describes. Raises BadInput."""
    try:
        found = json.loads(text) if len(text) <= 20_000 else None
    except (ValueError, RecursionError):
        found = None
    return read(catalogue, kind, found)


def read(catalogue: Catalogue, kind: str, data: Any) -> Definition:
    """Return a list, checked. Columns and conditions that are no more are left out and named in `lost`. Raises BadInput."""
    if not isinstance(data, dict):
        raise BadInput(_("This address of a list cannot be read."))
    made = catalogue.kind(kind)
    reader = _Reader(catalogue)
    asked = [name for name in _list(data.get("columns", list(made.shown))) if isinstance(name, str)]
    columns = tuple(dict.fromkeys(name for name in asked if made.column(name)))
    reader.lost += [name for name in asked if not made.column(name)]
    sort = data.get("sort", made.order)
    column = made.column(sort.removeprefix("-")) if isinstance(sort, str) else None
    where = reader.node(data.get("where", {"match": Match.ALL.value, "of": []}), made, 0)
    if not isinstance(where, Group):
        where = Group(Match.ALL, () if where is None else (where,))
    return Definition(
        made, columns or made.shown, str(sort) if column is not None and column.sort is not None else made.order,
        where, tuple(dict.fromkeys(reader.lost)), data.get("as") == BOARD,
    )  # fmt: skip


@dataclass
class _Reader:
    catalogue: Catalogue
    lost: list[str] = field(default_factory=list)
    nodes: int = 0

    def node(self, data: Any, kind: Kind, depth: int) -> Node | None:
        self.nodes += 1
        if not isinstance(data, dict) or depth > DEEPEST or self.nodes > MOST_NODES:
            raise BadInput(_("This address of a list cannot be read."))
        if "filter" in data:
            return self._leaf(data, kind)
        match = data.get("match", Match.ALL.value)
        if match not in Match.values:
            raise BadInput(_("This address of a list cannot be read."))
        if "has" not in data:
            return Group(match, self._all(data, kind, depth))
        relation = kind.relation(str(data["has"]))
        if relation is None:
            self.lost.append(str(data["has"])[:LONGEST])
            return None
        return Has(relation, match, self._all(data, self.catalogue.kind(relation.kind), depth))

    def _all(self, data: Mapping[str, Any], kind: Kind, depth: int) -> tuple[Node, ...]:
        found = [self.node(each, kind, depth + 1) for each in _list(data.get("of", []))]
        return tuple(each for each in found if each is not None)

    def _leaf(self, data: Mapping[str, Any], kind: Kind) -> Leaf | None:
        found = kind.filter(str(data["filter"]))
        if found is None or data.get("op") not in found.ops:
            self.lost.append(str(found.label if found else data["filter"])[:LONGEST])
            return None
        try:
            return leaf(found, Op(data["op"]), data.get("value"))
        except BadInput:
            self.lost.append(str(found.label))
            return None


def _list(data: Any) -> list[Any]:
    if not isinstance(data, list) or len(data) > 200:
        raise BadInput(_("This address of a list cannot be read."))
    return data


def leaf(found: Filter, op: Op, value: Any) -> Leaf:
    """Return a condition with its value, checked. Raises BadInput."""
    if op in WITHOUT_VALUE:
        return Leaf(found, op)
    if op in COUNTED:
        return Leaf(found, op, _whole(value))
    if op in DATED:
        return Leaf(found, op, _day(value))
    if found.takes == Takes.NUMBER:
        return Leaf(found, op, _number(value))
    if found.takes == Takes.CHOICE:
        names = {str(key): str(label) for key, label in found.choices()}
        values = [str(each) for each in value] if isinstance(value, list) else []
        if not values or len(values) > MOST_VALUES or any(each not in names for each in values):
            raise BadInput(_("Choose at least one."))
        kept = tuple(dict.fromkeys(values))
        return Leaf(found, op, list(kept), tuple(names[each] for each in kept))
    return Leaf(found, op, _text(value))


def _whole(value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= 1_200):
        raise BadInput(_("A whole number from 1 to 1,200, please."))
    return int(text)


def _day(value: Any) -> date:
    try:
        found = date.fromisoformat(str(value))
    except ValueError as fault:
        raise BadInput(_("A day of the calendar, please.")) from fault
    if not 1900 <= found.year <= 2200:
        raise BadInput(_("A day of the calendar, please."))
    return found


def _number(value: Any) -> Decimal:
    try:
        found = Decimal(str(value)[:60])
    except InvalidOperation as fault:
        raise BadInput(_("A number, please.")) from fault
    if not found.is_finite() or not -MOST <= found <= MOST:
        raise BadInput(_("A number, please."))
    return found.normalize()


def _text(value: Any) -> str:
    found = " ".join(str(value or "").split())
    try:
        found.encode()
    except UnicodeEncodeError as fault:
        raise BadInput(_("Say what is looked for.")) from fault
    if not found or len(found) > LONGEST or "\x00" in found:
        raise BadInput(_("Say what is looked for, in at most 100 characters."))
    return found


def raw_node(node: Node) -> dict[str, Any]:
    """Return a node as JSON keeps it."""
    if isinstance(node, Leaf):
        found: dict[str, Any] = {"filter": node.filter.name, "op": str(node.op.value)}
        if node.op not in WITHOUT_VALUE:
            plain = isinstance(node.value, list | int | str)
            found["value"] = node.value if plain else _plain(node.value)
        return found
    head = {"has": node.relation.name} if isinstance(node, Has) else {}
    return head | {"match": str(Match(node.match).value), "of": [raw_node(each) for each in node.of]}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else format(value, "f")


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield all conditions of a node."""
    if isinstance(node, Leaf):
        yield node
        return
    for each in node.of:
        yield from leaves(each)


# --- changed by somebody, one place at a time: a place is the numbers that lead to a node, "0.2" ---


def place_of(text: str) -> tuple[int, ...]:
    """Return a place in a definition. Raises BadInput."""
    parts = text.split(".") if text else []
    if len(parts) > DEEPEST + 1 or not all(p.isascii() and p.isdecimal() and len(p) < 4 for p in parts):
        raise BadInput(_("This address of a list cannot be read."))
    return tuple(map(int, parts))


def node_at(catalogue: Catalogue, definition: Definition, place: Sequence[int]) -> tuple[Node, Kind]:
    """Return the node at a place, and the kind of the rows that its conditions are about. Raises BadInput."""
    node: Node = definition.where
    kind = definition.kind
    for number in place:
        if isinstance(node, Leaf) or number >= len(node.of):
            raise BadInput(_("This address of a list cannot be read."))
        node = node.of[number]
        if isinstance(node, Has):
            kind = catalogue.kind(node.relation.kind)
    return node, kind


def with_node(
    definition: Definition, place: Sequence[int], node: dict[str, Any] | None, *, add: bool
) -> dict[str, Any]:
    """Return the definition as JSON with a node set at a place, added inside it (`add`), or taken away (None)."""
    raw = definition.raw
    target = raw["where"]
    for number in place if add else place[:-1]:
        target = target["of"][number]
    if add:
        target["of"].append(node)
    elif not place:
        raw["where"] = node or {"match": Match.ALL.value, "of": []}
    elif node is None:
        del target["of"][place[-1]]
    else:
        target["of"][place[-1]] = node
    return raw
