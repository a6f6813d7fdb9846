"""How does a list of a company's document, its owners or the aids it holds, become one cell of a table?

As a text that holds what values are computed from, and no name: companies in the same position share one code.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from grappe.engines.eligibility.aids_held import AidHeld, AidsHeld
from grappe.engines.eligibility.links import Link, Links

OWNERS, HOLDINGS, AIDS, GROUP = "owners", "holdings", "aids", "sizes"
PACKED = frozenset({OWNERS, HOLDINGS, AIDS, GROUP})


def pack(listed: Links | AidsHeld | frozenset[str]) -> str:
    """Return links, aids or size classes as a text, the same for lists that differ in names or order only."""
    if isinstance(listed, frozenset):
        return ",".join(sorted(listed))
    rows: list[list[Any]]
    if isinstance(listed, Links):
        rows = [
            [link.kind, link.country, link.share_pct, link.control, _text(link.since), _text(link.until)]
            for link in listed.known
        ]
    else:
        rows = [[aid.programme, _text(aid.date), aid.eur] for aid in listed.known]
    return json.dumps([listed.complete, sorted(rows, key=json.dumps)], separators=(",", ":"))


def unpack(name: str, text: str) -> Links | AidsHeld | frozenset[str]:
    """Return the links, aids or size classes behind the text of a cell in the column `name`."""
    if name == GROUP:
        return frozenset(text.split(","))
    complete, rows = json.loads(text)
    if name == AIDS:
        return AidsHeld(tuple(AidHeld(slug, _day(day), eur) for slug, day, eur in rows), complete)
    links = (
        Link("", kind, country, share, control, _day(since), _day(until))
        for kind, country, share, control, since, until in rows
    )
    return Links(tuple(links), complete)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
