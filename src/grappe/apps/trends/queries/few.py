"""Which counts of parts are not told where the whole is, because too few companies stand behind them?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from grappe.engines.disclosure import LEAST


def joined(companies: Mapping[str, Collection[int]]) -> set[str]:
    """Return the parts that are told as one sum only: those of too few companies, and as many more as that sum needs.

    With one of them alone, the whole less what is told would be its count.
    """
    found = {part for part, those in companies.items() if len(set(those)) < LEAST}
    spare = sorted(companies.keys() - found, key=lambda part: (len(set(companies[part])), part))
    while found and len({each for part in found for each in companies[part]}) < LEAST and spare:
        found.add(spare.pop(0))
    return found
