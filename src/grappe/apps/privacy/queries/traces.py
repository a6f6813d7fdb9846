"""Which rows are somebody's? Found by key, by what they hang on, by address together with the name; one query a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q
from django.db.models.functions import Lower

from grappe.apps.privacy.queries.declared import held_tables, histories
from grappe.apps.privacy.queries.rules import rules
from grappe.apps.privacy.queries.subjects import Subject, plain

if TYPE_CHECKING:
    from grappe.ui.personal import Table


@dataclass
class Traces:
    """All rows of somebody by table, under which names they stand there, and who shares their address."""

    rows: dict[type[Model], list[Any]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    namesakes: list[tuple[str, str]] = field(
        default_factory=list
    )  # label, name: another name, the same address

    def keys(self, model: type[Model]) -> list[Any]:
        """The keys of their rows in one table."""
        return [row.pk for row in self.rows.get(model, [])]


def traces_of(subject: Subject) -> Traces:
    """Return the rows of somebody. A constant number of queries: one for each table that holds people."""
    found = Traces(names=set(subject.names), emails=set(subject.emails))
    for table in held_tables():
        asked = _asked(table, subject, found)
        if not asked:
            continue
        rows = [
            row
            for row in table.model._default_manager.alias(**_lowered(table)).filter(asked).distinct()
            if _is(table, row, subject, found)
        ]
        if rows:
            found.rows[table.model] = rows
            _learn(table, rows, found)
    return found


def traces_of_rows(seeds: Mapping[str, Collection[Any]]) -> Traces:
    """Return some rows (by table) and what hangs on them, whoever they are of. One query a table of people.

    What has a rule of its own waits for its own time: who left a company may still sit in a working group.
    """
    found, ruled = Traces(), {rule.table for rule in rules().values()}
    for table in held_tables():
        asked = Q(pk__in=list(seeds.get(table.model._meta.label_lower, ())))
        for column in table.own if table.model._meta.label_lower not in ruled else ():
            behind = table.model._meta.get_field(column).related_model
            asked |= Q(**{f"{column}__in": found.keys(behind)})  # type: ignore[arg-type]
        rows = list(table.model._default_manager.filter(asked).distinct())
        if rows:
            found.rows[table.model] = rows
            _learn(table, rows, found)
    return found


def earlier_of(table: Table, traces: Traces, subject: Subject) -> list[dict[str, Any]]:
    """Return the earlier versions of somebody's rows, those of rows that are gone too. One query, none without history."""
    history = histories().get(table.model)
    if history is None:
        return []
    kept = {each.name for each in history._meta.concrete_fields}
    asked = Q(pgh_obj_id__in=traces.keys(table.model))
    for column in table.emails:
        if column in kept and not table.names:
            asked |= Q(**{f"{column}__in": sorted(subject.emails)})
        elif column in kept:
            for email in subject.emails:
                for name in subject.names:
                    asked |= Q(**{f"{column}__iexact": email, f"{table.names[0]}__iexact": name})
    return list(history._default_manager.filter(asked).order_by("pgh_id").values())


def _asked(table: Table, subject: Subject, found: Traces) -> Q:
    asked = Q()
    for columns, said in ((table.emails, subject.emails), (table.only_named, subject.names)):
        for column in columns if said else ():
            asked |= Q(**{f"lowered_{column}__in": sorted(said)})
    for column in table.own:
        keys = _behind(table, column, subject, found)
        if keys:
            asked |= Q(**{f"{column}__in": keys})
    key = _key(table, subject)
    return asked | Q(pk=key) if key is not None else asked


def _lowered(table: Table) -> dict[str, Lower]:
    """The columns that say whose a row is, as an index has them where a table is large."""
    return {f"lowered_{column}": Lower(column) for column in (*table.emails, *table.only_named)}


def _behind(table: Table, column: str, subject: Subject, found: Traces) -> list[Any]:
    model = table.model._meta.get_field(column).related_model
    keys = found.keys(model)  # type: ignore[arg-type]
    label = model._meta.label  # type: ignore[union-attr]
    if label == "companies.Person" and subject.person_id is not None:
        keys = [*keys, subject.person_id]
    if label == "accounts.User" and subject.user_id is not None:
        keys = [*keys, subject.user_id]
    return keys


def _key(table: Table, subject: Subject) -> int | None:
    return {"companies.Person": subject.person_id, "accounts.User": subject.user_id}.get(
        table.model._meta.label
    )


def _is(table: Table, row: Any, subject: Subject, found: Traces) -> bool:
    """Whether a row is theirs: an address that many share says of no name whose row it is, of one that nobody gave neither."""
    names = {plain(getattr(row, column)) for column in table.names} - {""}
    if not names or names & subject.names or row.pk == _key(table, subject):
        return True
    if any(_leads(table, column, row, subject, found) for column in table.own):
        return True
    found.namesakes.append((str(table.label), next(getattr(row, column) for column in table.names)))
    return False


def _leads(table: Table, column: str, row: Any, subject: Subject, found: Traces) -> bool:
    """Whether a relation of a row leads to a row that is theirs by more than an address that others may share."""
    behind = table.model._meta.get_field(column).related_model
    declared = next(each for each in held_tables() if each.model is behind)
    if not declared.names and declared.emails:
        return False
    return getattr(row, f"{column}_id") in _behind(table, column, subject, found)


def _learn(table: Table, rows: Iterable[Any], found: Traces) -> None:
    for row in rows:
        found.names |= {plain(getattr(row, column)) for column in table.names} - {""}
        found.emails |= {plain(getattr(row, column)) for column in table.emails} - {""}
