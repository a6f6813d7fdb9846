"""Whose time is over? By the rules of the catalogue: which rows, since when, until when, and what was decided about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest
from django.utils.translation import get_language

from grappe.apps.privacy.enums import ErasureState, ProposalState
from grappe.apps.privacy.models import Erasure, Proposal
from grappe.apps.privacy.permissions import check_can_erase
from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.held import RULE, passages_of
from grappe.apps.privacy.queries.holds import laws
from grappe.apps.privacy.queries.marked import names_in_passages
from grappe.apps.privacy.queries.mentions import mentions_at
from grappe.apps.privacy.queries.plan import Plan, plan_of, refusal_of
from grappe.apps.privacy.queries.rules import Rule, rules
from grappe.apps.privacy.queries.traces import Traces, traces_of_rows
from grappe.engines.planning import add_months
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.ui.personal import Table

MOST = 200  # that are shown at once


@dataclass(frozen=True)
class Due:
    """One row whose time is over."""

    rule: Rule
    key: int
    since: date
    due_on: date


@dataclass(frozen=True)
class Shown:
    """A proposal in the list, with who it is about."""

    proposal: Proposal
    rule: Rule | None
    name: str
    label: str


def table_of(rule: Rule) -> Table:
    """Return what is said of the table of a rule."""
    return next(table for model, table in tables().items() if model._meta.label_lower == rule.table)


def due_rows(rule: Rule, *, on: date) -> Iterator[Due]:
    """Yield the rows whose time is over on a day, erased ones not among them. Two queries."""
    table = table_of(rule)
    gone = erased_keys(rule.table)
    named = {f"moment_{place}": Max(path) for place, path in enumerate(rule.since)}
    rows = table.model._base_manager.filter(**rule.where).exclude(pk__in=gone).annotate(**named)
    latest = Greatest(*named) if len(named) > 1 else F("moment_0")
    rows = rows.annotate(latest=latest).exclude(latest=None)
    for key, moment in rows.order_by("pk").values_list("pk", "latest").iterator(chunk_size=2_000):
        since = local_date(moment) if isinstance(moment, datetime) else moment
        due_on = add_months(since, rule.months)
        if due_on <= on:
            yield Due(rule, key, since, due_on)


def erased_keys(table: str) -> set[int]:
    """Return the keys of rows of a table that stand under nobody's name since an erasure. One query."""
    found: set[int] = set()
    done = Erasure.objects.filter(state=ErasureState.DONE, report__rows__has_key=table)
    for rows in done.values_list("report__rows", flat=True):
        found |= set(rows[table])
    return found


def proposals(*, for_user: User, on: date, rule: str = "") -> tuple[list[Shown], int]:
    """Return what is proposed for erasure, the longest over first, and how many there are. Constant queries.

    Raises PermissionDenied.
    """
    check_can_erase(for_user)
    asked = Q(state=ProposalState.PROPOSED) | Q(state=ProposalState.POSTPONED, postponed_until__lte=on)
    found = Proposal.objects.filter(asked)
    if rule:
        found = found.filter(rule=rule)
    return _shown(found.order_by("due_on", "id")[:MOST]), found.count()


def postponed(*, for_user: User, on: date) -> list[Shown]:
    """Return what was postponed and is not due again yet. Raises PermissionDenied."""
    check_can_erase(for_user)
    found = Proposal.objects.filter(state=ProposalState.POSTPONED, postponed_until__gt=on)
    return _shown(found.select_related("decided_by").order_by("postponed_until", "id")[:MOST])


def _shown(found: Any) -> list[Shown]:
    rows, known = list(found), rules()
    names: dict[tuple[str, int], str] = {}
    labels: dict[str, str] = {}
    for model, table in tables().items():
        keys = [each.key for each in rows if each.table == model._meta.label_lower]
        if not keys:
            continue
        labels[model._meta.label_lower] = str(table.label)
        columns = [*table.names, *table.emails]
        for row in model._base_manager.filter(pk__in=keys).values_list("pk", *columns):
            names[model._meta.label_lower, row[0]] = next((value for value in row[1:] if value), f"{row[0]}")
    return [
        Shown(
            each,
            law_of(each.table) if each.rule == RULE else known.get(each.rule),
            names.get((each.table, each.key), ""),
            labels.get(each.table, each.table),
        )
        for each in rows
        if (each.table, each.key) in names
    ]


def law_of(table: str) -> Rule | None:
    """Return as a rule by which law a row of a table was kept until now."""
    hold = next((each.hold for model, each in tables().items() if model._meta.label_lower == table), "")
    law = laws().get(hold)
    if law is None:
        return None
    source = law.source[(get_language() or "en")[:2]]
    return Rule(RULE, table, (), 12 * law.years, {}, law.reason, source)


def waiting(keys: Collection[int], *, for_user: User) -> list[Proposal]:
    """Return those of some proposals (ids) that wait for a decision. Raises PermissionDenied."""
    check_can_erase(for_user)
    open_ones = [ProposalState.PROPOSED, ProposalState.POSTPONED]
    return list(Proposal.objects.filter(pk__in=keys, state__in=open_ones).order_by("id"))


def traces_of_proposals(found: Collection[Proposal]) -> Traces:
    """Return the rows that are proposed, and what hangs on them."""
    seeds: dict[str, set[int]] = {}
    for each in found:
        seeds.setdefault(each.table, set()).add(each.key)
    return traces_of_rows(seeds)


def plan_of_proposals(found: Collection[Proposal], *, on: date, for_user: User) -> Plan:
    """Return what erasing the rows of some proposals will do. Raises PermissionDenied."""
    check_can_erase(for_user)
    traces = traces_of_proposals(found)
    plan = plan_of(traces, on=on, for_user=for_user, refusal=refusal_of(traces, by=for_user), words=False)
    wanted: dict[str, list[int]] = {}
    for each in found:
        wanted.setdefault(each.table, []).append(each.key)
    places, marks = passages_of(wanted)
    named = Traces(names=names_in_passages(places, marks))
    return replace(plan, chosen=tuple(mentions_at(named, places, for_user=for_user)))
