"""What de minimis aid has a single undertaking had? Reads the document of `grappe de-minimis`, joins the
ledgers of firms that merge, and parts that of a firm that splits.

The format is fixed in docs/reference/commands.md; `null` means *unknown*.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.de_minimis.forms import FORMS, worth_of
from grappe.engines.eligibility.de_minimis.undertakings import single_undertaking
from grappe.engines.eligibility.holdings import PERSON, PUBLIC, amount, holdings_of, left_aside, maybe
from grappe.engines.eligibility.phrases import exact
from grappe.engines.eligibility.reading import Fault, day, items, mapping, said, text, under
from grappe.engines.kernel import Text

_TOP = frozenset(
    {"members", "grants", "holdings", "subject", "apart", "fiscal_year_begins", "road_freight", "nace", "separate_accounts"}
)  # fmt: skip
_GRANT = frozenset({"enterprise", "date", "gge_eur", "id", "name", "programme", "authority", *FORMS})
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")


@dataclass(frozen=True, slots=True)
class Entry:
    """One award: to whom, the day the legal right to it arose, its gross grant equivalent in euros; None not
    known. `worked` has the steps of an equivalent that was worked out (a loan, a guarantee, instalments).
    """

    enterprise: str
    date: date | None
    gge_eur: Fraction | None
    worked: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The awards of a single undertaking's members (and of others, which do not count).

    `fiscal_year_begins` and `road_freight` matter before 2024 only; `nace` and `separate_accounts` for the
    activities that are left out of the regulation.
    """

    members: frozenset[str]
    entries: tuple[Entry, ...] = ()
    fiscal_year_begins: tuple[int, int] = (1, 1)
    road_freight: bool = False
    nace: str = ""
    separate_accounts: bool | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)


def ledger_of(document: object) -> Ledger:
    """Return the ledger a document describes. Raises Fault with the place where it cannot be used.

    Members are named, or found from `holdings` and `subject` (ids in `apart` are persons and public bodies).
    """
    data = mapping(document, "")
    remarks = left_aside(data, _TOP, "")
    members = _members(data)
    entries = tuple(
        _entry(one, under("grants", i), remarks) for i, one in enumerate(items(data.get("grants"), "grants"))
    )
    return Ledger(
        members,
        entries,
        _year_begins(data),
        bool(maybe(data, "road_freight", "")),
        text(data, "nace", "", ""),
        maybe(data, "separate_accounts", ""),
        tuple(remarks),
    )


def _members(data: Mapping[str, Any]) -> frozenset[str]:
    named = []
    for i, one in enumerate(items(data.get("members"), "members")):
        if not isinstance(one, str) or not one.strip():
            raise Fault(under("members", i), f"must be the name of an enterprise, not {said(one)}")
        if one in named:
            raise Fault(under("members", i), f"{said(one)} stands in the list twice")
        named.append(one)
    if data.get("subject") is None:
        if not named:
            raise Fault("members", "names no enterprise")
        return frozenset(named)
    subject = text(data, "subject", "")
    ids = {subject, *named}
    for one in items(data.get("holdings"), "holdings"):
        if isinstance(one, Mapping):
            ids |= {end for end in (one.get("owner"), one.get("owned")) if isinstance(end, str)}
    apart = [
        text({"id": one}, "id", under("apart", i)) for i, one in enumerate(items(data.get("apart"), "apart"))
    ]
    held = holdings_of(data.get("holdings"), dict.fromkeys(ids))
    return single_undertaking(held, subject, apart) | frozenset(named)


def _entry(value: object, place: str, remarks: list[str]) -> Entry:
    data = mapping(value, place)
    remarks += left_aside(data, _GRANT, place)
    granted = day(data.get("date"), under(place, "date"))
    worth = worth_of(data, granted, place)
    gge = amount(data, "gge_eur", place)
    if worth is not None and worth.eur is not None:
        gge = exact(worth.eur)
    return Entry(text(data, "enterprise", place), granted, gge, worth.steps if worth is not None else ())


def _year_begins(data: Mapping[str, Any]) -> tuple[int, int]:
    written = text(data, "fiscal_year_begins", "", "01-01")
    if not _MONTH_DAY.fullmatch(written):
        raise Fault("fiscal_year_begins", f"must be a month and day written MM-DD, not {said(written)}")
    month, day_ = written.split("-")
    return int(month), int(day_)


def merged(ledgers: Iterable[Ledger]) -> Ledger:
    """Return the ledger after a merger or acquisition: all prior aid of all the firms counts (article 3(8) of
    Regulation (EU) 2023/2831). What was granted lawfully before stays lawful, also above the ceiling.

    Raises ValueError for none.
    """
    found = tuple(ledgers)
    if not found:
        raise ValueError("no ledger to merge")
    first = found[0]
    return replace(
        first,
        members=frozenset().union(*(one.members for one in found)),
        entries=tuple(entry for one in found for entry in one.entries),
        road_freight=any(one.road_freight for one in found),
    )


def split(
    ledger: Ledger, equity_eur: Mapping[str, Fraction | int], users: Mapping[int, str] | None = None
) -> Mapping[str, Ledger]:
    """Return the ledgers of the firms that a single undertaking splits into (article 3(9) of Regulation (EU)
    2023/2831).

    `users` says for an award (by its place in `entries`) which new firm took over the activity it was used
    for: it goes there whole. The others are shared in proportion to the book value of the new firms' equity
    (`equity_eur`). Raises ValueError where that is not above zero, or a user is none of the new firms.
    """
    total = sum((exact(value) for value in equity_eur.values()), Fraction(0))
    if total <= 0 or any(value < 0 for value in equity_eur.values()):
        raise ValueError("the new firms' equity must be above zero to share by it")
    if any(user not in equity_eur for user in (users or {}).values()):
        raise ValueError("an award can only go to one of the new firms")
    found: dict[str, list[Entry]] = {firm: [] for firm in equity_eur}
    for i, entry in enumerate(ledger.entries):
        if entry.enterprise not in ledger.members:
            continue
        user = (users or {}).get(i)
        for firm, value in equity_eur.items():
            part = Fraction(firm == user) if user is not None else exact(value) / total
            if part:
                gge = None if entry.gge_eur is None else entry.gge_eur * part
                found[firm].append(Entry(firm, entry.date, gge))
    return {
        firm: replace(ledger, members=frozenset({firm}), entries=tuple(entries))
        for firm, entries in found.items()
    }


def not_linking(kinds: Mapping[str, str]) -> Collection[str]:
    """Return the ids, of those whose kinds are given, that make no single undertaking: persons, public bodies."""
    return frozenset(one for one, kind in kinds.items() if kind in (PERSON, PUBLIC))
