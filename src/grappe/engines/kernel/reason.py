"""Why? One reason of a decision, in words that can be shown and stored."""

from __future__ import annotations

from dataclasses import dataclass

from grappe.engines.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a stable code, the words in each language, what was compared, and where it stands.

    `weight` is the part this reason has in a score (0 when it only informs); `source` is an address or an
    article, with the day it was checked where that is known.
    """

    code: str
    text: Text
    actual: str | None = None
    expected: str | None = None
    source: str | None = None
    weight: float = 0.0
