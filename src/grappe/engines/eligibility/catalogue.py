"""Which programmes are there, ready to be asked about any company on any day?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate
from typing import Any

from grappe.engines.eligibility.derived import Situation, is_computed, resolve
from grappe.engines.eligibility.facts import Project
from grappe.engines.eligibility.findings import Findings, taker
from grappe.engines.eligibility.graph import Graph, Place
from grappe.engines.eligibility.language import criteria
from grappe.engines.eligibility.model import Field, Programme, Term, Version
from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.values import Value
from grappe.engines.eligibility.wording import expected


class Plan:
    """One version of one programme, with its place in the graph."""

    __slots__ = ("criteria", "expected", "nodes", "place", "programme", "take", "take_terms", "version")

    def __init__(
        self, programme: Programme, version: Version, graph: Graph, fields: Mapping[str, Field]
    ) -> None:
        self.programme = programme
        self.version = version
        self.place: Place = graph.add(version.eligibility)
        self.criteria = tuple(criteria(version.eligibility))
        self.expected = tuple(expected(criterion, fields) for criterion in self.criteria)
        self.nodes = tuple(graph.node_of(criterion.condition) for criterion in self.criteria)
        self.take = taker(self.nodes)
        self.take_terms = taker([graph.term_index(criterion.condition.term) for criterion in self.criteria])


class Day:
    """What a catalogue has to say on one day: each programme's plan, whether it is open, whether in force.

    All criteria of the day stand in one row, of which `spans` are the programmes' parts, so that all reasons of a
    company can be put together in one go.
    """

    __slots__ = ("findings", "in_force", "open", "plans", "spans", "take_roots", "versions")

    def __init__(self, plans: Iterable[tuple[Plan, bool | None, bool]], graph: Graph) -> None:
        self.plans = tuple(plans)
        self.versions = tuple(plan for plan, _, _ in self.plans)
        self.open = tuple(is_open for _, is_open, _ in self.plans)
        self.in_force = tuple(in_force for _, _, in_force in self.plans)
        self.take_roots = taker([plan.place.node for plan in self.versions])
        every = [one for plan in self.versions for one in plan.criteria]
        self.findings = Findings(
            every,
            [text for plan in self.versions for text in plan.expected],
            [node for plan in self.versions for node in plan.nodes],
            [graph.term_index(one.condition.term) for one in every],
        )
        ends = list(accumulate((len(plan.criteria) for plan in self.versions), initial=0))
        self.spans = tuple(map(slice, ends, ends[1:]))


class Catalogue:
    """All programmes compiled into one shared graph. Make it once, ask it for any number of companies."""

    def __init__(
        self,
        programmes: Iterable[Programme],
        fields: Mapping[str, Field] | None = None,
        communes: Mapping[str, str] | None = None,
        home: str = "lu",
        nuts: Mapping[str, str] | None = None,
    ) -> None:
        """Compile programmes. `communes` maps folded names of communes to their canton, `nuts` to their NUTS
        code; `home` is the country.

        Raises Fault where two programmes have the same id.
        """
        self.programmes = tuple(programmes)
        self.fields: Mapping[str, Field] = dict(fields or {})
        self.communes = dict(communes or {})
        self.home = home
        self.nuts = dict(nuts or {})
        seen: set[str] = set()
        for programme in self.programmes:
            if programme.id in seen:
                raise Fault(programme.id, "two programmes have this id")
            seen.add(programme.id)
        versions = [version for programme in self.programmes for version in programme.versions]
        self.graph = Graph(one.condition for version in versions for one in criteria(version.eligibility))
        self.plans = {
            (programme.id, version.id): Plan(programme, version, self.graph, self.fields)
            for programme in self.programmes
            for version in programme.versions
        }
        self.graph.seal()
        # What a rate of aid needs is asked only when a project is costed: a graph of its own.
        needs = [rate.needs for version in versions for rate in version.rates if rate.needs is not None]
        self.rate_graph = Graph(one.condition for tree in needs for one in criteria(tree))
        for tree in needs:
            self.rate_graph.add(tree)
        self.rate_graph.seal()
        self._asked, self._asked_of_rates = self._lookup(self.graph), self._lookup(self.rate_graph)
        self._days: dict[date, Day] = {}

    def on(self, day: date) -> tuple[tuple[Plan, bool | None, bool], ...]:
        """Return, for each programme, the plan of that day's version, whether it is open, and whether in
        force.
        """
        return self.day(day).plans

    def day(self, day: date) -> Day:
        """Return what the catalogue has to say on a day."""
        kept = self._days.get(day)
        if kept is None:
            if len(self._days) > 64:
                self._days.clear()
            plans = [self._plan_on(programme, day) for programme in self.programmes]
            kept = self._days[day] = Day(plans, self.graph)
        return kept

    def _plan_on(self, programme: Programme, day: date) -> tuple[Plan, bool | None, bool]:
        version, in_force = programme.version_on(day)
        return self.plans[(programme.id, version.id)], programme.open_on(day), in_force

    def situation(self, company: Any, on: date, project: Any = None) -> Situation:
        """Return a company on a day, with what this catalogue knows of the country."""
        if project is None:
            project = Project()
        return Situation(company, on, project, self.communes, self.home, self.nuts)

    def known(self, graph: Graph, situation: Situation) -> tuple[list[Value | None], list[Any]]:
        """Return the value of every term of a graph in the form that is compared, and as it is shown."""
        names, computed = self._asked_of_rates if graph is self.rate_graph else self._asked
        company = situation.company
        known: list[Value | None] = list(map(company.facts.get, names))
        shown: list[Any] = list(map(company.shown.get, names, known))
        for number in range(len(names)) if situation.project.facts else computed:
            term = graph.terms[number]
            known[number], shown[number] = resolve(situation, term, self.derivation(term))
        return known, shown

    def _lookup(self, graph: Graph) -> tuple[list[str], list[int]]:
        """Return the field of each term, and which terms are more than the fact of that name."""
        computed = [i for i, term in enumerate(graph.terms) if is_computed(term, self.derivation(term))]
        return [term.field for term in graph.terms], computed

    def derivation(self, term: Term) -> str:
        """Return the name of the computation behind a term, empty where it has none but its own."""
        described = self.fields.get(term.field)
        return described.derived if described is not None else ""

    def field_names(self) -> frozenset[str]:
        """Return every field that the catalogue describes or asks for."""
        asked = {term.field for graph in (self.graph, self.rate_graph) for term in graph.terms}
        return (frozenset(self.fields) | asked) - {""}
