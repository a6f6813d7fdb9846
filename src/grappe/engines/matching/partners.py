"""Who should meet whom at an event, and why? What one seeks against what the other offers, both ways.

Each says in a few lines, in any language, what they offer and what they seek. A line is the unit: the reason that is
told names the two lines that meet. Words (BM25 with stems and the glossary across languages) and meaning (embeddings)
are weighed as for needs and solutions; what both share (cluster, activities that complete one another) adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grappe.engines.kernel import Text
from grappe.engines.kernel.meaning import encode
from grappe.engines.matching.facets import section_of
from grappe.engines.matching.meaning import plain
from grappe.engines.matching.model import Need, Solution
from grappe.engines.matching.ranking import Weights
from grappe.engines.matching.retrieval import WordIndex, across_free, spoken

MOST_LINES = 12
LONGEST_LINE = 200
# Sentence embeddings of texts that have nothing to do with each other still have a cosine of about a fifth.
FLOOR = 0.2
# Below this a line is not said to meet another (calibrated in tests/engines/matching/test_partners.py).
MEETS = 0.25
MY_SEEKING, THEIR_SEEKING, CLUSTER, ACTIVITIES = 0.5, 0.4, 0.07, 0.03
_LINES = re.compile(r"[\n;•]+|(?<=[.!?])\s+|\s[-–]\s")


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody who takes part. `group`: who belongs together and need not be introduced (a company); "" for nobody.

    `clusters` are slugs, `nace` one code ("25.11") or None where it is not known. `shown`: others may see them.
    """

    id: str
    offers: str = ""
    seeks: str = ""
    group: str = ""
    clusters: frozenset[str] = frozenset()
    nace: str | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Proposed:
    """One partner proposed to another: how well they fit (0 to 1), and why, the strongest reason first."""

    partner: str
    score: float
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one side (offers or seeks) of all partners, and whose each is."""

    texts: tuple[str, ...]
    owners: np.ndarray


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of what somebody offers or seeks: cut at line ends, semicolons and sentence ends."""
    found = (" ".join(line.split()).strip(" .,-–•*") for line in _LINES.split(plain(text)))
    return tuple(dict.fromkeys(line[:LONGEST_LINE] for line in found if len(line) > 1))[:MOST_LINES]


def propose(
    partners: Sequence[Partner],
    *,
    top: int = 12,
    clusters: dict[str, Text] | None = None,
    activities: dict[str, Text] | None = None,
) -> dict[str, tuple[Proposed, ...]]:
    """Return for each partner, by id, at most `top` others, best first, each with reasons.

    Only pairs of which at least one seeks what the other offers are proposed: a shared cluster alone is no reason to
    meet. `clusters` and `activities` say what slugs and NACE codes are called. The time goes into the encoding of the
    lines (about a millisecond each) and one table of lines against lines.
    """
    seeks, offers = _gather(partners, "seeks"), _gather(partners, "offers")
    if not seeks.texts or not offers.texts:
        return {partner.id: () for partner in partners}
    near = _nearness(seeks.texts, offers.texts)
    best, pairs = _between(near, seeks.owners, offers.owners, len(partners))
    told = _Told(partners, seeks.texts, offers.texts, best, pairs, clusters or {}, activities or {})
    return {partner.id: told.proposals(place, top) for place, partner in enumerate(partners)}


def _gather(partners: Sequence[Partner], side: str) -> _Lines:
    texts: list[str] = []
    owners: list[int] = []
    for place, partner in enumerate(partners):
        found = lines_of(getattr(partner, side))
        texts += found
        owners += [place] * len(found)
    return _Lines(tuple(texts), np.array(owners, dtype=np.int64))


def _nearness(seeks: Sequence[str], offers: Sequence[str]) -> np.ndarray:
    """Return how well each line offered (columns) answers each line sought (rows), 0 to 1."""
    weights = Weights()
    codes = [spoken(text, None) for text in seeks]
    index = WordIndex([Solution(str(place), text) for place, text in enumerate(offers)])
    words = np.array([index.look(Need("", text)).values for text in seeks])
    vectors = encode([*seeks, *offers])
    meaning = np.maximum(0.0, vectors[: len(seeks)] @ vectors[len(seeks) :].T - FLOOR) / (1 - FLOOR)
    free = np.array([[across_free(code, other) for other in index.languages] for code in codes], dtype=bool)
    weight = np.where(free, weights.meaning, weights.meaning_across)
    # Where words of one language cannot meet, meaning alone may carry a pair.
    both = (weights.words * words + weight * meaning) / (weights.words + weight)
    return np.asarray(np.round(np.maximum(both, 0.75 * meaning), 4))


def _between(
    near: np.ndarray, seekers: np.ndarray, holders: np.ndarray, people: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each two partners the best pair of lines: its value, and row and column (people x people [x 2])."""
    best = np.zeros((people, people))
    pairs = np.full((people, people, 2), -1, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, holders[1:] != holders[:-1]])
    names, ends = holders[starts], [*starts[1:].tolist(), len(holders)]
    for row, seeker in enumerate(seekers.tolist()):
        values = np.maximum.reduceat(near[row], starts)
        better = values > best[seeker, names]
        for at in np.flatnonzero(better & (values >= MEETS)).tolist():
            column = starts[at] + int(near[row, starts[at] : ends[at]].argmax())
            pairs[seeker, names[at]] = row, column
        best[seeker, names] = np.maximum(best[seeker, names], values)
    best[best < MEETS] = 0.0
    return best, pairs


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What was found between all partners, to be put into words for those that are proposed."""

    partners: Sequence[Partner]
    seeks: Sequence[str]
    offers: Sequence[str]
    best: np.ndarray
    pairs: np.ndarray
    clusters: dict[str, Text]
    activities: dict[str, Text]

    def proposals(self, place: int, top: int) -> tuple[Proposed, ...]:
        mine = self.partners[place]
        values = MY_SEEKING * self.best[place] + THEIR_SEEKING * self.best[:, place]
        # More are looked at than are proposed, since what both share may still change the order.
        order = np.argsort(-values, kind="stable")[: 3 * top + 20].tolist()
        found = [
            self._proposed(place, other, float(values[other]))
            for other in order
            if values[other] > 0 and _may_meet(mine, self.partners[other])
        ]
        return tuple(sorted(found, key=lambda each: (-each.score, each.partner))[:top])

    def _proposed(self, place: int, other: int, value: float) -> Proposed:
        mine, theirs = self.partners[place], self.partners[other]
        reasons = self._of_lines(place, other)
        shared = sorted(mine.clusters & theirs.clusters)
        if shared:
            value += CLUSTER
            reasons.append(_of_cluster([self.clusters.get(slug, Text(slug)) for slug in shared]))
        if complete_one_another(mine.nace, theirs.nace):
            value += ACTIVITIES
            reasons.append(_of_activities(self._activity(mine), self._activity(theirs)))
        return Proposed(theirs.id, round(min(1.0, value), 4), tuple(reasons))

    def _of_lines(self, place: int, other: int) -> list[Text]:
        found: list[tuple[float, Text]] = []
        row, column = self.pairs[place, other].tolist()
        if row >= 0:
            found.append((self.best[place, other], _i_seek(self.seeks[row], self.offers[column])))
        row, column = self.pairs[other, place].tolist()
        if row >= 0:
            found.append((self.best[other, place], _they_seek(self.seeks[row], self.offers[column])))
        return [text for _value, text in sorted(found, key=lambda each: -each[0])]

    def _activity(self, partner: Partner) -> Text:
        code = partner.nace or ""
        return self.activities.get(code, Text(code, code, code))


def _may_meet(mine: Partner, theirs: Partner) -> bool:
    return theirs.shown and mine.id != theirs.id and (not mine.group or mine.group != theirs.group)


def complete_one_another(mine: str | None, theirs: str | None) -> bool:
    """Return whether two activities may complete one another: both known, and of different NACE divisions.

    Those of one division are as likely competitors; that is not held against them, they only gain nothing by it.
    """
    if not mine or not theirs:
        return False
    return (section_of(mine), mine.split(".")[0]) != (section_of(theirs), theirs.split(".")[0])


def _i_seek(sought: str, offered: str) -> Text:
    return Text(
        f"You seek “{sought}” – they offer “{offered}”",
        f"Vous cherchez « {sought} » – ils proposent « {offered} »",
        f"Sie suchen „{sought}“ – dort wird „{offered}“ angeboten",
    )


def _they_seek(sought: str, offered: str) -> Text:
    return Text(
        f"They seek “{sought}” – you offer “{offered}”",
        f"Ils cherchent « {sought} » – vous proposez « {offered} »",
        f"Dort wird „{sought}“ gesucht – Sie bieten „{offered}“ an",
    )


def _of_cluster(names: Sequence[Text]) -> Text:
    en, fr, de = (", ".join(name.in_language(code) for name in names) for code in ("en", "fr", "de"))
    return Text(f"Same cluster: {en}", f"Même cluster : {fr}", f"Gleiches Cluster: {de}")


def _of_activities(mine: Text, theirs: Text) -> Text:
    return Text(
        f"Activities that may complete one another: {theirs.in_language('en')} (yours: {mine.in_language('en')})",
        f"Activités qui peuvent se compléter : {theirs.in_language('fr')} (la vôtre : {mine.in_language('fr')})",
        f"Tätigkeiten, die sich ergänzen können: {theirs.in_language('de')} (Ihre: {mine.in_language('de')})",
    )
