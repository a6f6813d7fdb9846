"""What comes of reading one row of somebody else's file: a programme of ours, or a reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]  # a node of a rule as a catalogue writes it
RULE, PARTLY, UNKNOWN, FREE = "rule", "partly", "unknown", "free"
OUTCOMES = (RULE, PARTLY, UNKNOWN, FREE)
KINDS = ("size", "area", "sector", "age", "other", "validity", "consortium", "applicant")


@dataclass(frozen=True, slots=True)
class Read:
    """What one condition of a text became.

    `rule`: all of it is in `nodes`. `partly`: what is certain is, the rest stays a visible unknown among them.
    `unknown`: nothing could be read, `nodes` holds the unknown. `free`: it says that there is no condition.
    """

    kind: str
    text: str
    outcome: str
    nodes: tuple[Node, ...] = ()
    conflicts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """One programme as our catalogue writes it, with what became of each of its conditions."""

    slug: str
    document: Mapping[str, Any]
    reads: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used: its number (the first is 1), what it calls itself, the field, and why."""

    row: int
    name: str
    field: str
    reason: str


@dataclass(slots=True)
class Tally:
    """How much of a file became rules, by kind of condition."""

    programmes: int = 0
    refused: int = 0
    conflicts: int = 0
    with_conflicts: int = 0
    with_unknowns: int = 0
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, imported: Imported) -> None:
        """Count one programme."""
        self.programmes += 1
        conflicts = len(imported.document.get("conflicts", ()))
        self.conflicts += conflicts
        self.with_conflicts += bool(conflicts)
        self.with_unknowns += any(read.outcome in (UNKNOWN, PARTLY) for read in imported.reads)
        for read in imported.reads:
            counts = self.by_kind.setdefault(read.kind, Counter())
            counts[read.outcome] += 1
            counts["conflicts"] += len(read.conflicts)

    def total(self, outcome: str) -> int:
        """Return how many conditions had this outcome, over all kinds."""
        return sum(counts[outcome] for counts in self.by_kind.values())

    @property
    def conditions(self) -> int:
        """How many conditions were read that ask for something: texts that exclude nobody are not among them."""
        return sum(self.total(outcome) for outcome in (RULE, PARTLY, UNKNOWN))

    def document(self) -> dict[str, Any]:
        """Return the counts as JSON can hold them."""
        return {
            "programmes": self.programmes,
            "refused": self.refused,
            "conditions": self.conditions,
            "rules": self.total(RULE),
            "partly": self.total(PARTLY),
            "unknowns": self.total(UNKNOWN),
            "free": self.total(FREE),
            "conflicts": self.conflicts,
            "with_conflicts": self.with_conflicts,
            "with_unknowns": self.with_unknowns,
            "by_kind": {
                kind: {name: counts[name] for name in (*OUTCOMES, "conflicts")}
                for kind, counts in sorted(self.by_kind.items(), key=lambda pair: KINDS.index(pair[0]))
            },
        }


def criterion(name: str, field_id: str, op: str, value: Any, text: str, **more: Any) -> Node:
    """Return a criterion that keeps the French sentence it was read from as its note."""
    node = {"id": name, "field": field_id, "op": op, "value": value, "confidence": "partly", **more}
    if text:
        node["note"] = {"fr": text}
    return node


def unknown(name: str, text: str, language: str = "fr") -> Node:
    """Return the visible unknown that a sentence becomes when no rule can be made of it."""
    return {"unknown": {"id": name, "label": {language: text}}}


def either(*nodes: Node) -> Node:
    """Return the node that is met when one of these is."""
    return {"any": list(nodes)} if len(nodes) > 1 else nodes[0]


def both(*nodes: Node) -> Node:
    """Return the node that is met when all of these are."""
    return {"all": list(nodes)} if len(nodes) > 1 else nodes[0]


def name_once(nodes: Iterable[Node]) -> list[Node]:
    """Return a rule's nodes in which each criterion has an id of its own: the second `area` is called `area_2`."""
    seen: Counter[str] = Counter()

    def renamed(node: Any) -> Any:
        if isinstance(node, list):
            return [renamed(inner) for inner in node]
        if "field" in node:
            return {**node, "id": fresh(node["id"])}
        if "unknown" in node:
            return {"unknown": {**node["unknown"], "id": fresh(node["unknown"]["id"])}}
        return {key: renamed(inner) for key, inner in node.items()}

    def fresh(name: str) -> str:
        seen[name] += 1
        return name if seen[name] == 1 else f"{name}_{seen[name]}"

    return [renamed(node) for node in nodes]
