"""Which aids does a company hold already? Programmes obtained, with days and euros, as rules ask for them.

An aid counts from the day it was granted. One whose day or sum is not known leaves open what hangs on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grappe.engines.eligibility import reading as read
from grappe.engines.eligibility.ages import plus_months
from grappe.engines.eligibility.model import Term
from grappe.engines.eligibility.values import AtLeast, Between, Value

HELD = frozenset({"granted", "paid", "closed"})
STATES = HELD | {"planned", "applied", "refused", "withdrawn"}
_KEYS = frozenset({"programme", "date", "eur", "state"})


@dataclass(frozen=True, slots=True)
class AidHeld:
    """An aid that was granted: the programme's id, the day, the sum in euros; None where not known."""

    programme: str
    date: date | None = None
    eur: float | None = None


@dataclass(frozen=True, slots=True)
class AidsHeld:
    """The aids known; `complete` says that there are no others."""

    known: tuple[AidHeld, ...] = ()
    complete: bool = True


def aids_of(value: object, complete: object, place: str) -> AidsHeld | None:
    """Return the aids of a list in a company's document, those granted; None where nothing is said. Raises Fault.

    The list is taken to be complete unless `complete` is false.
    """
    whole = complete is None or read.truth(complete, f"{place}_complete")
    if value is None:
        return None
    held = []
    for i, row in enumerate(read.items(value, place)):
        inside = read.under(place, i)
        data = read.mapping(row, inside)
        read.only(data, _KEYS, inside)
        state = read.one_of(read.text(data, "state", inside, "granted"), STATES, read.under(inside, "state"))
        granted = read.day(data.get("date"), read.under(inside, "date"))
        eur = (
            None if data.get("eur") is None else float(read.number(data["eur"], read.under(inside, "eur"), 0))
        )
        if state in HELD:
            held.append(AidHeld(read.fold(read.text(data, "programme", inside)), granted, eur))
    return AidsHeld(tuple(held), whole)


def programmes_held(aids: AidsHeld | None, term: Term, on: date) -> Value | None:
    """Return the programmes obtained by a day, of the last `within_months` where the term says so."""
    if aids is None:
        return None
    sure, perhaps = _split(aids, term, on)
    names = frozenset(aid.programme for aid in sure)
    open_names = {aid.programme for aid in perhaps} - names
    if not aids.complete:
        return AtLeast(names) if names else None
    return AtLeast(names, names | open_names) if open_names else names


def eur_held(aids: AidsHeld | None, term: Term, on: date) -> Value | None:
    """Return the euros obtained by a day, from the programmes and in the months that the term names."""
    if aids is None:
        return None
    sure, perhaps = _split(aids, term, on)
    low = sum(aid.eur or 0.0 for aid in sure)
    if not aids.complete or any(aid.eur is None for aid in (*sure, *perhaps)):
        return Between(low, None)
    high = low + sum(aid.eur or 0.0 for aid in perhaps)
    return low if high == low else Between(low, high)


def _split(aids: AidsHeld, term: Term, on: date) -> tuple[list[AidHeld], list[AidHeld]]:
    """Return the aids that count for a term for certain, and those that may: their day is not known."""
    until = term.at or on
    begin = None if term.within_months is None else plus_months(until, -term.within_months)
    named = [aid for aid in aids.known if not term.programmes or aid.programme in term.programmes]
    sure = [aid for aid in named if _counts(aid.date, begin, until)]
    return sure, [aid for aid in named if aid.date is None and begin is not None]


def _counts(granted: date | None, begin: date | None, until: date) -> bool:
    if granted is None:
        return begin is None
    return granted <= until and (begin is None or begin < granted)
