"""In which NUTS region is a company? By the table of the catalogue, as exactly as its commune or country tells.

The levels nest by their first letters: LU / LU0 / LU00 / LU000. Some countries are one region at every level
(Regulation (EC) 1059/2003, annex I; http://data.europa.eu/eli/reg/2003/1059/oj).
"""

from __future__ import annotations

from collections.abc import Mapping

from grappe.engines.eligibility.reading import fold
from grappe.engines.eligibility.values import Begins, Value

# Countries that are one region at every level, with its code of level 3.
_WHOLE = {"lu": "LU000", "cy": "CY000", "li": "LI000"}
_OTHER_CODES = {"gr": "EL", "gb": "UK"}  # the classification's letters where they are not those of ISO 3166


def nuts_of(country: str | None, commune: str | None, table: Mapping[str, str]) -> Value | None:
    """Return the NUTS code of a folded country and commune, folded as it is compared; None where nothing tells.

    `table` maps folded names of communes to codes. A region known to the country only is known in part.
    """
    listed = table.get(commune) if commune is not None else None
    if listed is not None:
        return fold(listed)
    if country is None:
        return None
    whole = _WHOLE.get(country)
    return fold(whole) if whole is not None else Begins(fold(_OTHER_CODES.get(country, country)))
