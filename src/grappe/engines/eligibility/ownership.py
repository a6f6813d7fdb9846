"""Who controls whom? Holdings, the groups of linked enterprises they make, and the cycles in them.

Used by the two tests that follow ownership: SME status (Annex I, article 3(3) of Regulation (EU) 651/2014) and
the single undertaking of de minimis aid (article 2(2) of Regulation (EU) 2023/2831). Both name the same four
links (majority of votes; right to appoint or remove the majority of the board; dominant influence by contract
or articles; majority of votes by agreement) and both go on through other enterprises.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

MAJORITY = Fraction(50)
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Holding:
    """What an owner has in an enterprise: shares in percent (0 to 100, None not known), and whether it
    controls it otherwise (board, contract, articles, agreement with other holders).
    """

    owner: str
    owned: str
    capital_pct: Fraction | None = None
    votes_pct: Fraction | None = None
    control: bool = False

    @property
    def share_pct(self) -> Fraction | None:
        """The greater of capital and votes; None where neither is known."""
        known = [share for share in (self.capital_pct, self.votes_pct) if share is not None]
        return max(known) if known else None

    @property
    def voting_pct(self) -> Fraction | None:
        """The votes; where they are not known, the capital stands for them (one share, one vote)."""
        return self.capital_pct if self.votes_pct is None else self.votes_pct

    @property
    def open(self) -> bool:
        """Whether nothing is known of how much it is."""
        return self.share_pct is None and not self.control


@dataclass(frozen=True, slots=True)
class Ownership:
    """Holdings put in order: `group` has for each id the ids linked with it (itself among them), `links` the
    holdings that link, `held` for each id the holdings in it.
    """

    ids: tuple[str, ...]
    holdings: tuple[Holding, ...]
    group: Mapping[str, frozenset[str]]
    links: tuple[Holding, ...]
    held: Mapping[str, tuple[Holding, ...]]

    def into(self, owned: str) -> tuple[Holding, ...]:
        """Return the holdings in an enterprise."""
        return self.held.get(owned, ())

    def joint_pct(self, owners: Collection[str], owned: str) -> Fraction:
        """Return what owners have together in an enterprise: the greater of summed capital and votes."""
        held = [holding for holding in self.into(owned) if holding.owner in owners]
        capital = sum((one.capital_pct or NONE for one in held), NONE)
        votes = sum((one.votes_pct or NONE for one in held), NONE)
        return max(capital, votes)

    def controlled_by(self, owner: str) -> frozenset[str]:
        """Return every enterprise that an owner controls, directly or through others; never itself."""
        onward: dict[str, set[str]] = {}
        for link in self.links:
            onward.setdefault(link.owner, set()).add(link.owned)
        return _reached(owner, onward) - {owner}

    def path(self, start: str, end: str) -> tuple[str, ...]:
        """Return the shortest chain of links between two linked ids, both among it; of two, the first by id."""
        ties: dict[str, set[str]] = {}
        for link in self.links:
            ties.setdefault(link.owner, set()).add(link.owned)
            ties.setdefault(link.owned, set()).add(link.owner)
        before: dict[str, str] = {start: start}
        waiting = deque([start])
        while waiting and end not in before:
            current = waiting.popleft()
            for neighbour in sorted(ties.get(current, ())):
                if neighbour not in before:
                    before[neighbour] = current
                    waiting.append(neighbour)
        if end not in before:
            return ()
        chain = [end]
        while chain[-1] != start:
            chain.append(before[chain[-1]])
        return tuple(reversed(chain))


def ownership(
    ids: Iterable[str],
    holdings: Iterable[Holding],
    apart: Collection[str] = (),
    jointly: Iterable[Collection[str]] = (),
) -> Ownership:
    """Return who is linked with whom. Ids in `apart` link nobody (public bodies; persons where they do not
    count); those of one collection in `jointly` act as one.

    A group that has the majority of an enterprise's votes only by adding up what its members hold controls it
    too: what a firm holds through others is its own.
    """
    names = tuple(ids)
    held = tuple(sorted(holdings, key=lambda one: (one.owned, one.owner)))
    counting = [one for one in held if one.owner not in apart and one.owned not in apart]
    groups = _Groups(names)
    for persons in jointly:
        together = [name for name in persons if name not in apart]
        for one, other in pairwise(together):
            groups.join(one, other)
    by_owned = _by_owned(counting)
    while any([_controlled(into, groups) for into in by_owned.values()]):  # a list: each is looked at
        pass
    group = groups.members()
    return Ownership(names, held, MappingProxyType(group), _links(counting, group), _by_owned(held))


def _by_owned(holdings: Iterable[Holding]) -> Mapping[str, tuple[Holding, ...]]:
    found: dict[str, list[Holding]] = {}
    for one in holdings:
        found.setdefault(one.owned, []).append(one)
    return MappingProxyType({owned: tuple(into) for owned, into in found.items()})


class _Groups:
    """Which ids are together? Joins only; each group is known by one of its ids."""

    def __init__(self, names: Iterable[str]) -> None:
        self._above = {name: name for name in names}

    def root(self, name: str) -> str:
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name

    def join(self, one: str, other: str) -> bool:
        """Put two ids into one group; return whether they were not yet."""
        first, second = self.root(one), self.root(other)
        self._above[first] = second
        return first != second

    def members(self) -> dict[str, frozenset[str]]:
        together: dict[str, set[str]] = {}
        for name in self._above:
            together.setdefault(self.root(name), set()).add(name)
        return {name: frozenset(together[self.root(name)]) for name in self._above}


def _controlled(into: tuple[Holding, ...], groups: _Groups) -> bool:
    """Join an enterprise to every group that controls it, by the holdings in it; return whether that changed
    anything.
    """
    votes: dict[str, Fraction] = {}
    controlling = set()
    for holding in into:
        owner = groups.root(holding.owner)
        votes[owner] = votes.get(owner, NONE) + (holding.voting_pct or NONE)
        if holding.control or votes[owner] > MAJORITY:
            controlling.add(owner)
    return any([groups.join(owner, into[0].owned) for owner in sorted(controlling)])


def _links(holdings: list[Holding], group: Mapping[str, frozenset[str]]) -> tuple[Holding, ...]:
    """Return the holdings by which an enterprise is controlled, alone or together with others of its group."""
    votes: dict[str, Fraction] = {}
    for one in holdings:
        if one.owner in group[one.owned]:
            votes[one.owned] = votes.get(one.owned, NONE) + (one.voting_pct or NONE)
    return tuple(
        one
        for one in holdings
        if one.owner in group[one.owned]
        and (one.control or (votes[one.owned] > MAJORITY and (one.voting_pct or NONE) > 0))
    )


def cycles(ids: Iterable[str], holdings: Iterable[Holding]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of ids that hold each other in a circle, each sorted, the sets sorted."""
    names = sorted(ids)
    onward: dict[str, set[str]] = {name: set() for name in names}
    for holding in holdings:
        onward[holding.owner].add(holding.owned)
    reach = {name: _reached(name, onward) for name in names}
    circles = {
        tuple(other for other in names if other in reach[name] and name in reach[other]) for name in names
    }
    return tuple(sorted(circle for circle in circles if len(circle) > 1))


def _reached(start: str, onward: Mapping[str, Collection[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for following in onward.get(waiting.pop(), ()):
            if following not in found:
                found.add(following)
                waiting.append(following)
    return frozenset(found)
