"""What of somebody erased did a law keep, and is the time of the law over? Said by the proofs of erasures, in keys alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from grappe.apps.privacy.enums import ErasureState
from grappe.apps.privacy.models import Erasure, Proposal
from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.holds import until_of
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.ui.personal import Table

RULE = "held"  # of its proposals


@dataclass(frozen=True)
class Released:
    """One row that no law keeps any more: since the day of its last hold, or of the erasure where it has none now."""

    table: str
    key: int
    since: date
    due_on: date


def held_of(erasure: Erasure) -> list[list[str]]:
    """Return what a law kept when somebody was erased: [table, column, key]; no column: the row is theirs."""
    return [[str(each) for each in one] for one in erasure.report.get("held", [])]


def proofs() -> list[Erasure]:
    """Return the erasures at which a law kept something. One query."""
    return [
        each
        for each in Erasure.objects.filter(state=ErasureState.DONE, report__has_key="held").order_by("pk")
        if each.report["held"]
    ]


def released(*, on: date) -> Iterator[Released]:
    """Yield the rows that no law keeps on a day any more. One query, and one a table."""
    asked: dict[str, dict[int, date]] = {}
    for proof in proofs():
        assert proof.done_at is not None
        for name, _column, key in held_of(proof):
            asked.setdefault(name, {})[int(key)] = local_date(proof.done_at)
    for table in tables().values():
        keys = asked.get(table.model._meta.label_lower, {})
        yield from _over(table, keys, on)


def _over(table: Table, keys: dict[int, date], on: date) -> Iterator[Released]:
    if not keys:
        return
    name = table.model._meta.label_lower
    for key, until in until_of(table, list(keys)).items():
        since = until or keys[key]
        due_on = since + timedelta(days=1) if until else since
        if due_on <= on:
            yield Released(name, key, since, due_on)


def passages_of(wanted: Mapping[str, Collection[Any]]) -> tuple[list[list[str]], set[str]]:
    """Return in which columns of some rows the law kept words that name somebody, and the marks of who that was. One query."""
    places: list[list[str]] = []
    marks: set[str] = set()
    asked = {(table, str(key)) for table, keys in wanted.items() for key in keys}
    for proof in proofs() if asked else ():
        mine = [each for each in held_of(proof) if each[1] and (each[0], each[2]) in asked]
        if mine:
            marks |= set(proof.marks)
            places += [each for each in mine if each not in places]
    return places, marks


def later_of(erasure: Erasure) -> list[Proposal]:
    """Return what was proposed since of what a law kept at an erasure. One query, none where it kept nothing."""
    kept = {(table, key) for table, _column, key in held_of(erasure)}
    if not kept:
        return []
    found = Proposal.objects.filter(rule=RULE, table__in={table for table, _key in kept}).select_related(
        "erasure"
    )
    return [each for each in found.order_by("id") if (each.table, str(each.key)) in kept]
