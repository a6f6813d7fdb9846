"""How is the day of a date written out: "1er décembre" in French, where Django's own letter for it (S) is English only?

The French formats (config/formats/fr) write a day as `jS`. Django has no other place where a format could depend on the day.
"""

from __future__ import annotations

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

_english = DateFormat.S


def suffix(self: DateFormat) -> str:
    """Return what follows the number of the day in the language that is active: "er" or nothing in French."""
    if (get_language() or "en")[:2] == "fr":
        return "er" if getattr(self.data, "day", 0) == 1 else ""
    return _english(self)


def install() -> None:
    """Have Django ask `suffix` for the letter S of a date's format."""
    DateFormat.S = suffix  # type: ignore[method-assign]  # the one place where a format may depend on the day
