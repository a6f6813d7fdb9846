"""What would have to change so that a refused programme is refused no longer? The smallest sets of facts.

A way is a set of facts with values under which the programme is eligible or undetermined, while no part of the
set will do. Ways made only of facts that a company can bring about come first; each fact says whether it can
(a research partner can be found, an age cannot). The search follows Reiter's hitting sets: what refuses a rule
names the facts of which one must change.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from grappe.engines.eligibility.candidates import ANYTHING_ELSE, candidates, distance
from grappe.engines.eligibility.explain import Decision, Explanation
from grappe.engines.eligibility.judge import MET, REFUSED, VERDICTS, judge
from grappe.engines.eligibility.language import criteria
from grappe.engines.eligibility.model import Condition, Criterion, Field, Gate, Ref, Term, Tree
from grappe.engines.eligibility.values import Value
from grappe.engines.eligibility.wording import expected, known, said, turned
from grappe.engines.kernel import Text, Verdict

MOST_WAYS = 4
_MOST_FACTS = 6  # a way of more facts than this is no advice
_MOST_SETS = 400  # sets looked at for one programme
_MOST_CHOICES = 600  # combinations of values tried for one set


@dataclass(frozen=True, slots=True)
class Change:
    """One fact to change: what it is today, what is needed, and whether a company can bring it about.

    `value` is the nearest value that would do, None where any value will do that no rule names. `today` and
    `then` are the same two in words.
    """

    term: Term
    label: Text
    changeable: bool
    actual: Any
    value: Any
    needed: tuple[Text, ...]
    criteria: tuple[str, ...]
    today: Text = Text()
    then: Text = Text()

    @property
    def field(self) -> str:
        return self.term.field


@dataclass(frozen=True, slots=True)
class Way:
    """Facts that, changed together, lift the refusal; `verdict` is what the programme is then."""

    changes: tuple[Change, ...]
    verdict: Verdict

    @property
    def changeable(self) -> bool:
        """Whether a company can bring all of it about."""
        return all(change.changeable for change in self.changes)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways found, the feasible and short ones first; `complete` unless the search was cut off."""

    ways: tuple[Way, ...]
    complete: bool

    @property
    def in_reach(self) -> bool:
        """Whether there is a way made only of facts that a company can change."""
        return any(way.changeable for way in self.ways)

    @property
    def in_the_way(self) -> tuple[Change, ...]:
        """The facts that nobody can change and that stand in the way, where no way is in reach."""
        if self.in_reach:
            return ()
        fixed = {change.field: change for way in self.ways for change in way.changes if not change.changeable}
        return tuple(fixed.values())


def what_would_change(explanation: Explanation, decision: Decision, most: int = MOST_WAYS) -> Ways:
    """Return the smallest sets of facts to change for a refused programme; none for another verdict."""
    if decision.verdict is not Verdict.NO:
        return Ways((), True)
    rule = _Rule(explanation, decision)
    # First the facts a company can change, so that a long feasible way is not lost behind short impossible ones.
    reach, complete = _search(rule, most, rule.changeable)
    ways = [rule.way(facts, values) for facts, values in reach]
    if len(ways) < most:
        anyhow, also = _search(rule, most + len(ways), frozenset(rule.terms))
        known_sets = {facts for facts, _ in reach}
        ways += [rule.way(facts, values) for facts, values in anyhow if facts not in known_sets]
        complete = complete and also
    ways.sort(
        key=lambda way: (not way.changeable, len(way.changes), [change.field for change in way.changes])
    )
    return Ways(tuple(ways[:most]), complete and len(ways) <= most)


Levels = Mapping[str, int]
Facts = frozenset[Term]
Values = Mapping[Term, Value]


class _Rule:
    """One refused rule: its criteria, the facts they look at today, and the values worth trying."""

    def __init__(self, explanation: Explanation, decision: Decision) -> None:
        self.tree = decision.version.eligibility
        catalogue = explanation.catalogue
        self.fields: Mapping[str, Field] = catalogue.fields
        self.criteria = tuple(criteria(self.tree))
        self.today: Levels = {
            one.id: decision.values[node]
            for one, node in zip(self.criteria, decision.plan.nodes, strict=True)
        }
        values, shown = catalogue.known(catalogue.graph, explanation.situation)
        self.by_term: dict[Term, list[Criterion]] = {}
        for one in self.criteria:
            for term in _terms(one.condition):
                self.by_term.setdefault(term, []).append(one)
        self.terms = tuple(self.by_term)
        number = {term: catalogue.graph.term_index(term) for term in self.terms}
        self.known = {term: values[number[term]] for term in self.terms}
        self.shown = {term: shown[number[term]] for term in self.terms}
        self.wanted = dict(_wanted(self.tree, MET))
        self.changeable = frozenset(term for term in self.terms if self._can_change(term))
        self._tried: dict[Term, list[Value]] = {}

    def _can_change(self, term: Term) -> bool:
        described = self.fields.get(term.field)
        # What stood in the accounts of a closed year, or on a day gone by, nobody can change.
        return described is not None and described.changeable and term.year is None and term.at is None

    def levels(self, values: Values) -> Levels:
        """Return what each criterion would be if the facts had these values."""
        changed = dict(self.today)
        for term in values:
            for one in self.by_term[term]:
                changed[one.id] = self._level(one.condition, values)
        return changed

    def _level(self, condition: Condition, values: Values) -> int:
        other = condition.value.term if isinstance(condition.value, Ref) else None
        threshold = None if other is None else values.get(other, self.known[other])
        return judge(condition, values.get(condition.term, self.known[condition.term]), threshold)

    def worth_trying(self, term: Term) -> list[Value]:
        """Return values of a fact that make some criterion better, one for each set of answers."""
        if term not in self._tried:
            asking = self.by_term[term]
            plain = [one.condition for one in asking if one.condition.term == term]
            compared = list(self._compared(term))
            found = candidates(plain, self.fields.get(term.field), self.known[term], compared)
            kept: dict[Any, Value] = {}
            for value in found:
                levels = tuple(self._good(one, self._level(one.condition, {term: value})) for one in asking)
                # Beside another fact that may change too, equal answers of today tell nothing.
                key: Any = value if compared else levels
                better = any(
                    now > self._good(one, self.today[one.id]) for now, one in zip(levels, asking, strict=True)
                )
                if better or compared:
                    kept.setdefault(key, value)
            self._tried[term] = list(kept.values())
        return self._tried[term]

    def _good(self, criterion: Criterion, level: int) -> int:
        return level if self.wanted[criterion.id] == MET else MET - level

    def _compared(self, term: Term) -> Iterator[Any]:
        """Yield the thresholds that facts compared with this one make for it, today or as their rules want them."""
        for one in self.by_term[term]:
            ref = one.condition.value
            if not isinstance(ref, Ref):
                continue
            back = term == ref.term
            partner = one.condition.term if back else ref.term
            values: list[Any] = [self.known[partner]]
            for other in self.by_term[partner]:
                bound = other.condition.value
                if other.condition.term == partner and not isinstance(bound, Ref):
                    values.extend(bound if isinstance(bound, frozenset | tuple) else [bound])
            for value in values:
                if isinstance(value, int | float) and not isinstance(value, bool):
                    if not back:
                        yield value * ref.times
                    elif ref.times:
                        yield value / ref.times
                elif value is not None and not isinstance(value, str | bool | frozenset):
                    yield value

    def way(self, facts: Facts, values: Values) -> Way:
        """Return the way in words."""
        levels = self.levels(values)
        changes = [self._change(term, values[term], levels) for term in sorted(facts, key=_name)]
        changes.sort(key=lambda change: change.changeable)  # what stands most firmly in the way first
        return Way(tuple(changes), VERDICTS[_level_of(self.tree, levels)])

    def _change(self, term: Term, value: Value, levels: Levels) -> Change:
        lifted = [
            one
            for one in self.by_term[term]
            if self._good(one, self.today[one.id]) == REFUSED and self._good(one, levels[one.id]) > REFUSED
        ]
        asks = [expected(one, self.fields) for one in lifted]
        needed = [
            ask if self.wanted[one.id] == MET else turned(ask) for one, ask in zip(lifted, asks, strict=True)
        ]
        described = self.fields.get(term.field)
        label = described.label if described is not None else Text()
        if not label.in_language("en"):
            label = lifted[0].label if lifted else Text.of(term.field)
        return Change(
            term=term,
            label=label,
            changeable=term in self.changeable,
            actual=known(self.shown[term]),
            value=None if value == ANYTHING_ELSE else known(value),
            needed=tuple(dict.fromkeys(needed)),
            criteria=tuple(one.id for one in lifted),
            today=said(self.shown[term], described),
            then=Text() if value == ANYTHING_ELSE else said(value, described),
        )


def _search(rule: _Rule, most: int, allowed: Facts) -> tuple[list[tuple[Facts, Values]], bool]:
    """Return the smallest sets of allowed facts that lift the refusal, with values, and whether these are all."""
    found: list[tuple[Facts, Values]] = []
    waiting: deque[Facts] = deque([frozenset()])
    seen: set[Facts] = {frozenset()}
    complete = True
    for _ in range(_MOST_SETS):
        if not waiting:
            return found, complete
        facts = waiting.popleft()
        if any(done <= facts for done, _ in found):
            continue
        values, blocking = _try(rule, facts, allowed)
        if values is not None:
            if len(found) == most:
                return found, False
            found.append((facts, values))
        elif len(facts) == _MOST_FACTS:
            complete = complete and not blocking
        else:
            for term in sorted(blocking, key=_name):
                if facts | {term} not in seen:
                    seen.add(facts | {term})
                    waiting.append(facts | {term})
    return found, False


def _try(rule: _Rule, facts: Facts, allowed: Facts) -> tuple[Values | None, Facts]:
    """Return the best values that lift the refusal with these facts, else the facts of which one more must change."""
    ordered = sorted(facts, key=_name)
    best: tuple[Any, Values] | None = None
    blocking: Facts = frozenset()
    for combination in islice(product(*(rule.worth_trying(term) for term in ordered)), _MOST_CHOICES):
        values = dict(zip(ordered, combination, strict=True))
        levels = rule.levels(values)
        missing = _missing(rule.tree, levels, MET, allowed - facts)
        if missing is not None:
            blocking |= missing
            continue
        turned_ids = sum(levels[id] != level for id, level in rule.today.items())
        far = tuple(distance(values[term], rule.known[term]) for term in ordered)
        rank = (-_level_of(rule.tree, levels), turned_ids, far, tuple(map(str, combination)))
        if best is None or rank < best[0]:
            best = (rank, values)
    return (best[1] if best else None), blocking


def _missing(tree: Tree, levels: Levels, wanted: int, allowed: Facts) -> Facts | None:
    """Return facts of which one must change before the tree can be `wanted` (MET, REFUSED) or open; None where it
    is already.
    """
    if isinstance(tree, Criterion):
        if levels[tree.id] != MET - wanted:
            return None
        return frozenset(term for term in _terms(tree.condition) if term in allowed)
    if tree.kind == "not":
        return _missing(tree.children[0], levels, MET - wanted, allowed)
    needed = _needed(tree, wanted)
    missing = [_missing(child, levels, wanted, allowed) for child in tree.children]
    lacking = [facts for facts in missing if facts is not None]
    if len(missing) - len(lacking) >= needed:
        return None
    if needed == len(missing):
        return min(lacking, key=lambda facts: (len(facts), sorted(map(_name, facts))))
    return frozenset().union(*lacking)


def _needed(gate: Gate, wanted: int) -> int:
    """Return how many children must be as wanted, or open, for the gate to be so."""
    count = len(gate.children)
    least = {"all": count, "any": 1}.get(gate.kind, gate.n)
    return least if wanted == MET else count - least + 1


def _level_of(tree: Tree, levels: Levels) -> int:
    if isinstance(tree, Criterion):
        return levels[tree.id]
    below = [_level_of(child, levels) for child in tree.children]
    if tree.kind == "not":
        return MET - below[0]
    if not below:
        return MET if tree.kind == "all" else REFUSED
    nth = {"all": len(below), "any": 1}.get(tree.kind, tree.n)
    return sorted(below, reverse=True)[nth - 1]


def _wanted(tree: Tree, level: int) -> Iterator[tuple[str, int]]:
    """Yield for each criterion whether the rule wants it met or refused: `not` turns that round."""
    if isinstance(tree, Criterion):
        yield tree.id, level
    else:
        for child in tree.children:
            yield from _wanted(child, MET - level if tree.kind == "not" else level)


def _terms(condition: Condition) -> tuple[Term, ...]:
    if not condition.term.field:
        return ()
    return (condition.term, condition.value.term) if isinstance(condition.value, Ref) else (condition.term,)


def _name(term: Term) -> tuple[str, str, int]:
    return (term.field, str(term.at or ""), term.year or 0)
