"""Which programmes are there, ready to be asked about any company on any day?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from grappe.engines.eligibility.derived import Situation, resolve
from grappe.engines.eligibility.graph import Graph, Place
from grappe.engines.eligibility.language import criteria
from grappe.engines.eligibility.model import Field, Programme, Term, Tree, Version
from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.values import Value
from grappe.engines.eligibility.wording import expected


class Plan:
    """One version of one programme, with its place in the graph."""

    __slots__ = ("criteria", "expected", "nodes", "place", "programme", "take", "take_terms", "version")

    def __init__(self, programme: Programme, version: Version, graph: Graph) -> None:
        self.programme = programme
        self.version = version
        self.place: Place = graph.add(version.eligibility)
        self.criteria = tuple(criteria(version.eligibility))
        self.expected = tuple(expected(criterion) for criterion in self.criteria)
        self.nodes = tuple(graph.node_of(criterion.condition) for criterion in self.criteria)
        self.take = _taker(self.nodes)
        self.take_terms = _taker([graph.term_index(criterion.condition.term) for criterion in self.criteria])


def _taker(nodes: Sequence[int]) -> Any:
    """Return a function that takes the items at `nodes` out of a list, as a tuple whatever their number."""
    if len(nodes) > 1:
        return itemgetter(*nodes)
    return (lambda values: (values[nodes[0]],)) if nodes else (lambda values: ())


class Catalogue:
    """All programmes compiled into one shared graph. Make it once, ask it for any number of companies."""

    def __init__(
        self,
        programmes: Iterable[Programme],
        fields: Mapping[str, Field] | None = None,
        communes: Mapping[str, str] | None = None,
        home: str = "lu",
    ) -> None:
        """Compile programmes. `communes` maps folded names of communes to their canton; `home` is the
        country.

        Raises Fault where two programmes have the same id.
        """
        self.programmes = tuple(programmes)
        self.fields: Mapping[str, Field] = dict(fields or {})
        self.communes = dict(communes or {})
        self.home = home
        ids = [programme.id for programme in self.programmes]
        for id in ids:
            if ids.count(id) > 1:
                raise Fault(id, "two programmes have this id")
        self.graph = Graph()
        self.plans = {
            (programme.id, version.id): Plan(programme, version, self.graph)
            for programme in self.programmes
            for version in programme.versions
        }
        self.graph.seal()
        # What a rate of aid needs is asked only when a project is costed: a graph of its own.
        self.rate_graph = Graph()
        for tree in self._rate_trees():
            self.rate_graph.add(tree)
        self.rate_graph.seal()
        self._days: dict[date, tuple[tuple[Plan, bool | None, bool], ...]] = {}

    def _rate_trees(self) -> Iterable[Tree]:
        for programme in self.programmes:
            for version in programme.versions:
                yield from (rate.needs for rate in version.rates if rate.needs is not None)

    def on(self, day: date) -> tuple[tuple[Plan, bool | None, bool], ...]:
        """Return, for each programme, the plan of that day's version, whether it is open, and whether in
        force.
        """
        if day not in self._days:
            if len(self._days) > 64:
                self._days.clear()
            self._days[day] = tuple(self._plan_on(programme, day) for programme in self.programmes)
        return self._days[day]

    def _plan_on(self, programme: Programme, day: date) -> tuple[Plan, bool | None, bool]:
        version, in_force = programme.version_on(day)
        return self.plans[(programme.id, version.id)], programme.open_on(day), in_force

    def situation(self, company: Any, on: date, project: Any = None) -> Situation:
        """Return a company on a day, with what this catalogue knows of the country."""
        if project is None:
            return Situation(company, on, communes=self.communes, home=self.home)
        return Situation(company, on, project, self.communes, self.home)

    def known(self, graph: Graph, situation: Situation) -> tuple[list[Value | None], list[Any]]:
        """Return the value of every term of a graph in the form that is compared, and as it is shown."""
        known: list[Value | None] = []
        shown: list[Any] = []
        for term in graph.terms:
            value, text = resolve(situation, term, self.derivation(term))
            known.append(value)
            shown.append(text)
        return known, shown

    def derivation(self, term: Term) -> str:
        """Return the name of the computation behind a term, empty where it has none but its own."""
        described = self.fields.get(term.field)
        return described.derived if described is not None else ""

    def field_names(self) -> frozenset[str]:
        """Return every field that the catalogue describes or asks for."""
        asked = {term.field for graph in (self.graph, self.rate_graph) for term in graph.terms}
        return (frozenset(self.fields) | asked) - {""}
