"""What is found for a line of words, for one reader? Words, slips of the pen and meaning, weighed together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein

from grappe.apps.search.models import Entry
from grappe.apps.search.queries.asked import Asked, asked, days
from grappe.apps.search.queries.candidates import FEW, by_meaning, by_most, by_slips, by_words
from grappe.apps.search.queries.looks import Candidate, Found, Scope
from grappe.apps.search.queries.ranking import WEIGHTS, Ranked, Weights, name_score, ranked
from grappe.engines.kernel.folding import fold
from grappe.engines.kernel.meaning import encode

__all__ = ["Asked", "Hits", "Scope", "Shown", "asked", "days", "find"]

SHOWN_TEXT = 4_000  # characters of a text that are looked through for the passage that is shown
SURE = 0.8  # a name that fits so well needs no search for slips of the pen


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry on its page: what it is called, in which language, and its text, from which a passage is shown."""

    kind: str
    record: int
    company: int | None
    titles: dict[str, str]
    texts: dict[str, str]
    language: str
    beside: str
    day: date | None
    key: str  # where it stands in the order
    sealed: bool  # not for everybody: no passage of it is shown where others look over a shoulder


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found. `corrected`: what was looked for instead; `kinds`: how many of each, of those looked at."""

    shown: tuple[Shown, ...]
    total: int
    capped: bool
    corrected: str = ""
    following: str = ""
    most: bool = False  # nothing has all the words: these have most of them
    kinds: tuple[tuple[str, int], ...] = ()


NOTHING = Hits((), 0, False)


def find(
    what: Asked,
    scope: Scope,
    *,
    today: date,
    limit: int,
    each: int | None = None,
    after: str = "",
    meant: bool = True,
    typing: bool = False,
    weights: Weights = WEIGHTS,
) -> Hits:
    """Return the likeliest of what fits; `each`: at most so many of a kind; `after`: the key of the last one seen.

    `typing`: somebody types on, so what is meant is looked for only where no name fits well.

    Four queries where words are typed, nine at most.
    """
    if not scope.reader or (not what.every and not scope.narrow):
        return NOTHING
    found = by_words(what, scope, today=today)
    corrected = ""
    if what.simple and what.every and _unsure(what, found):
        slipped = by_slips(what, scope, today=today)
        corrected = _corrected(what, found, slipped)
        _add(found, slipped.rows.values())
    most = what.simple and bool(what.every) and not found.rows
    if most:
        found = by_most(what, scope, today=today)
        most = bool(found.rows)
    if typing and what.simple and _named(what, found):
        meant = False
    if meant and what.every and not any(term.exact for group in what.every for term in group):
        _add(found, by_meaning(what, _vector(what.words), scope))
    order = ranked(what, found.rows.values(), today=today, weights=weights)
    order = [one for one in order if one.score > 0 or not what.every]
    kinds = Counter(one.candidate.kind for one in order)
    page, following = _page(_after(order, after), limit, each)
    return Hits(
        _shown(page), len(order), found.more, corrected, following, most, tuple(sorted(kinds.items()))
    )


def _add(found: Found, more: object) -> None:
    for one in more:  # type: ignore[attr-defined]
        known = found.rows.setdefault(one.id, one)
        if known is not one:
            known.called |= one.called
            known.slipped |= one.slipped
            known.near = max(known.near, one.near)


@lru_cache(maxsize=2_000)
def _vector(words: str) -> np.ndarray:
    return encode([words])[0]


def _unsure(what: Asked, found: Found) -> bool:
    """Whether few fit by words, and no name does well."""
    return len(found.rows) < FEW and not _named(what, found)


def _named(what: Asked, found: Found) -> bool:
    """Whether a name fits well."""
    tokens = what.tokens
    return any(one.called and name_score(tokens, one.titles.values()) >= SURE for one in found.rows.values())


def _corrected(what: Asked, found: Found, slipped: Found) -> str:
    """Return the words as the likeliest name has them, where nothing has them as they were typed."""
    if found.rows or not slipped.rows:
        return ""
    tokens = what.tokens
    best = max(slipped.rows.values(), key=lambda one: (name_score(tokens, one.titles.values()), -one.id))
    title = max(best.titles.values(), key=lambda each: name_score(tokens, [each]))
    words = [word for word in _written(title) if word]
    said = []
    for token in tokens:
        nearest = max(
            words, key=lambda word: DamerauLevenshtein.normalized_similarity(token, fold(word)), default=token
        )
        said.append(
            nearest if DamerauLevenshtein.normalized_similarity(token, fold(nearest)) > 0.5 else token
        )
    return " ".join(dict.fromkeys(said))


def _written(title: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in title.replace(".", "")).split()


def _key(one: Ranked) -> str:
    return f"{one.score:.6f}_{(one.candidate.day or date.min).toordinal()}_{one.candidate.id}"


def _place(key: str) -> tuple[float, int, int]:
    score, day, pk = key.split("_")
    return -float(score), -int(day), int(pk)


def _after(order: list[Ranked], key: str) -> list[Ranked]:
    """Leave out what was seen: all that stand before this place, also when the one that had it is gone."""
    try:
        seen = _place(key)
    except ValueError:
        return order
    return [one for one in order if _place(_key(one)) > seen]


def _page(rest: list[Ranked], limit: int, each: int | None) -> tuple[list[tuple[str, Candidate]], str]:
    page, following = rest[:limit], ""
    if each is None:
        following = _key(page[-1]) if len(rest) > limit else ""
    else:
        taken: Counter[str] = Counter()
        page = []
        for one in rest:
            if taken[one.candidate.kind] < each and len(page) < limit:
                taken[one.candidate.kind] += 1
                page.append(one)
    return [(_key(one), one.candidate) for one in page], following


def _shown(page: list[tuple[str, Candidate]]) -> tuple[Shown, ...]:
    """Read what is shown of a page. One query."""
    if not page:
        return ()
    rows = Entry.objects.defer("words").in_bulk([candidate.id for _key, candidate in page])
    shown = []
    for key, candidate in page:
        row = rows.get(candidate.id)
        if row is not None:  # gone since
            texts = {code: text[:SHOWN_TEXT] for code, text in row.texts.items()}
            shown.append(
                Shown(
                    row.kind,
                    row.record_id,
                    row.company_id,
                    row.titles,
                    texts,
                    row.language,
                    row.beside,
                    row.day,
                    key,
                    candidate.sealed,
                )
            )
    return tuple(shown)
