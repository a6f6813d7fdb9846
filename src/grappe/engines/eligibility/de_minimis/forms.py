"""What is an award worth that is no grant paid at once? Reads a loan, a guarantee or instalments in a ledger and works
out the gross grant equivalent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.de_minimis.equivalents import Gge, grant_gge, guarantee_gge, loan_gge
from grappe.engines.eligibility.holdings import amount, maybe
from grappe.engines.eligibility.reading import Fault, day, items, mapping, only, under

FORMS = ("loan", "guarantee", "instalments")
_LOAN = frozenset({"eur", "years", "collateral_pct", "interest_pct", "reference_pct", "base_pct", "bullet"})
_GUARANTEE = frozenset({"loan_eur", "years", "guaranteed_pct"})
_INSTALMENTS = frozenset({"base_pct", "paid"})


def worth_of(data: Mapping[str, Any], granted: date | None, place: str) -> Gge | None:
    """Return what an award of a ledger is worth that stands as a loan, a guarantee or instalments; None where it
    stands as none of them. Raises Fault with the place of what cannot be used.

    `loan`: {"eur", "years", "collateral_pct"} or with {"interest_pct", "reference_pct", "base_pct", "bullet"};
    `guarantee`: {"loan_eur", "years", "guaranteed_pct"}; `instalments`: {"base_pct", "paid": [{"date", "eur"}]}.
    """
    named = [form for form in FORMS if data.get(form) is not None]
    if not named:
        return None
    if len(named) > 1 or data.get("gge_eur") is not None:
        raise Fault(place, "is worth one thing: gge_eur, a loan, a guarantee or instalments")
    here = under(place, named[0])
    inner = mapping(data[named[0]], here)
    try:
        return {"loan": _loan, "guarantee": _guarantee, "instalments": _instalments}[named[0]](
            inner, granted, here
        )
    except Fault:
        raise
    except ValueError as fault:
        raise Fault(here, str(fault)) from fault


def _loan(data: Mapping[str, Any], granted: date | None, place: str) -> Gge:
    only(data, _LOAN, place)
    return loan_gge(
        _needed(data, "eur", place),
        _needed(data, "years", place),
        collateral_pct=amount(data, "collateral_pct", place),
        interest_pct=amount(data, "interest_pct", place),
        reference_pct=amount(data, "reference_pct", place),
        base_pct=amount(data, "base_pct", place),
        bullet=bool(maybe(data, "bullet", place)),
        on=granted,
    )


def _guarantee(data: Mapping[str, Any], granted: date | None, place: str) -> Gge:
    only(data, _GUARANTEE, place)
    share = _needed(data, "guaranteed_pct", place)
    return guarantee_gge(
        _needed(data, "loan_eur", place), _needed(data, "years", place), guaranteed_pct=share, on=granted
    )


def _instalments(data: Mapping[str, Any], granted: date | None, place: str) -> Gge:
    only(data, _INSTALMENTS, place)
    if granted is None:
        raise Fault(place, "the day of the grant must be known to discount them")
    paid = []
    for i, value in enumerate(items(data.get("paid"), under(place, "paid"))):
        here = under(under(place, "paid"), i)
        one = mapping(value, here)
        on = day(one.get("date"), under(here, "date"))
        if on is None:
            raise Fault(under(here, "date"), "is missing")
        paid.append((on, _needed(one, "eur", here)))
    return grant_gge(granted, paid, _needed(data, "base_pct", place))


def _needed(data: Mapping[str, Any], key: str, place: str) -> Fraction:
    value = amount(data, key, place)
    if value is None:
        raise Fault(under(place, key), "is missing")
    return value
