"""What changed between two texts? Lines side by side in one column, with what stands between left out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison: `same`, `added`, `removed`, or a `gap` of lines that are alike."""

    kind: str
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True)
class TextDiff:
    """A comparison of two texts; empty where they are alike."""

    lines: tuple[DiffLine, ...]
    added: int
    removed: int


def text_diff(before: str, after: str) -> TextDiff:
    """Compare two texts line by line, three lines around each change."""
    old, new = before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n")
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[DiffLine] = []
    added = removed = 0
    last = 0
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > last:
            found.append(DiffLine("gap", None, None, ""))
        for kind, first, end, low, high in group:
            if kind == "equal":
                lines = range(first, end)
                found += [DiffLine("same", i + 1, low + i - first + 1, old[i]) for i in lines]
                continue
            found += [DiffLine("removed", i + 1, None, old[i]) for i in range(first, end)]
            found += [DiffLine("added", None, j + 1, new[j]) for j in range(low, high)]
            removed, added = removed + end - first, added + high - low
        last = group[-1][2]
    if found and last < len(old):
        found.append(DiffLine("gap", None, None, ""))
    return TextDiff(tuple(found), added, removed)
