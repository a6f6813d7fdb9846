"""Where did two people leave one thing different? What a form says of it, and `ui/conflicts.html` shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people left different: both values in words, and which one is proposed."""

    name: str
    label: str
    mine: str
    theirs: str
    keep: str  # "mine" or "theirs"
