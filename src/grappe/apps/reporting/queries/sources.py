"""Where do records come from? The one table of the apps that have some; another app adds one row here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from grappe.apps.accounts.enums import Role
from grappe.apps.aids.queries import records as aids
from grappe.apps.companies.queries import records as companies
from grappe.apps.diagnostics.queries import records as diagnostics
from grappe.apps.events.permissions import can_view_registrations
from grappe.apps.events.queries import records as events
from grappe.apps.ideas.queries import records as ideas
from grappe.apps.matches.queries import records as matches
from grappe.apps.needs.queries import records as needs
from grappe.apps.reporting.enums import RecordKind as Kind
from grappe.apps.roadmaps.queries import records as roadmaps
from grappe.apps.surveys.queries import records as surveys
from grappe.engines.indicators import Record

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


Shown = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """An app's records: `read(on=)` yields them, `shown(kind, ids, for_user=)` gives label and address of what may be opened."""

    kinds: tuple[Kind, ...]
    read: Callable[..., Iterable[Record | Mapping[str, Any]]]  # rows with the columns of the contract
    shown: Callable[..., Shown]
    open_to: Callable[[User], bool] = lambda user: True  # may somebody open all that is not confidential?

    def records(self, on: date) -> Iterator[Record]:
        """Yield the records as on a day; a row by column names is read too."""
        for row in self.read(on=on):
            yield row if isinstance(row, Record) else Record(**row)


SOURCES: tuple[Source, ...] = (
    Source((Kind.CONTACT,), companies.records, companies.shown),
    Source((Kind.DIAGNOSTIC, Kind.PROGRESS), diagnostics.records, diagnostics.shown),
    Source((Kind.AWARD,), aids.records, aids.shown),
    Source((Kind.NEED,), needs.records, needs.shown),
    Source((Kind.PARTICIPATION, Kind.COOPERATION), events.records, events.shown, can_view_registrations),
    # What somebody said after an event is opened by nobody: with so few, colleagues would know who said what.
    Source((Kind.SATISFACTION,), events.answers, events.shown, lambda user: False),
    Source((Kind.INTRODUCTION,), matches.records, matches.shown),
    Source(
        (Kind.OVERDUE, Kind.AID_REQUESTED, Kind.AID_OBTAINED, Kind.AID_PAID), roadmaps.records, roadmaps.shown
    ),
    Source(
        (Kind.IDEA, Kind.IDEA_STAGE, Kind.FLAGSHIP_PARTNER, Kind.FLAGSHIP_COST),
        ideas.records,
        ideas.shown,
        lambda user: user.role != Role.MINISTRY,
    ),
    Source((Kind.SURVEY_ANSWER,), lambda on: surveys.records(), surveys.shown),
)


def openable(kind: str, ids: Collection[str], *, for_user: User) -> Shown:
    """Return label and address of those things behind records that somebody may open, by their key in their own app."""
    source = next((one for one in SOURCES if kind in one.kinds), None)
    return source.shown(kind, ids, for_user=for_user) if source and ids else {}
