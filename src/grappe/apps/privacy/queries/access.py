"""What is known of somebody, whole: on the page, as data with a stable schema, and on paper (Articles 15 and 20)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import translation

from grappe.apps.companies.enums import MarkOf
from grappe.apps.companies.queries.kept_out import marks_of
from grappe.apps.privacy.queries.acts import Act, acts_of, in_words
from grappe.apps.privacy.queries.controller import controller, transfers_in
from grappe.apps.privacy.queries.declared import held_tables, tables
from grappe.apps.privacy.queries.looks import is_done
from grappe.apps.privacy.queries.many import MOST_SHOWN as MOST_ACTS
from grappe.apps.privacy.queries.many import Done, as_data, done_by, done_to
from grappe.apps.privacy.queries.mentions import Mention, mentions_at
from grappe.apps.privacy.queries.purposes import Purpose, purposes
from grappe.apps.privacy.queries.rules import rules
from grappe.apps.privacy.queries.subjects import Subject
from grappe.apps.privacy.queries.traces import Traces, earlier_of, traces_of
from grappe.engines.planning import add_months

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.privacy.models import Look
    from grappe.ui.personal import Table

# Open doors, or say what opens them: never handed over.
SECRET = frozenset(
    {
        "salt",
        "link_salt",
        "feed_salt",
        "password",
        "code",
        "session_key",
        "session_data",
        "token",
        "token_secret",
    }
)
MOST_SHOWN = 200  # mentions on a page
SECRET_OF = {
    "mfa.Authenticator": frozenset({"data"})
}  # of one table only, where others call something plain so


@dataclass(frozen=True)
class Section:
    """Somebody's rows in one table."""

    table: Table
    rows: tuple[Any, ...]
    earlier: tuple[dict[str, Any], ...]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.rows)


@dataclass(frozen=True)
class Mark:
    """A one-way mark by which nobody brings somebody back unseen who was erased: of what, since when, how long."""

    of: MarkOf
    erased_on: date
    until: date | None  # from then on it is proposed for erasure; None: no rule says when


@dataclass(frozen=True)
class Known:
    """All that is known of somebody."""

    subject: Subject
    traces: Traces
    sections: tuple[Section, ...]
    mentions: tuple[Mention, ...]
    acts: tuple[Act, ...]  # what a colleague did, by table and relation, in counts
    looked_at: datetime | None  # when all texts were looked through; None: they were not
    done_to: tuple[Done, ...] = ()  # to their rows together with many others
    done_by: tuple[Done, ...] = ()  # by a colleague to many rows at once
    marks: tuple[Mark, ...] = ()  # that they were erased before

    @property
    def nothing(self) -> bool:
        """Whether nothing is known of them."""
        return not (self.sections or self.mentions or self.acts or self.marks)

    @property
    def shown(self) -> tuple[Mention, ...]:
        """The mentions that a page shows; files have all."""
        return self.mentions[:MOST_SHOWN]

    @property
    def shown_to(self) -> tuple[Done, ...]:
        """The acts on many rows, theirs among them, that a page shows."""
        return self.done_to[:MOST_ACTS]

    @property
    def shown_by(self) -> tuple[Done, ...]:
        """The acts on many rows by a colleague that a page shows."""
        return self.done_by[:MOST_ACTS]

    @property
    def done(self) -> tuple[tuple[str, int], ...]:
        """What a colleague did, in words and counts."""
        return in_words((each.words, each.count) for each in self.acts)

    @property
    def more(self) -> int:
        """How many mentions a page does not show."""
        return len(self.mentions) - len(self.shown)


def known_of(subject: Subject, *, look: Look | None, for_user: User | None) -> Known:
    """Return what is known of somebody: their rows, and where they are named, as `look` found it. A constant number of queries.

    Whoever calls has checked who may look: `for_user` answers requests and is told words of others but those in confidence;
    None is the person themselves, who is told where they are named: the words may tell of others (Article 15(4)).
    """
    traces = traces_of(subject)
    said = tables()
    sections = []
    for table in held_tables():
        mine, earlier = traces.rows.get(table.model, []), earlier_of(table, traces, subject)
        if mine or earlier:
            sections.append(Section(table, tuple(mine), tuple(earlier)))
    order = {table.model: place for place, table in enumerate(said.values())}
    sections.sort(key=lambda each: order[each.table.model])
    done = look if is_done(look) else None
    mentions = mentions_at(traces, done.places, for_user=for_user) if done else []
    return Known(
        subject, traces, tuple(sections), tuple(mentions), acts_of(subject.user_id), done.looked_at if done else None,
        done_to(traces), done_by(subject.user_id), _marks(traces),
    )  # fmt: skip


def _marks(traces: Traces) -> tuple[Mark, ...]:
    """What is kept of an earlier erasure under their addresses, and under their names where they are on file."""
    names: dict[int, set[str]] = {}
    for model, rows in traces.rows.items():
        if model._meta.label == "companies.Person":
            for row in rows:
                names.setdefault(row.company_id, set()).update(traces.names)
    rule = next((each for each in rules().values() if each.table == "companies.keptout"), None)
    return tuple(
        Mark(
            MarkOf(each.of),
            each.erased_on,
            add_months(each.erased_on, rule.months) if rule else None,
        )
        for each in marks_of(emails=traces.emails, names=names)
    )


def document(known: Known, *, at: datetime, language: str) -> dict[str, Any]:
    """Return what is known of somebody as plain data; the schema is described in docs/reference/privacy.md."""
    said = purposes()
    with translation.override(language):
        return {
            "format": "grappe.subject-access",
            "version": 1,
            "made_at": at.isoformat(),
            "language": language,
            "law": "Regulation (EU) 2016/679, Articles 15 and 20",
            "controller": {"name": controller().name, "address": controller().contact},
            "subject": {"names": sorted(known.traces.names), "emails": sorted(known.traces.emails)},
            "categories": [_category(each, said[each], language) for each in _categories(known)],
            "records": [_records(each) for each in known.sections],
            "mentions": [
                {
                    "table": each.place,
                    "label": each.label,
                    "column": each.column,
                    "key": each.key,
                    "file": each.file,
                    "passage": each.passage,
                    "in_confidence": each.confidential,
                }
                for each in known.mentions
            ],
            "texts_looked_through_at": known.looked_at.isoformat() if known.looked_at else None,
            "acts": [{"what": each.name, "label": each.words, "count": each.count} for each in known.acts],
            "done_to_many": as_data(known.done_to),
            "done_by_you_to_many": as_data(known.done_by),
            "kept_out": [
                {"of": each.of, "label": str(each.of.label), "erased_on": each.erased_on, "until": each.until}
                for each in known.marks
            ],
            "automated_decisions": False,
        }


def _category(category: Any, said: Purpose, language: str) -> dict[str, Any]:
    return {
        "category": category.value,
        "label": str(category.label),
        "purpose": said.purpose[language],
        "legal_basis": f"6(1)({said.basis})",
        "source": said.source[language],
        "recipients": _said(said.recipients, language),
        "kept": _said(said.keep, language),
        "transfers": transfers_in(said.transfers, language),
    }


def _said(text: dict[str, str] | None, language: str) -> str:
    return text[language] if text else ""


def as_json(found: dict[str, Any]) -> str:
    """Return the data as a file."""
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _categories(known: Known) -> list[Any]:
    return list(dict.fromkeys(each.table.category for each in known.sections))


def _records(section: Section) -> dict[str, Any]:
    table = section.table
    assert table.category is not None
    return {
        "table": table.model._meta.label_lower,
        "label": str(table.label),
        "category": table.category.value,
        "erasure_leaves": str(table.stays.label),
        "rows": [values_of(row) for row in section.rows],
        "earlier_versions": [_plain(row) for row in section.earlier],
    }


def values_of(row: Model) -> dict[str, Any]:
    """Return what stands in a row, relations as what they lead to is called by key; no key that opens a door."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return _plain(values, SECRET_OF.get(row._meta.label, frozenset()))


def _plain(values: dict[str, Any], more: frozenset[str] = frozenset()) -> dict[str, Any]:
    secret = SECRET | more
    kept: Iterable[tuple[str, Any]] = ((name, value) for name, value in values.items() if name not in secret)
    return {name: _told(value) for name, value in kept}


def _told(value: Any) -> Any:
    return f"{len(value)} bytes" if isinstance(value, bytes | memoryview) else value
