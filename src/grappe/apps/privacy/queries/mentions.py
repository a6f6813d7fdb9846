"""Where is somebody named in words that others wrote, and who may read these words?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from grappe.apps.companies.queries import policy as contacts
from grappe.apps.mail.queries import policy as mails
from grappe.apps.privacy.permissions import can_answer_requests
from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.places import (
    column_of,
    condition,
    in_bytes,
    patterns,
    pieces,
    places_in,
    searched,
)
from grappe.apps.privacy.queries.traces import Traces

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.ui.personal import Table

AROUND = 90  # characters on each side
# Rows of other tables as they were, contacts in confidence among them: their words are nobody's to read here.
COPIES = frozenset({"duplicates.MergedRow", "lists.BulkRow"})


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
    file: str = ""  # what the file is called in which it stands

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
    """Return where somebody is named outside their own rows: all texts are looked through (for a worker; slow by nature)."""
    needles = needles_of(traces)
    if not needles:
        return []
    looked_for = patterns(needles)
    return mentions_at(
        traces, [place for piece in pieces() for place in places_in(piece, looked_for)], for_user=for_user
    )


def mentions_at(traces: Traces, places: Collection[Sequence[str]], *, for_user: User | None) -> list[Mention]:
    """Return what stands now at places that were found before, tables in the order of the story. Three queries at most.

    What stands in a file is quoted to whoever answers requests. What stands in a contact or a mail that `for_user` may not
    read, or was taken over from one, is said to be there, without its words; so are copies that merges and acts on lists keep.
    None is the person themselves, given no words of others.
    """
    needles = needles_of(traces)
    if not needles or not places:
        return []
    return list(_found(traces, needles, places, for_user))


def pattern_of(needles: Collection[str]) -> re.Pattern[str]:
    """Return what finds any of some names, as whole words, in any case, over any blanks."""
    each = "|".join(r"\s+".join(re.escape(word) for word in needle.split()) for needle in needles)
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE)


def _found(
    traces: Traces, needles: list[str], places: Collection[Sequence[str]], for_user: User | None
) -> Iterator[Mention]:
    columns, seen = _columns(places), pattern_of(needles)
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(*_statement(columns, needles))
        rows = sorted(cursor.fetchall(), key=lambda row: (row[0], len(row[1]), row[1]))
    contacts = _hidden_contacts({row[3] for row in rows}, for_user)
    messages = _hidden_messages({row[4] for row in rows}, for_user)
    own = {model: {str(row.pk) for row in rows} for model, rows in traces.rows.items()}
    for place, key, text, contact, message, file in rows:
        table, column, _keys = columns[place]
        if key in own.get(table.model, ()) and column not in (*table.words, *table.beside):
            continue  # told and erased with their row
        found = list(seen.finditer(text))
        if not found and not in_bytes(table, column):
            continue
        confidential = (
            for_user is None
            or contact in contacts
            or message in messages
            or table.model._meta.label in COPIES
        )
        hidden = (
            for_user is None
            or confidential
            or (column in table.content and not can_answer_requests(for_user))
        )
        yield Mention(
            table.model, str(table.label or table.model._meta.verbose_name), column, key,
            "" if hidden else _around(text, found), confidential,
            sealed=column in table.sealed, beside=column in (*table.beside, *table.names), file="" if hidden else file,
        )  # fmt: skip


def _columns(places: Collection[Sequence[str]]) -> list[tuple[Table, str, list[Any]]]:
    """The places by column, in the order of the story; of tables and columns that are not there any more none."""
    keys: dict[tuple[str, str], list[str]] = {}
    for label, column, key in places:
        keys.setdefault((label, column), []).append(key)
    return [
        (
            table,
            column,
            [table.model._meta.pk.to_python(key) for key in keys[table.model._meta.label_lower, column]],
        )
        for table in tables().values()
        for column in searched(table)
        if (table.model._meta.label_lower, column) in keys
    ]


def _statement(columns: list[tuple[Table, str, list[Any]]], needles: list[str]) -> tuple[str, list[Any]]:
    parts: list[sql.Composed] = []
    values: list[Any] = []
    encoded = patterns(needles)[1] if any(in_bytes(table, name) for table, name, _keys in columns) else []
    for place, (table, name, keys) in enumerate(columns):
        text: sql.Composable = sql.SQL("t.{}::text").format(sql.Identifier(column_of(table.model, name)))
        asked: sql.Composable = sql.SQL("TRUE")
        values.append(keys)
        if in_bytes(table, name):
            text, asked = sql.SQL("''"), condition(table, name)
            values.append(encoded)
        parts.append(
            sql.SQL(
                "SELECT {place}, {key}::text, {text}, {contact}, {message}, {file} FROM {table} t "
                "WHERE {key} = ANY(%s) AND {asked}"
            ).format(
                place=sql.Literal(place),
                key=sql.SQL("t.{}").format(sql.Identifier(str(table.model._meta.pk.column))),
                text=text,
                contact=_contact_of(table),
                message=_message_of(table),
                file=_file_of(table),
                table=sql.Identifier(table.model._meta.db_table),
                asked=asked,
            )
        )
    return sql.SQL(" UNION ALL ").join(parts).as_string(None), values  # pghistory reads statements as text


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


def _message_of(table: Table) -> sql.Composable:
    """Which mail a row comes from, which may be one in confidence."""
    if table.model._meta.label == "mail.Message":
        return sql.SQL("t.id")
    if table.model._meta.label == "documents.Document":
        return sql.SQL("(SELECT min(a.message_id) FROM mail_attachment a WHERE a.document_id = t.id)")
    if table.model._meta.label == "documents.ExtractedText":
        return sql.SQL(
            "(SELECT min(a.message_id) FROM mail_attachment a WHERE a.document_id = t.document_id)"
        )
    for field in table.model._meta.concrete_fields:
        if field.related_model is not None and field.related_model._meta.label == "mail.Message":
            return sql.SQL("t.{}").format(sql.Identifier(str(field.column)))
    return sql.SQL("NULL::bigint")


def _file_of(table: Table) -> sql.Composable:
    """What the file is called whose words these are."""
    if table.model._meta.label == "documents.ExtractedText":
        return sql.SQL("(SELECT d.name FROM documents_document d WHERE d.id = t.document_id)")
    return sql.SQL("''")


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


def _hidden_contacts(keys: set[int | None], for_user: User | None) -> set[int]:
    """Which of some contacts somebody does not read; none is looked up for who is given no words at all."""
    return _hidden("companies.Contact", contacts.readable, keys, for_user)


def _hidden_messages(keys: set[int | None], for_user: User | None) -> set[int]:
    return _hidden("mail.Message", mails.readable, keys, for_user)


def _hidden(label: str, readable: Any, keys: set[int | None], for_user: User | None) -> set[int]:
    asked = keys - {None}
    if for_user is None or not asked:
        return set()
    model = next(model for model in tables() if model._meta.label == label)
    read = model._default_manager.filter(readable(for_user), pk__in=asked).values_list("pk", flat=True)
    return {key for key in asked if key is not None} - set(read)
