"""Where is somebody named in words that others wrote? Every text column is looked at, in one query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from grappe.apps.companies.queries.policy import readable
from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.traces import Traces

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.ui.personal import Table

AROUND = 90  # characters on each side


@dataclass(frozen=True)
class Mention:
    """One column of one row in which somebody is named."""

    model: type[Model]
    label: str
    column: str
    key: Any
    passage: str  # empty: in a file or a shared text, or in confidence
    confidential: bool
    sealed: bool
    beside: bool  # the name stands alone: it says who did something

    @property
    def place(self) -> str:
        """The table as the data say it."""
        return self.model._meta.label_lower


def needles_of(traces: Traces) -> list[str]:
    """Return what is looked for: addresses, names, and names with the last word first."""
    names = sorted(name for name in traces.names if len(name) > 2)
    names += [
        name.replace("ss", "ß") for name in names if "ss" in name
    ]  # names are compared without: "weiss" is "Weiß"
    turned = [f"{last} {first}" for first, last in (name.rsplit(" ", 1) for name in names if " " in name)]
    return [*sorted(traces.emails), *names, *turned]


def mentions_of(traces: Traces, *, for_user: User | None) -> list[Mention]:
    """Return where somebody is named outside their own rows, tables in the order of the story.

    What stands in a contact that `for_user` may not read, or was taken over from one, is said to be there, without its words;
    None is the person themselves, who is given no words of others.
    """
    needles = needles_of(traces)
    if not needles:
        return []
    return list(_found(traces, needles, _hidden(for_user), given=for_user is not None))


def pattern_of(needles: Collection[str]) -> re.Pattern[str]:
    """Return what finds any of some names, as whole words, in any case, over any blanks."""
    each = "|".join(r"\s+".join(re.escape(word) for word in needle.split()) for needle in needles)
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE)


def searched() -> Iterator[tuple[Table, str]]:
    """Yield each column of words that is looked at."""
    for table in tables().values():
        for column in (
            *table.words,
            *table.beside,
            *table.sealed,
            *table.content,
            *table.names,
            *table.details,
        ):
            yield table, column


def _found(traces: Traces, needles: list[str], hidden: set[int], *, given: bool) -> Iterator[Mention]:
    columns, seen = list(searched()), pattern_of(needles)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(columns, needles))
        rows = cursor.fetchall()
    own = {model: {str(row.pk) for row in rows} for model, rows in traces.rows.items()}
    for place, key, text, contact in rows:
        table, column = columns[place]
        if key in own.get(table.model, ()) and column not in (*table.words, *table.beside):
            continue  # told and erased with their row
        found = list(seen.finditer(text))
        if not found and column not in table.content:
            continue
        confidential = contact in hidden or not given
        yield Mention(
            table.model, str(table.label or table.model._meta.verbose_name), column, key,
            "" if confidential else _around(text, found), confidential,
            sealed=column in table.sealed, beside=column in (*table.beside, *table.names),
        )  # fmt: skip


def _statement(columns: list[tuple[Table, str]], needles: list[str]) -> tuple[str, list[Any]]:
    parts: list[sql.Composed] = []
    values: list[Any] = []
    for place, (table, name) in enumerate(columns):
        column = sql.Identifier(_column(table.model, name))
        text: sql.Composable = sql.SQL("{}::text").format(column)
        asked: sql.Composable = sql.SQL("{} ILIKE ANY(%s)").format(text)
        if name in table.content:
            text, asked = sql.SQL("''"), sql.SQL("encode({}, 'escape') ILIKE ANY(%s)").format(column)
            values.append([f"%{_like(escaped(each))}%" for each in needles])
        else:
            values.append([f"%{_like(each)}%" for each in needles])
        parts.append(
            sql.SQL("SELECT {place}, {key}::text, {text}, {contact} FROM {table} t WHERE {asked}").format(
                place=sql.Literal(place),
                key=sql.Identifier(_column(table.model, table.model._meta.pk.name)),
                text=text,
                contact=_contact_of(table),
                table=sql.Identifier(table.model._meta.db_table),
                asked=asked,
            )
        )
    return sql.SQL(" UNION ALL ").join(parts).as_string(None), values  # pghistory reads statements as text


def _column(model: type[Model], name: str) -> str:
    return next(str(field.column) for field in model._meta.concrete_fields if field.name == name)


# The contact whose notes the trends have taken over.
_TAKEN_OVER = "(SELECT s.source_id FROM trends_sourcetext s WHERE s.id = {text} AND s.kind = 'contact')"


def _contact_of(table: Table) -> sql.Composable:
    """Which contact a row comes from, which may be one in confidence."""
    if table.model._meta.label == "companies.Contact":
        return sql.SQL("t.id")
    if table.model._meta.label == "trends.SourceText":
        return sql.SQL(_TAKEN_OVER).format(text=sql.SQL("t.id"))
    for field in table.model._meta.concrete_fields:
        label = field.related_model._meta.label if field.related_model is not None else ""
        column = sql.Identifier(str(field.column))
        if label == "companies.Contact":
            return sql.SQL("t.{}").format(column)
        if label == "companies.Mark":
            return sql.SQL("(SELECT m.contact_id FROM companies_mark m WHERE m.id = t.{})").format(column)
        if label == "trends.SourceText":
            return sql.SQL(_TAKEN_OVER).format(text=sql.SQL("t.{}").format(column))
    return sql.SQL("NULL::bigint")


def escaped(needle: str) -> str:
    """Return a needle as PostgreSQL writes bytes (`encode(…, 'escape')`), so that any case of it is found in them."""
    return "".join(
        "\\\\" if byte == 92 else chr(byte) if 0 < byte < 128 else f"\\{byte:03o}" for byte in needle.encode()
    )


def _like(needle: str) -> str:
    for sign in "\\%_":
        needle = needle.replace(sign, "\\" + sign)
    return needle.replace(" ", "%")


def _around(text: str, found: list[re.Match[str]]) -> str:
    """Return each place in which they are named with what stands around; places that touch as one."""
    places: list[list[int]] = []
    for match in found:
        start, end = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
        if places and start <= places[-1][1]:
            places[-1][1] = end
        else:
            places.append([start, end])
    parts = [" ".join(text[start:end].split()) for start, end in places]
    if not parts:
        return ""
    return ("…" if places[0][0] else "") + " … ".join(parts) + ("…" if places[-1][1] < len(text) else "")


def _hidden(for_user: User | None) -> set[int]:
    """The contacts that somebody does not read; none is looked up for who is given no words at all."""
    if for_user is None:
        return set()
    contact = next(model for model in tables() if model._meta.label == "companies.Contact")
    rows = contact._default_manager
    return set(rows.exclude(pk__in=rows.filter(readable(for_user)).values("pk")).values_list("pk", flat=True))
