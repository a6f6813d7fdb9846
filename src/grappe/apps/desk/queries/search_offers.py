"""Which filters do the plain words of a line mean? "entreprises du bois à Kopstal": offered, never taken for granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.queries.reference import communes_called
from grappe.apps.desk.queries.search_filters import kinds_called
from grappe.apps.search.queries import Asked
from grappe.engines.kernel.folding import fold

LONGEST_NAME = 3  # words


@dataclass(frozen=True, slots=True)
class Offer:
    """The same line with operators for the words that mean a filter, and how that is told."""

    line: str
    labels: tuple[str | Promise, ...]
    rest: str  # the words that stay words
    count: int = 0  # how many are found by it; 0: not counted to the end


@dataclass(frozen=True, slots=True)
class _Meant:
    operator: str
    label: str | Promise


def offer_of(asked: Asked) -> Offer | None:
    """Return what a line of plain words may be narrowed to; None where it has operators or quotes, or means none.

    Two queries. A word means a filter where it is the whole name of a kind of things, a cluster or a commune.
    """
    plain = asked.every and asked.simple and not (asked.operators or asked.not_operators or asked.without)
    if not plain:
        return None
    telling = {group[0].text for group in asked.every}
    words = asked.text.split()  # “sur” tells in a name alone
    names = _names(words)
    meant: dict[str, _Meant] = {}
    rest: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            found = names.get(_key(words[place : place + length]))
            if found is not None and found.operator.partition(":")[0] not in meant:
                meant[found.operator.partition(":")[0]] = found
                break
        else:
            length = 1
            rest += [words[place]] if words[place] in telling else []
        place += length
    if not meant:
        return None
    line = " ".join([*(each.operator for each in meant.values()), *rest])
    return Offer(line, tuple(each.label for each in meant.values()), " ".join(rest))


def _key(words: Sequence[str]) -> str:
    return " ".join(fold(" ".join(words)).replace("-", " ").replace("&", " ").split())


def _names(words: Sequence[str]) -> dict[str, _Meant]:
    """What is called like some of the words; where a cluster and a commune are called the same, the cluster."""
    found: dict[str, _Meant] = {}
    for commune in communes_called(words):
        meant = _Meant(f'commune:"{commune.name}"', commune.name)
        found[_key([commune.name])] = meant
        first = _key([commune.name.split("-")[0]])
        if first != _key([commune.name]):  # Esch: each of those that begin so
            found[first] = _Meant(f"commune:{first}", commune.name.split("-")[0])
    for cluster in clusters():
        meant = _Meant(f"cluster:{cluster.slug}", str(cluster))
        for name in (cluster.slug, *cluster.name.values()):
            found[_key([str(name)])] = meant
    for word in words:
        kinds = kinds_called(word)
        if len(kinds) == 1:
            found[_key([word])] = _Meant(f"type:{kinds[0].value}", kinds[0].label)
        elif kinds:  # documents, of groups and of studies: the word means both
            found[_key([word])] = _Meant(f"type:{word}", word)
    return found
