"""Who owns a company, and what does it own? Facts about its direct links, with what is not known left open.

Shares as in Recommendation 2003/361/EC, annex, article 3 (http://data.europa.eu/eli/reco/2003/361/oj): the share of
a link is the larger of capital and votes; more than 50 percent or control make two enterprises linked, from 25
percent they are partners; natural persons make no link here, and the investors of article 3(2) no partner up to
50 percent. Chains of links are followed by `sme_status`, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grappe.engines.eligibility.reading import (
    Fault,
    day,
    fold,
    items,
    mapping,
    number,
    one_of,
    only,
    text,
    truth,
    under,
)
from grappe.engines.eligibility.values import AtLeast, Between, OneOf, Value

KINDS = (
    "enterprise", "public_body", "venture_capital", "business_angel", "university",
    "institutional_investor", "small_local_authority", "natural_person",
)  # fmt: skip
RELATIONS = ("autonomous", "partner", "linked")
# Article 3(2), second subparagraph: they may hold up to 50 percent and make no partner.
_NO_PARTNER = frozenset(
    {"venture_capital", "business_angel", "university", "institutional_investor", "small_local_authority"}
)
_KEYS = frozenset(
    {"id", "name", "kind", "country", "capital_pct", "votes_pct", "control", "since", "until", "on_file"}
)
_WHOLE = 99.99  # shares are rounded to two places: from here on nobody else holds anything


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody who holds a part of the company, or somebody of whom the company holds a part.

    `share_pct` is the larger of capital and votes, None where neither is known; `control` is control by contract
    or board.
    """

    name: str = ""
    kind: str = "enterprise"
    country: str | None = None
    share_pct: float | None = None
    control: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """What is known of the links on one side; `complete` says that there is nobody else."""

    known: tuple[Link, ...] = ()
    complete: bool = False

    def on(self, day: date) -> Links:
        """Return the links of a day; one without dates held always."""
        held = (
            link
            for link in self.known
            if (link.since is None or link.since <= day) and (link.until is None or day <= link.until)
        )
        return Links(tuple(held), self.complete)


def links_of(value: object, complete: object, place: str) -> Links | None:
    """Return the links of a list in a company's document; None where nothing is said. Raises Fault."""
    whole = complete is not None and truth(complete, f"{place}_complete")
    if value is None:
        return None
    return Links(tuple(_link(row, under(place, i)) for i, row in enumerate(items(value, place))), whole)


def _link(value: object, place: str) -> Link:
    data = mapping(value, place)
    only(data, _KEYS, place)
    shares = [
        _percent(data[key], under(place, key))
        for key in ("capital_pct", "votes_pct")
        if data.get(key) is not None
    ]
    country = text(data, "country", place, "")
    control = data.get("control")
    return Link(
        name=text(data, "name", place, ""),
        kind=one_of(text(data, "kind", place, "enterprise"), KINDS, under(place, "kind")),
        country=fold(country) or None,
        share_pct=max(shares) if shares else None,
        control=control is not None and truth(control, under(place, "control")),
        since=day(data.get("since"), under(place, "since")),
        until=day(data.get("until"), under(place, "until")),
    )


def _percent(value: object, place: str) -> float:
    share = number(value, place, 0)
    if share > 100:
        raise Fault(place, f"is a percentage: must be at most 100, not {share:g}")
    return float(share)


def _unheld(links: Links) -> float:
    """Return the share in percent that nobody known holds, as far as is known; 0 where there is nobody else."""
    held = sum(link.share_pct or 0.0 for link in links.known)
    return 0.0 if links.complete or held >= _WHOLE else 100.0 - held


def _room(links: Links) -> float:
    """Return the largest share in percent that somebody whose share is not known may hold."""
    unknown = any(link.share_pct is None for link in links.known)
    if not unknown:
        return _unheld(links)
    return 100.0 - sum(link.share_pct or 0.0 for link in links.known)


def largest_share(links: Links | None, of_owners: bool = True) -> Value | None:
    """Return the largest share held by one owner (or held in one enterprise), in percent."""
    if links is None:
        return None
    largest = max((link.share_pct or 0.0 for link in links.known), default=0.0)
    if of_owners:
        most = max(largest, _room(links))
    else:  # shares in different enterprises do not add up to anything
        unknown = not links.complete or any(link.share_pct is None for link in links.known)
        most = 100.0 if unknown else largest
    if most == largest:
        return largest
    return None if largest == 0.0 and most >= 100.0 else Between(largest, most)


def share_of(links: Links | None, kind: str) -> Value | None:
    """Return the share that owners of a kind hold together, in percent."""
    if links is None:
        return None
    held = min(100.0, sum(link.share_pct or 0.0 for link in links.known if link.kind == kind))
    unknown = any(link.share_pct is None and link.kind == kind for link in links.known)
    if not unknown and _unheld(links) == 0.0:
        return held
    others = sum(link.share_pct or 0.0 for link in links.known if link.kind != kind)
    most = max(held, 100.0 - others)
    return None if held == 0.0 and most >= 100.0 else Between(held, most)


def kinds_of(links: Links | None) -> Value | None:
    """Return the kinds of owners there are."""
    return None if links is None else _members([link.kind for link in links.known], _unheld(links) == 0.0)


def countries_of(links: Links | None) -> Value | None:
    """Return the countries that owners are from."""
    if links is None:
        return None
    told = [link.country for link in links.known if link.country]
    return _members(told, _unheld(links) == 0.0 and len(told) == len(links.known))


def _members(found: Sequence[str], whole: bool) -> Value | None:
    if whole:
        return frozenset(found)
    return AtLeast(frozenset(found)) if found else None


def relation(owners: Links | None, holdings: Links | None) -> Value | None:
    """Return autonomous, partner or linked, by the direct links; one of several where they are not all known."""
    least = max(_rank(link, link.share_pct or 0.0) for link in (*_known(owners), *_known(holdings), Link()))
    most = max(least, _most(owners, of_owners=True), _most(holdings, of_owners=False))
    if least == most:
        return RELATIONS[least]
    return OneOf(frozenset(RELATIONS[least : most + 1])) if most - least == 1 else None


def _known(links: Links | None) -> tuple[Link, ...]:
    return links.known if links is not None else ()


def _rank(link: Link, share: float) -> int:
    if link.kind == "natural_person":
        return 0
    if share > 50 or link.control:
        return 2
    return 1 if share >= 25 and link.kind not in _NO_PARTNER else 0


def _most(links: Links | None, of_owners: bool) -> int:
    """Return the closest relation that links not known, or not known in full, may make."""
    if links is None:
        return 2
    room = _room(links) if of_owners else 100.0
    unknown = max((_rank(link, room) for link in links.known if link.share_pct is None), default=0)
    unheld = _unheld(links) if of_owners else 0.0 if links.complete else 100.0
    return max(unknown, _rank(Link(), unheld))


def part_of_group(owners: Links | None, holdings: Links | None) -> Value | None:
    """Return whether another enterprise is linked with the company; None where that is not known."""
    found = relation(owners, holdings)
    if isinstance(found, OneOf):
        return None if "linked" in found.options else False
    return None if found is None else found == "linked"
