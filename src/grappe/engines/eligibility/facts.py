"""What is known of a company and its project? Reads a company's document into one frozen value, or says
what is wrong.

The format is fixed in docs/reference/rules.md; `null` and a missing name both mean *unknown*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from grappe.engines.eligibility import nace
from grappe.engines.eligibility.aids_held import AidsHeld, aids_of
from grappe.engines.eligibility.basics import BASICS
from grappe.engines.eligibility.de_minimis import Grant
from grappe.engines.eligibility.figures import YEAR_FIGURES, Figures
from grappe.engines.eligibility.links import Links, links_of
from grappe.engines.eligibility.model import SIZES, Field
from grappe.engines.eligibility.reading import (
    ISO_DAY,
    Fault,
    day,
    fold,
    items,
    kind_of,
    mapping,
    number,
    said,
    text,
    truth,
    under,
)
from grappe.engines.eligibility.sme_status import group_of, sme_status
from grappe.engines.eligibility.values import Value

Fields = Mapping[str, Field]
GRANTS = "de_minimis_grants"  # a fact of its own form: [{"date": , "gge_eur": }]
GROUP_SIZES = "possible_sizes"  # the classes that a group's figures allow: more than the own figures say
TOP_LEVEL = frozenset(
    {"name", "country", "commune", "nace", "legal_form", "founded", "clusters", "facts", "figures"}
    | {
        "owners",
        "owners_complete",
        "holdings",
        "holdings_complete",
        "aids",
        "aids_complete",
        "group",
        GROUP_SIZES,
        *YEAR_FIGURES,
    }
)
PROJECT_LEVEL = frozenset({"name", "costs", "facts"})  # the other names of a project are facts
_NUMERIC = frozenset({"number", "money", "percent", "integer"})
# The types of the facts that stand at the top level: they hold whatever a catalogue says of them.
TOP_TYPES: dict[str, str] = {name: described.type for name, described in BASICS.items()}


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a company. `facts` holds every fact by field, in the form that is compared."""

    name: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)  # the same facts as they were written
    figures: Mapping[int, Figures] = field(default_factory=dict)
    grants: tuple[Grant, ...] | None = None
    owners: Links | None = None
    holdings: Links | None = None
    aids: AidsHeld | None = None
    sizes: frozenset[str] = frozenset()  # what the group it belongs to allows; empty: its own figures decide


@dataclass(frozen=True, slots=True)
class Cost:
    """Costs of a project in one category, in euros."""

    category: str
    eur: Decimal


@dataclass(frozen=True, slots=True)
class Project:
    """What is known of a project: its costs, and facts that hold for this project only."""

    costs: tuple[Cost, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Collected:
    """Facts while they are being read, with remarks about what was left aside."""

    fields: Fields
    known: frozenset[str]
    facts: dict[str, Value] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, value: Any, place: str) -> None:
        """Read one fact; None is unknown. Raises Fault where the value does not suit the field."""
        if value is None:
            return
        self.facts[name] = _fact(value, _type_of(name, value, self.fields), place)
        self.shown[name] = _as_shown(value, self.facts[name])
        described = self.fields.get(name)
        if described is not None:
            _check_range(described, self.facts[name], place)
        if name == "company_size":
            _check_choice(self.facts[name], SIZES, place)
        elif described and described.choices:
            self._remark_choice(described, self.facts[name], place)
        if described and described.type == "percent" and isinstance(value, float) and 0 < value < 1:
            self.remarks.append(f"{place}: {value:g} is read as {value:g} percent; percentages are 0 to 100")

    def _remark_choice(self, described: Field, value: Value, place: str) -> None:
        choices = {fold(choice) for choice in described.choices}
        given = value if isinstance(value, frozenset) else {value}
        known = ", ".join(described.choices)
        for odd in sorted(str(one) for one in given if one not in choices):
            self.remarks.append(f"{place}: {said(odd)} is none of the values known: {known}")


def company_of(
    document: object, fields: Fields, known_fields: Iterable[str] = ()
) -> tuple[Company, tuple[str, ...]]:
    """Return the company of a document, and remarks about what was left aside. Raises Fault naming the place.

    A name that nobody knows is left aside with a remark; a value of the wrong kind is a fault.
    """
    data = mapping(document, "")
    read = _Collected(fields, frozenset(known_fields) | frozenset(fields))
    _remark_unknown(data, TOP_LEVEL, "", read)
    name = text(data, "name", "", "")
    facts = mapping(data.get("facts") if data.get("facts") is not None else {}, "facts")
    grants = None if facts.get(GRANTS) is None else _grants(facts[GRANTS], under("facts", GRANTS))
    _remark_unknown(facts, read.known | frozenset(TOP_TYPES) | {GRANTS}, "facts", read)
    for key, value in facts.items():
        if key in TOP_TYPES:
            _top(key, value, under("facts", key), read)
        elif key in read.known:
            read.add(key, value, under("facts", key))
    for key in TOP_TYPES:
        if data.get(key) is not None:
            if key in read.facts and facts.get(key) != data[key]:
                read.remarks.append(f"facts.{key}: left aside for {key}, which says {said(data[key])}")
            _top(key, data[key], key, read)
    company = Company(
        name=name,
        facts=MappingProxyType(read.facts),
        shown=MappingProxyType(read.shown),
        figures=MappingProxyType(_figures(data.get("figures"))),
        grants=grants,
        owners=links_of(data.get("owners"), data.get("owners_complete"), "owners"),
        holdings=links_of(data.get("holdings"), data.get("holdings_complete"), "holdings"),
        aids=aids_of(data.get("aids"), data.get("aids_complete"), "aids"),
        sizes=_sizes(data.get(GROUP_SIZES)) or _sizes_of_group(data.get("group")),
    )
    return company, tuple(read.remarks)


def project_of(
    document: object, fields: Fields, known_fields: Iterable[str] = ()
) -> tuple[Project, tuple[str, ...]]:
    """Return the project of a document, and remarks about what was left aside. Raises Fault naming the
    place.
    """
    data = mapping(document, "")
    read = _Collected(fields, frozenset(known_fields) | frozenset(fields))
    costs = []
    for i, row in enumerate(items(data.get("costs"), "costs")):
        place = under("costs", i)
        line = mapping(row, place)
        eur = number(line.get("eur"), under(place, "eur"), 0)
        costs.append(Cost(fold(text(line, "category", place)), Decimal(str(eur))))
    _remark_unknown(data, read.known | PROJECT_LEVEL, "", read)
    nested = mapping(data.get("facts") if data.get("facts") is not None else {}, "facts")
    _remark_unknown(nested, read.known, "facts", read)
    for key, value in nested.items():
        if key in read.known:
            read.add(key, value, under("facts", key))
    for key, value in data.items():
        if key in read.known - PROJECT_LEVEL:
            read.add(key, value, key)
    project = Project(tuple(costs), MappingProxyType(read.facts), MappingProxyType(read.shown))
    return project, tuple(read.remarks)


def _remark_unknown(data: Mapping[str, Any], known: frozenset[str], place: str, read: _Collected) -> None:
    for key in data:
        if key not in known:
            read.remarks.append(f"{under(place, said(key).strip(chr(34)))}: unknown name, left aside")


def _top(key: str, value: Any, place: str, read: _Collected) -> None:
    if value is None:
        return
    if key in YEAR_FIGURES:
        _figure(key, value, place)
    read.facts[key] = _fact(value, TOP_TYPES[key], place)
    read.shown[key] = _as_shown(value, read.facts[key])


def _figures(value: object) -> dict[int, Figures]:
    if value is None:
        return {}
    years = {}
    for key, row in mapping(value, "figures").items():
        place = under("figures", key)
        if not (key.isdecimal() and len(key) == 4):
            raise Fault(place, "must be a year, such as 2024")
        data = mapping(row, place)
        read = {
            name: _figure(name, data[name], under(place, name))
            for name in YEAR_FIGURES
            if data.get(name) is not None
        }
        years[int(key)] = Figures(**read)
    return years


def _figure(name: str, value: object, place: str) -> float:
    figure = number(value, place, 0)
    if name.endswith("_pct") and figure > 100:
        raise Fault(place, f"is a percentage: must be at most 100, not {figure:g}")
    return figure


def _sizes(value: object) -> frozenset[str]:
    """Return the size classes that a group allows. Raises Fault for a word that is none."""
    found = set()
    for i, one in enumerate(items(value, GROUP_SIZES)):
        _check_choice(fold(str(one)), SIZES, under(GROUP_SIZES, i))
        found.add(fold(str(one)))
    return frozenset(found)


def _sizes_of_group(value: object) -> frozenset[str]:
    """Return the size classes that a group of enterprises allows, from the document of `grappe sme-status`."""
    if value is None:
        return frozenset()
    try:
        return sme_status(group_of(value)).possible
    except Fault as fault:
        raise Fault(under("group", fault.place) if fault.place else "group", fault.message) from fault


def _grants(value: object, place: str) -> tuple[Grant, ...]:
    grants = []
    for i, row in enumerate(items(value, place)):
        inside = under(place, i)
        data = mapping(row, inside)
        received = day(data.get("date"), under(inside, "date"))
        if received is None:
            raise Fault(under(inside, "date"), "is missing")
        grants.append(Grant(received, number(data.get("gge_eur"), under(inside, "gge_eur"), 0)))
    return tuple(grants)


def _type_of(name: str, value: Any, fields: Fields) -> str:
    described = fields.get(name)
    if described is not None:
        return described.type
    if name in TOP_TYPES:
        return TOP_TYPES[name]
    # A field that no catalogue describes: read the value for what it looks like.
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple):
        return "set"
    if isinstance(value, str) and not ISO_DAY.fullmatch(value):
        return "text"
    return "date"


def _fact(value: Any, type: str, place: str) -> Value:
    """Return a fact in the form that is compared. Raises Fault where it does not suit the type."""
    if type == "boolean":
        return truth(value, place)
    if type in _NUMERIC:
        return number(value, place, 0 if type == "integer" else None)
    if type == "date":
        return day(value, place)  # type: ignore[return-value]  # None never comes here
    if type == "set" or (type in ("choice", "text") and isinstance(value, list | tuple)):
        members = value if isinstance(value, list | tuple) else [value]
        return frozenset(_folded(member, under(place, i)) for i, member in enumerate(members))
    if type == "nace":
        return nace.normal(_plain(value, place), place)
    if type == "country":
        code = _plain(value, place)
        if not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise Fault(place, f"must be a country code of two letters such as LU, not {said(code)}")
        return fold(code)
    return _folded(value, place)


def _plain(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise Fault(place, f"must be text, not {kind_of(value)} {said(value)}")
    if not value.strip():
        raise Fault(place, "is empty (leave it out, or write null, where it is not known)")
    return value.strip()


def _folded(value: Any, place: str) -> str:
    return fold(_plain(value, place))


def _as_shown(value: Any, compared: Value) -> Any:
    if isinstance(compared, frozenset):
        return list(value) if isinstance(value, list | tuple) else [value]
    return value.strip() if isinstance(value, str) else value


def _check_range(described: Field, value: Value, place: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    number(value, place, described.minimum)
    if described.maximum is not None and value > described.maximum:
        raise Fault(place, f"must be at most {described.maximum:g}, not {said(value)}")


def _check_choice(value: Any, choices: Iterable[str], place: str) -> None:
    for one in value if isinstance(value, frozenset) else (value,):
        if one not in choices:
            raise Fault(place, f"must be one of {', '.join(choices)}, not {said(one)}")
