"""How did one text become another, word by word?

Lines are compared first, then the words of lines that differ: so a long text takes no longer than its changes do, and
a word that stands everywhere is not taken for a trace of what was moved. `ui/changes.html` shows the answer.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_PAIRS = (
    2_000_000  # equal pieces to be weighed against each other; beyond that all is said to be replaced
)
_WORD = re.compile(r"\s*\S+|\s+$")  # a word with the space before it
_FOLD, _AROUND = (
    80,
    25,
)  # words: unchanged stretches longer than that are folded, but for so many beside a change


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a text and what became of it: "same", "gone" or "new"; "far" is the same, far from any change."""

    kind: str
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Size:
    """How much changed, in words."""

    new: int
    gone: int


def differences(before: str, after: str) -> list[Change]:
    """Return how a text became another: what is the same, gone and new, in order; both texts are in it whole.

    Stretches in which too much would have to be compared are said to be replaced as a whole.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return _joined(_by_lines(old, new))


def size_of(changes: Iterable[Change]) -> Size:
    """Return how many words came and went."""
    found = {"new": 0, "gone": 0}
    for each in changes:
        if each.kind in found:
            found[each.kind] += each.words
    return Size(found["new"], found["gone"])


def folded(changes: Sequence[Change]) -> list[Change]:
    """Return the same changes with the middle of long unchanged stretches as "far": a reader looks for what changed."""
    found: list[Change] = []
    for place, each in enumerate(changes):
        parts = _WORD.findall(each.text) if each.kind == "same" else []
        if len(changes) == 1 or len(parts) <= _FOLD:
            found.append(each)
            continue
        start = _AROUND if place > 0 else 0
        end = len(parts) - (_AROUND if place < len(changes) - 1 else 0)
        pieces = (("same", parts[:start]), ("far", parts[start:end]), ("same", parts[end:]))
        found += [Change(kind, "".join(words)) for kind, words in pieces if words]
    return found


def _by_lines(old: Sequence[str], new: Sequence[str]) -> Iterable[Change]:
    for same, was, is_now in _matched(old, new):
        if same:
            yield Change("same", "".join(was))
        elif len(was) == len(is_now):  # each was changed: one by one
            for line, changed in zip(was, is_now, strict=True):
                yield from _by_words(line, changed)
        else:
            yield from _by_words("".join(was), "".join(is_now))


def _by_words(before: str, after: str) -> Iterable[Change]:
    for same, was, is_now in _matched(_WORD.findall(before), _WORD.findall(after)):
        if same:
            yield Change("same", "".join(was))
        else:
            yield Change("gone", "".join(was))
            yield Change("new", "".join(is_now))


Stretch = tuple[bool, Sequence[str], Sequence[str]]


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterable[Stretch]:
    """Yield the stretches of two lists of pieces: whether they are the same, as they were, as they are."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    middle, now = old[start : len(old) - end], new[start : len(new) - end]
    yield True, old[:start], ()
    if _pairs(middle, now) > MOST_PAIRS:
        yield False, middle, now
    else:
        matcher = difflib.SequenceMatcher(None, middle, now, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag == "equal", middle[a:b], now[c:d]
    yield True, old[len(old) - end :], ()


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many pieces two lists begin with in common."""
    number = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        number += 1
    return number


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many pieces of two lists are equal: so much has the comparison to weigh, again and again."""
    known = Counter(new)
    return sum(known[each] for each in old)


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Return the changes without empty ones; of what stands between two unchanged stretches first all that is gone."""
    found: list[Change] = []
    gone, new = "", ""
    end = Change("same", "")
    for each in (*changes, end):
        if not each.text and each is not end:
            continue  # parts nothing
        if each.kind == "gone":
            gone += each.text
        elif each.kind == "new":
            new += each.text
        else:
            found += [Change(kind, text) for kind, text in (("gone", gone), ("new", new)) if text]
            gone, new = "", ""
            if each.text and found and found[-1].kind == "same":
                found[-1] = Change("same", found[-1].text + each.text)
            elif each.text:
                found.append(each)
    return found
