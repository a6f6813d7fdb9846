"""Where do the texts come from in which topics are found? The one table of the apps that have some; another app adds one row.

What a reader may read of them is asked of each app, one query a kind: of everything that a page of topics counts or shows,
only that is counted and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from grappe.apps.companies.queries import records as contacts
from grappe.apps.companies.queries import texts as notes
from grappe.apps.diagnostics.queries import texts as diagnostics
from grappe.apps.ideas.queries import records as idea_records
from grappe.apps.ideas.queries import texts as ideas
from grappe.apps.needs.queries import records as need_records
from grappe.apps.needs.queries import texts as needs
from grappe.apps.trends.enums import TextKind
from grappe.apps.trends.models import SourceText
from grappe.apps.trends.permissions import check_can_view_trends
from grappe.apps.trends.queries import texts as entries
from grappe.ui.field_texts import FieldText

if TYPE_CHECKING:
    from typing import Any

    from grappe.apps.accounts.models import User

Shown = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """An app's texts: all or some of them, whose words somebody reads (ids), and label and address of those they may open."""

    kind: TextKind
    texts: Callable[..., Iterable[FieldText]]  # ids=
    readable_ids: Callable[..., QuerySet[Any, int]]  # for_user=
    shown: Callable[..., Shown]  # kind, ids, for_user=


SOURCES: tuple[Source, ...] = (
    Source(TextKind.CONTACT, notes.texts, notes.readable_ids, contacts.shown),
    Source(TextKind.NEED, needs.texts, needs.readable_ids, need_records.shown),
    Source(TextKind.DIAGNOSTIC, diagnostics.texts, diagnostics.readable_ids, diagnostics.shown),
    Source(TextKind.IDEA, ideas.texts, ideas.readable_ids, idea_records.shown),
    Source(TextKind.ENTRY, entries.texts, entries.readable_ids, entries.shown),
)


def readable(user: User, prefix: str = "") -> Q:
    """Return which texts somebody reads, as a condition on SourceText, or on what has one under `prefix`. No query.

    A text whose source is gone is read by nobody from that moment on.
    """
    check_can_view_trends(user)
    found = Q()
    for source in SOURCES:
        # Not IN: where the keys do not fit into the database's memory it would read all of them anew for each text.
        read = source.readable_ids(for_user=user).filter(pk=OuterRef(f"{prefix}source_id"))
        found |= Q(**{f"{prefix}kind": source.kind}) & Q(Exists(read))
    return found


def readable_texts(user: User) -> QuerySet[SourceText]:
    """Return the texts that somebody reads."""
    return SourceText.objects.filter(readable(user))


def as_they_stand(keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], FieldText]:
    """Return some texts as their apps hold them now, by kind and key. A query or two a kind that is among them."""
    return {
        (text.kind, text.source_id): text
        for source, ids in _by_source(keys)
        for text in source.texts(ids=ids)
    }


def shown(keys: Collection[tuple[str, int]], *, for_user: User) -> dict[tuple[str, int], tuple[str, str]]:
    """Return label and address of the texts' sources that somebody may open. A query or two a kind that is among them."""
    return {
        (source.kind.value, int(key)): place
        for source, ids in _by_source(keys)
        for key, place in source.shown(
            source.kind.value, [str(each) for each in ids], for_user=for_user
        ).items()
    }


def _by_source(keys: Collection[tuple[str, int]]) -> Iterable[tuple[Source, list[int]]]:
    for source in SOURCES:
        ids = sorted({pk for kind, pk in keys if kind == source.kind})
        if ids:
            yield source, ids
