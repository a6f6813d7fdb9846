"""How does the rule of a document look as a tree, and what is it after one node was changed?

A node is named by its place as the engine writes it: `versions[0].eligibility.all[2]`. All functions take and return
plain documents as YAML reads them; a changed document is a copy.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from grappe.ui.errors import BadInput

GROUPS = ("all", "any", "at_least", "not")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_PLACE = re.compile(
    r"versions\[\d{1,3}\]\.eligibility(\.(all|any|not|at_least\.of|at_least|unknown)(\[\d{1,3}\])?)*"
)


@dataclass(slots=True)
class Node:
    """A node of the tree for showing: its place, what it is, its children; `plain` is it as the document has it."""

    place: str
    kind: str  # all, any, not, at_least, unknown, criterion, broken
    plain: Any
    n: int = 0
    children: list[Node] = field(default_factory=list)
    position: int = 0
    siblings: int = 1

    @property
    def first(self) -> bool:
        return self.position == 0

    @property
    def last(self) -> bool:
        return self.position == self.siblings - 1


def tree_of(document: dict[str, Any], version: int) -> Node | None:
    """Return the rule of a version as a tree; None where it has none."""
    versions = document.get("versions")
    if not isinstance(versions, list) or not 0 <= version < len(versions):
        return None
    rule = versions[version].get("eligibility") if isinstance(versions[version], dict) else None
    return _node(rule, f"versions[{version}].eligibility") if rule else None


def _node(plain: Any, place: str, position: int = 0, siblings: int = 1, depth: int = 0) -> Node:
    kind = kind_of(plain) if depth < 40 else "broken"
    node = Node(place, kind, plain, position=position, siblings=siblings)
    members: list[Any] = []
    if kind in ("all", "any"):
        inside, members = f"{place}.{kind}", plain[kind]
    elif kind == "at_least":
        inside, members = f"{place}.at_least.of", plain[kind].get("of") or []
        node.n = plain[kind].get("n") if isinstance(plain[kind].get("n"), int) else 0
    elif kind == "not":
        node.children = [_node(plain["not"], f"{place}.not", 0, 1, depth + 1)]
        return node
    node.children = [
        _node(one, f"{inside}[{i}]", i, len(members), depth + 1) for i, one in enumerate(members)
    ]
    return node


def kind_of(plain: Any) -> str:
    """Return what a node of a document is: one of GROUPS, `unknown`, `criterion`, or `broken`."""
    if not isinstance(plain, dict):
        return "broken"
    if "field" in plain:
        return "criterion"
    if len(plain) != 1:
        return "broken"
    ((kind, inner),) = plain.items()
    if kind in ("all", "any"):
        return kind if isinstance(inner, list) else "broken"
    if kind == "at_least":
        good = isinstance(inner, dict) and isinstance(inner.get("of") or [], list)
        return kind if good else "broken"
    return kind if kind in ("not", "unknown") else "broken"


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order they are written."""
    yield node
    for child in node.children:
        yield from walk(child)


# --- Changes ---


def node_at(document: dict[str, Any], place: str) -> Any:
    """Return what stands at a place. Raises BadInput where nothing does."""
    value: Any = document
    for step in _steps(place):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError) as missing:
            raise _gone() from missing
    return value


def with_node(document: dict[str, Any], place: str, node: Any) -> dict[str, Any]:
    """Return the document with another node at a place."""
    changed = copy.deepcopy(document)
    node_at(changed, place)
    _put(changed, place, node)
    return changed


def with_child(document: dict[str, Any], place: str, node: Any) -> dict[str, Any]:
    """Return the document with a node added at the end of a group, or as the rule of a version that has none."""
    changed = copy.deepcopy(document)
    if not node_at(changed, place):
        _put(changed, place, {"all": [node]})
    else:
        _members(node_at(changed, place)).append(node)
    return changed


def without(document: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the document without a node; a group left empty goes with it."""
    changed = copy.deepcopy(document)
    node_at(changed, place)
    above, last = _above(place)
    if last is None:
        _put(changed, place, {})  # no rule: the conditions are not known
        return changed
    group = node_at(changed, above)
    if isinstance(last, str) or len(_members(group)) == 1:
        return without(changed, above)
    del _members(group)[last]
    if "at_least" in group and isinstance(group["at_least"].get("n"), int):
        group["at_least"]["n"] = min(group["at_least"]["n"], len(_members(group)))
    return changed


def moved(document: dict[str, Any], place: str, by: int) -> tuple[dict[str, Any], str]:
    """Return the document with a node one place up (-1) or down (1) in its group, and the node's new place."""
    changed = copy.deepcopy(document)
    above, last = _above(place)
    if not isinstance(last, int):
        raise BadInput(_("This node stands alone: there is nothing to move it past."))
    members = _members(node_at(changed, above))
    if not 0 <= last < len(members):
        raise _gone()
    to = max(0, min(len(members) - 1, last + by))
    members.insert(to, members.pop(last))
    return changed, f"{place[: place.rindex('[')]}[{to}]"


def moved_into(document: dict[str, Any], place: str, into: str) -> dict[str, Any]:
    """Return the document with a node taken out of its place and put at the end of another group."""
    if into == place or into.startswith(f"{place}."):
        raise BadInput(_("A group cannot be moved into itself."))
    changed = copy.deepcopy(document)
    node = copy.deepcopy(node_at(changed, place))
    _members(node_at(changed, into)).append(node)  # first in, then out: places before it stay as they are
    return without(changed, place)


def wrapped(document: dict[str, Any], place: str, kind: str) -> dict[str, Any]:
    """Return the document with a node put into a new group of its own at the same place."""
    return with_node(document, place, group(kind, [copy.deepcopy(node_at(document, place))]))


def group(kind: str, members: list[Any]) -> dict[str, Any]:
    """Return a new group of some members. Raises BadInput for a kind that there is not."""
    if kind not in GROUPS:
        raise BadInput(_("Choose how the group joins its criteria."))
    if kind == "not":
        return {"not": members[0]}
    return {"at_least": {"n": 1, "of": members}} if kind == "at_least" else {kind: members}


def last_child(document: dict[str, Any], place: str) -> str:
    """Return the place of the last node in a group."""
    found = next((node for node in walk(_node(node_at(document, place), place))), None)
    return found.children[-1].place if found and found.children else place


def root_of(place: str) -> str:
    """Return the place of the rule that a node belongs to."""
    return place.split(".eligibility")[0] + ".eligibility"


def regrouped(document: dict[str, Any], place: str, kind: str, n: int = 1) -> dict[str, Any]:
    """Return the document with a group that joins its members in another way. Raises BadInput where it cannot."""
    node = node_at(document, place)
    members = [node["not"]] if isinstance(node, dict) and "not" in node else _members(node)
    if kind == "not":
        if len(members) != 1:
            raise BadInput(_("“None of” takes one node: put the others into a group of their own first."))
        return with_node(document, place, {"not": members[0]})
    if kind == "at_least":
        if not 1 <= n <= len(members):
            raise BadInput(_("At least how many? A number from 1 to %d.") % len(members))
        return with_node(document, place, {"at_least": {"n": n, "of": members}})
    if kind not in ("all", "any"):
        raise BadInput(_("Choose how the group joins its criteria."))
    return with_node(document, place, {kind: members})


def _steps(place: str) -> list[str | int]:
    if not _PLACE.fullmatch(place):
        raise _gone()
    return [int(step[1]) if step[1] is not None else step[2] for step in _STEP.finditer(place)]


def _put(document: Any, place: str, node: Any) -> None:
    *before, last = _steps(place)
    for step in before:
        document = document[step]
    document[last] = node


def _above(place: str) -> tuple[str, int | str | None]:
    """Return the node around a place and where in it the place stands; None for the root of a rule."""
    last = _steps(place)[-1]
    if last == "eligibility":
        return place, None
    bare = place[: place.rindex("[")] if isinstance(last, int) else place
    for ending in (".at_least.of", ".all", ".any", ".not"):
        if bare.endswith(ending):
            return bare.removesuffix(ending), last
    raise _gone()


def _members(group: Any) -> list[Any]:
    if isinstance(group, dict):
        joined = group.get("at_least")
        for inner in (
            group.get("all"),
            group.get("any"),
            joined.get("of") if isinstance(joined, dict) else None,
        ):
            if isinstance(inner, list):
                return inner
    raise BadInput(_("Only a group takes further criteria: put this one into a group first."))


def _gone() -> BadInput:
    return BadInput(_("This node is no longer there: the rule was changed meanwhile."))
