"""What does the catalogue say of one programme? Reads a programme's document into frozen values, or says
what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from grappe.engines.eligibility.language import Fields, parse_tree, unstated
from grappe.engines.eligibility.model import (
    CONFIDENCES,
    KINDS,
    LIMIT_KINDS,
    ROW_SIZES,
    STATUSES,
    WINDOW_KINDS,
    Gate,
    Limit,
    Programme,
    Rate,
    Source,
    Tree,
    Version,
    Window,
)
from grappe.engines.eligibility.reading import (
    Fault,
    day,
    fold,
    items,
    kind_of,
    mapping,
    number,
    one_of,
    only,
    said,
    text,
    truth,
    under,
    words,
)
from grappe.engines.kernel import Period

Made = TypeVar("Made")
_PROGRAMME_KEYS = frozenset(
    {"id", "name", "summary", "body", "kind", "instrument", "legal_basis", "themes", "clusters", "status"}
    | {"confidence", "checked_on", "sources", "versions", "unknowns", "conflicts", "open_to_all"}
)
_VERSION_KEYS = frozenset(
    {"id", "valid_from", "valid_to", "window", "eligibility", "open_to_all", "intensity", "amounts"}
    | {
        "known_from",
        "process",
        "note",
        "source",
        "eligible_costs",
        "terms",
        "valid_from_month",
        "valid_to_month",
    }
    | {"valid_from_earliest", "valid_from_latest", "valid_to_earliest", "valid_to_latest"}
)
_SOURCED_KEYS = frozenset({"confidence", "source", "checked_on", "note"})
_RATE_KEYS = _SOURCED_KEYS | {"cost_category", "size", "max_rate", "condition", "needs", "cap_eur"}
_LIMIT_KEYS = _SOURCED_KEYS | {"id", "eur", "kind", "label", "cost_category"}


def parse_programme(data: object, fields: Fields | None = None) -> Programme:
    """Return one programme of the catalogue. Raises Fault naming the place inside the document."""
    document = mapping(data, "")
    only(document, _PROGRAMME_KEYS, "")
    versions = _each(document, "versions", "", lambda value, place: _version(value, fields, document, place))
    if not versions:
        raise Fault("versions", "must hold at least one version")
    ids = [version.id for version in versions]
    if len(set(ids)) != len(ids):
        raise Fault("versions", "two versions have the same id")
    name = words(document.get("name"), "name")
    if not name.in_language("en"):
        raise Fault("name", "is missing")
    return Programme(
        id=text(document, "id", ""),
        name=name,
        versions=versions,
        kind=one_of(text(document, "kind", "", "grant"), KINDS, "kind"),
        status=one_of(text(document, "status", "", "unknown"), STATUSES, "status"),
        summary=words(document.get("summary"), "summary"),
        body=text(document, "body", "", ""),
        instrument=words(document.get("instrument"), "instrument"),
        legal_basis=text(document, "legal_basis", "", None),
        themes=_each(document, "themes", "", _plain),
        clusters=_each(document, "clusters", "", _plain),
        confidence=one_of(text(document, "confidence", "", "unverified"), CONFIDENCES, "confidence"),
        checked_on=day(document.get("checked_on"), "checked_on"),
        sources=_each(document, "sources", "", _source),
        unknowns=_each(document, "unknowns", "", words),
        conflicts=_each(document, "conflicts", "", words),
    )


def _each(
    data: Mapping[str, Any], key: str, place: str, read: Callable[[Any, str], Made]
) -> tuple[Made, ...]:
    inside = under(place, key)
    return tuple(read(value, under(inside, i)) for i, value in enumerate(items(data.get(key), inside)))


def _plain(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise Fault(place, f"must be text, not {kind_of(value)} {said(value)}")
    return value.strip()


def _source(value: object, place: str) -> Source:
    if isinstance(value, str):
        return Source(value)
    data = mapping(value, place)
    only(data, frozenset({"url", "checked_on", "title", "note"}), place)
    return Source(text(data, "url", place), day(data.get("checked_on"), under(place, "checked_on")))


def _version(value: object, fields: Fields | None, programme: Mapping[str, Any], place: str) -> Version:
    data = mapping(value, place)
    only(data, _VERSION_KEYS, place)
    open_to_all = data.get("open_to_all", programme.get("open_to_all"))
    free = False if open_to_all is None else truth(open_to_all, under(place, "open_to_all"))
    validity = _validity(data, place, "earliest", "latest") or Period()
    known_from = day(data.get("known_from"), under(place, "known_from"))
    if known_from is not None and validity.first is not None:
        raise Fault(under(place, "known_from"), "is for a version whose beginning (valid_from) is not known")
    return Version(
        id=_version_id(data.get("id"), under(place, "id")),
        validity=validity,
        known_from=known_from,
        certain=_validity(data, place, "latest", "earliest"),
        window=_window(data.get("window"), under(place, "window")),
        eligibility=_sourced(
            _eligibility(data.get("eligibility"), fields, free, under(place, "eligibility")), programme
        ),
        rates=_each(data, "intensity", place, lambda row, at: _rate(row, fields, at)),
        limits=_each(data, "amounts", place, _limit),
        process=_each(data, "process", place, words),
    )


def _version_id(value: object, place: str) -> str:
    # YAML reads an unquoted 2018 as a number: it is a name all the same.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return str(text({"id": value}, "id", place))


def _eligibility(value: object, fields: Fields | None, open_to_all: bool, place: str) -> Tree:
    """Return the rule of a version.

    No rule, or an empty one, is not a rule that everybody passes: unless the catalogue says in so many words
    that the programme is open to all, its conditions are not known.
    """
    empty = (
        value is None
        or value == {}
        or (isinstance(value, Mapping) and len(value) == 1 and value.get("all") == [])
    )
    if not empty:
        if open_to_all:
            raise Fault(place, "the programme is said to be open to all, yet it has conditions")
        return parse_tree(value, fields, place)
    return Gate("all", ()) if open_to_all else unstated()


def _sourced(tree: Tree, programme: Mapping[str, Any]) -> Tree:
    """Return the tree in which a criterion without an address of its own names those of its programme.

    It was read on one of them. It counts as checked on the day the programme was, else the day its oldest source was.
    """
    sources = _each(programme, "sources", "", _source)
    days = [source.checked_on for source in sources if source.checked_on]
    checked = day(programme.get("checked_on"), "checked_on")
    if checked is None and sources and len(days) == len(sources):
        checked = min(days)
    urls = " ".join(source.url for source in sources) or None

    def fill(node: Tree) -> Tree:
        if isinstance(node, Gate):
            return replace(node, children=tuple(fill(child) for child in node.children))
        return node if node.source else replace(node, source=urls, checked_on=node.checked_on or checked)

    return fill(tree)


def _validity(data: Mapping[str, Any], place: str, begin: str, end: str) -> Period | None:
    """Return the days of a version from its `begin` to its `end` (earliest or latest); None for no day at all.

    A beginning known to the day stands under `valid_from`; one known to the month or the season only lies
    between `valid_from_earliest` and `valid_from_latest`. The end likewise.
    """
    first, last = _bound(data, "valid_from", begin, place), _bound(data, "valid_to", end, place)
    if begin == "latest" and first and last and last < first:
        return None
    return _period(first, last, place, "valid_from", "valid_to")


def _bound(data: Mapping[str, Any], side: str, which: str, place: str) -> date | None:
    exact = day(data.get(side), under(place, side))
    low, high = f"{side}_earliest", f"{side}_latest"
    span = _period(data.get(low), data.get(high), place, low, high)
    if exact and (span.first or span.last):
        raise Fault(under(place, side), f"is known to the day: leave out {low} and {high}")
    if (span.first is None) != (span.last is None):
        raise Fault(
            under(place, low if span.first is None else high), "is missing: a span needs both its ends"
        )
    return exact or (span.first if which == "earliest" else span.last)


def _period(first: object, last: object, place: str, first_key: str, last_key: str) -> Period:
    begin, end = day(first, under(place, first_key)), day(last, under(place, last_key))
    if begin and end and end < begin:
        raise Fault(under(place, last_key), f"{end} lies before {first_key} {begin}")
    return Period(begin, end)


def _window(value: object, place: str) -> Window:
    if value is None:
        return Window()
    data = mapping(value, place)
    only(data, frozenset({"kind", "opens", "closes", "note"}), place)
    return Window(
        kind=one_of(text(data, "kind", place, "unknown"), WINDOW_KINDS, under(place, "kind")),
        period=_period(data.get("opens"), data.get("closes"), place, "opens", "closes"),
        note=words(data.get("note"), under(place, "note")),
    )


def _rate(value: object, fields: Fields | None, place: str) -> Rate:
    data = mapping(value, place)
    only(data, _RATE_KEYS, place)
    rate = number(data.get("max_rate"), under(place, "max_rate"), 0)
    if rate > 100:
        raise Fault(under(place, "max_rate"), f"is a percentage: must be at most 100, not {rate}")
    needs = data.get("needs")
    day(data.get("checked_on"), under(place, "checked_on"))
    return Rate(
        cost_category=_category(data.get("cost_category"), under(place, "cost_category")),
        size=one_of(text(data, "size", place, "all"), ROW_SIZES, under(place, "size")),
        max_rate=Decimal(str(rate)),
        condition=words(data.get("condition"), under(place, "condition")),
        needs=None if needs is None else parse_tree(needs, fields, under(place, "needs")),
        cap_eur=_money(data, "cap_eur", place),
        confidence=one_of(
            text(data, "confidence", place, "unverified"), CONFIDENCES, under(place, "confidence")
        ),
        source=text(data, "source", place, None),
        label=words(data.get("cost_category"), under(place, "cost_category")),
    )


def _category(value: object, place: str) -> str:
    """Return a cost category as projects name it: its English words."""
    named = words(value, place).en
    if not named:
        raise Fault(place, "is missing")
    return fold(named)


def _limit(value: object, place: str) -> Limit:
    data = mapping(value, place)
    only(data, _LIMIT_KEYS, place)
    eur = _money(data, "eur", place)
    if eur is None:
        raise Fault(under(place, "eur"), "is missing")
    return Limit(
        id=text(data, "id", place),
        eur=eur,
        kind=one_of(text(data, "kind", place), LIMIT_KINDS, under(place, "kind")),
        label=words(data.get("label"), under(place, "label")),
        cost_category=fold(text(data, "cost_category", place, "")),
    )


def _money(data: Mapping[str, Any], key: str, place: str) -> Decimal | None:
    value = data.get(key)
    return None if value is None else Decimal(str(number(value, under(place, key), 0)))
