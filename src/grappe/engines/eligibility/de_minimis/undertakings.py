"""Which enterprises are one single undertaking?

Source: Regulation (EU) 2023/2831, article 2(2) (http://data.europa.eu/eli/reg/2023/2831/oj): majority of votes,
right to appoint or remove the majority of the board, dominant influence by contract or articles, majority of
votes by agreement, and all of these through one or more other enterprises. Unlike in the SME test, neither
natural persons nor public bodies make one of what they control.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from grappe.engines.eligibility.ownership import Holding, ownership


def single_undertaking(
    holdings: Iterable[Holding], subject: str, apart: Collection[str] = ()
) -> frozenset[str]:
    """Return the ids that make one single undertaking with `subject`, itself among them.

    Ids in `apart` (natural persons, public bodies: see `not_linking`) link nobody. A share whose votes are not
    known is taken to have as many votes as capital; one of which nothing is known links nobody.
    """
    held = tuple(holdings)
    ids = {subject, *(end for one in held for end in (one.owner, one.owned))}
    return ownership(sorted(ids), held, apart).group[subject]
