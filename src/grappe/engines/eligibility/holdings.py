"""Who holds what? Reads the holdings of a document, and the plain values that stand beside them.

Shared by the two documents that describe ownership (`grappe sme-status`, `grappe de-minimis`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.ownership import Holding
from grappe.engines.eligibility.phrases import exact
from grappe.engines.eligibility.reading import Fault, items, mapping, number, said, text, truth, under

PERSON, PUBLIC = "natural_person", "public_body"
_HOLDING = frozenset({"owner", "owned", "capital_pct", "votes_pct", "control"})


def holdings_of(
    value: object, known: Mapping[str, object], remarks: list[str] | None = None
) -> tuple[Holding, ...]:
    """Return the holdings of a list; `known` has the ids that may hold and be held. Raises Fault.

    Shares are in percent, 0 to 100. What is left aside is added to `remarks`.
    """
    found: dict[tuple[str, str], Holding] = {}
    for i, entry in enumerate(items(value, "holdings")):
        place = under("holdings", i)
        data = mapping(entry, place)
        if remarks is not None:
            remarks += left_aside(data, _HOLDING, place)
        owner, owned = known_id(data, "owner", place, known), known_id(data, "owned", place, known)
        if owner == owned:
            raise Fault(place, f"{said(owner)} cannot hold itself: leave its own shares out")
        if (owner, owned) in found:
            raise Fault(
                place, f"what {said(owner)} holds in {said(owned)} stands in the list twice: add it up"
            )
        capital, votes = _share(data, "capital_pct", place), _share(data, "votes_pct", place)
        found[owner, owned] = Holding(owner, owned, capital, votes, bool(maybe(data, "control", place)))
    return tuple(found.values())


def known_id(data: Mapping[str, Any], key: str, place: str, known: Mapping[str, object]) -> str:
    """Return the id under a name if it is a known one, else raise Fault."""
    value = str(text(data, key, place))
    if value not in known:
        raise Fault(under(place, key), f"{said(value)} is none of the enterprises")
    return value


def amount(data: Mapping[str, Any], key: str, place: str) -> Fraction | None:
    """Return a number of at least 0, exact; None where it is missing or null. Raises Fault."""
    value = data.get(key)
    return None if value is None else exact(number(value, under(place, key), 0))


def maybe(data: Mapping[str, Any], key: str, place: str) -> bool | None:
    """Return true or false; None where it is missing or null. Raises Fault."""
    value = data.get(key)
    return None if value is None else truth(value, under(place, key))


def left_aside(data: Mapping[str, Any], known: frozenset[str], place: str) -> list[str]:
    """Return a remark for each name of a map that nobody knows."""
    return [f"{under(place, key)}: nobody knows this name; left aside" for key in data if key not in known]


def _share(data: Mapping[str, Any], key: str, place: str) -> Fraction | None:
    share = amount(data, key, place)
    if share is not None and share > 100:
        raise Fault(under(place, key), f"must be at most 100 (percent), not {said(data[key])}")
    return share
