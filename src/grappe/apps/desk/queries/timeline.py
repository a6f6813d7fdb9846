"""What happened with a company, in one line of time? The timelines of all apps merged, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.apps.desk.queries.having import having
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 15
_LEAST = timedelta(microseconds=1)  # so that the first moment is always on the page, however many share it
_MOST_AT_ONCE = 4000  # entries that share one moment; nobody has so many


class Source(Protocol):
    """An app's `timeline_entries`: entries before a moment, the latest first, at most `limit`."""

    def __call__(
        self, *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
    ) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of entry that the timeline can be narrowed to."""

    slug: str
    label: str | Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a company's timeline. `before` is the moment from which the next page goes on; None: the end."""

    entries: tuple[Entry, ...]
    before: datetime | None
    kind: str


KINDS = (
    Kind("companies", _("Contacts and file"), "messages"),
    Kind("mail", _("Mails"), "mail"),
    Kind("diagnostics", _("Diagnostics"), "stethoscope"),
    Kind("needs", _("Needs"), "bulb"),
    Kind("matches", _("Solutions"), "arrows-exchange"),
    Kind("roadmaps", _("Roadmap"), "map-route"),
    Kind("campaigns", _("Campaigns"), "speakerphone"),
    Kind("events", _("Events"), "calendar-event"),
    Kind("groups", _("Working groups"), "users-group"),
    Kind("ideas", _("Ideas"), "bulb"),
    Kind("surveys", _("Surveys"), "clipboard-list"),
)


def sources() -> dict[str, Source]:
    """Return every app's timeline by the slug of its kind."""
    from grappe.apps.campaigns import queries as campaigns
    from grappe.apps.companies import queries as companies
    from grappe.apps.diagnostics import queries as diagnostics
    from grappe.apps.events import queries as events
    from grappe.apps.groups.queries.timeline import timeline_entries as groups
    from grappe.apps.ideas.queries.company import timeline_entries as ideas
    from grappe.apps.mail import queries as mail
    from grappe.apps.matches import queries as matches
    from grappe.apps.needs import queries as needs
    from grappe.apps.roadmaps import queries as roadmaps
    from grappe.apps.surveys import queries as surveys

    apps = {
        "companies": companies,
        "mail": mail,
        "diagnostics": diagnostics,
        "needs": needs,
        "matches": matches,
        "roadmaps": roadmaps,
        "campaigns": campaigns,
        "events": events,
        "surveys": surveys,
    }
    return {name: app.timeline_entries for name, app in apps.items()} | {
        "groups": groups,
        "ideas": ideas,
    }


def timeline(
    company_id: int,
    *,
    for_user: User,
    kind: str = "",
    before: datetime | None = None,
    limit: int = PAGE,
    there: frozenset[str] | None = None,
) -> Timeline:
    """Return a page of a company's timeline, the latest first; an unknown `kind` is all of them.

    `there`: what `having` said, where it was asked already.
    The number of queries depends neither on the company's history nor on the page.
    """
    known = sources()
    if kind in known:
        asked = [known[kind]]
    else:
        some = having(company_id) if there is None else there
        asked = [source for name, source in known.items() if name == "companies" or name in some]

    def read(source: Source, before: datetime | None, limit: int) -> list[Entry]:
        return source(company_id=company_id, for_user=for_user, before=before, limit=limit)

    entries, onwards = page_of(asked, read, before=before, limit=limit)
    return Timeline(tuple(entries), onwards, kind if kind in known else "")


def page_of(
    asked: Sequence[Source],
    read: Callable[[Source, datetime | None, int], list[Entry]],
    *,
    before: datetime | None,
    limit: int,
) -> tuple[list[Entry], datetime | None]:
    """Return about `limit` entries merged from several sources, and the moment at which the next page begins.

    Pages part between moments, never inside one: of entries that share a moment all stand on one page, so that
    a source, which is only asked for what lies *before* a moment, leaves none out and repeats none.
    """
    ask = limit + 1
    while True:
        found = [read(source, before, ask) for source in asked]
        merged = sorted(
            (entry for entries in found for entry in entries),
            key=lambda each: (each.at, each.key),
            reverse=True,
        )
        if len(merged) <= limit:
            return merged, None
        # A source that gave all it was asked for may have more at the moment of its last entry.
        unsure = max((entries[-1].at for entries in found if len(entries) >= ask), default=None)
        certain = [each for each in merged if unsure is None or each.at > unsure]
        if certain or ask > _MOST_AT_ONCE:
            first = certain[0].at if certain else merged[0].at
            edge = min(merged[limit].at, first - _LEAST)
            page = [each for each in certain or merged if each.at > edge]
            return page, None if len(page) == len(merged) else page[-1].at
        ask *= 4
