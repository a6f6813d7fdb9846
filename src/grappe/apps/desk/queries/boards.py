"""What is a dashboard made of, and which are there for somebody?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.clusters import queries as clusters
from grappe.apps.desk import permissions
from grappe.apps.roadmaps.queries.portfolio import SPANS, Kept
from grappe.ui.charts import ACTUAL, PLAIN, PLANNED, lying_bars

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a text, where it leads, and whether it is a number."""

    text: str
    url: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what it is of, where that leads, and its cells."""

    label: str
    cells: tuple[Cell, ...]
    url: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a dashboard: a table, and where it helps a chart of the same figures."""

    key: str
    title: str
    icon: str
    first: str  # what a row is of
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()
    nothing: str = ""
    link: tuple[str, str] | None = None  # words and address
    number_columns: bool = True

    @property
    def wide(self) -> bool:
        """Whether the table needs the whole width, and its chart stands below."""
        return len(self.columns) > 3

    @property
    def stacks(self) -> bool:
        """Whether the cells of a row go below one another on a phone."""
        return len(self.columns) > 2 or not self.number_columns

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, Cell]]]]:
        """Each row with its cells, each beside the name of its column."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure: a number, what it is of, and where it opens to its records."""

    value: str
    label: str
    url: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard; `age` says when its stored figures were computed."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    tiles: tuple[Tile, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    has_age: bool = False
    age: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    what: str
    url: str
    icon: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """The dashboards that somebody may open: their own first."""

    own: tuple[Entry, ...]
    groups: tuple[tuple[str, tuple[Entry, ...]], ...] = field(default=())


def entries_for(user: User) -> Entries:
    """Return the dashboards for somebody. Three queries."""
    permissions.check_can_view_boards(user)
    manager = Entry(
        _("My portfolio"), _("Your companies, what waits for you, and how it was a year ago"),
        reverse("desk:own_board"), "briefcase",
    )  # fmt: skip
    director = Entry(
        _("The initiative"), _("All clusters beside one another, targets, and the work under way"),
        reverse("desk:director_board"), "building-community",
    )  # fmt: skip
    ministry = Entry(
        _("For the ministry"), _("Indicators against targets, where they go, aid and flagship projects"),
        reverse("desk:ministry_board"), "building-bank",
    )  # fmt: skip
    own_ids = clusters.cluster_ids_of(user)
    of_clusters = [(cluster, cluster.pk in own_ids) for cluster in clusters.clusters()]
    own: list[Entry] = []
    if user.is_manager:
        own += [manager, *(_of_cluster(cluster) for cluster, mine in of_clusters if mine)]
    elif permissions.can_view_director_board(user):
        own.append(director)
    else:
        own.append(ministry)
    others = [
        entry
        for entry, may in ((director, permissions.can_view_director_board(user)), (ministry, True))
        if may and entry not in own
    ]
    groups = [
        (_("The whole"), tuple(others)),
        (_("Clusters"), tuple(_of_cluster(cluster) for cluster, mine in of_clusters if not (mine and user.is_manager))),
        (_("Themes"), tuple(Entry(str(theme), "", reverse("desk:theme_board", args=[theme.slug]), "compass")
                            for theme in clusters.themes())),
    ]  # fmt: skip
    if permissions.can_view_workloads(user):
        groups.append(
            (_("Cluster managers"), tuple(Entry(each.name, "", reverse("desk:manager_board", args=[each.pk]), "user")
                                          for each in colleagues(Role.CLUSTER_MANAGER)))
        )  # fmt: skip
    return Entries(tuple(own), tuple((title, rows) for title, rows in groups if rows))


def _of_cluster(cluster: Any) -> Entry:
    return Entry(str(cluster), "", reverse("desk:cluster_board", args=[cluster.slug]), "affiliate")


def span_words() -> dict[str, str]:
    """Return each span since the last contact in words."""
    return {
        "upto3": _("up to 3 months ago"),
        "upto6": _("3 to 6 months ago"),
        "upto12": _("6 to 12 months ago"),
        "longer": _("more than 12 months ago"),
        "never": _("never"),
    }


def portfolio_panel(kept: Iterable[Kept], *, here: str) -> Panel:
    """Return companies by when they were last spoken with; each number opens to its companies on this page."""
    rows = list(kept)
    number = Counter(each.span for each in rows)
    planned = Counter(each.span for each in rows if each.planned)
    words = span_words()
    lines = tuple(
        Line(
            words[span],
            (
                Cell(str(number[span]), f"{here}?contact={span}#companies" if number[span] else ""),
                Cell(str(planned[span])),
            ),
        )
        for span in SPANS
    )
    colours = {"upto3": ACTUAL, "upto6": ACTUAL, "upto12": PLANNED, "longer": PLANNED, "never": PLANNED}
    bars = [(words[span], number[span], colours[span]) for span in SPANS]
    return Panel(
        "portfolio", _("Companies by last contact"), "building-factory-2", _("Last contact"),
        (_("Companies"), _("with a contact planned")), lines, lying_bars(bars, width=190) if rows else None,
        nothing=_("There is no company here."),
    )  # fmt: skip


def companies_panel(kept: Iterable[Kept], span: str, *, day: Any) -> Panel | None:
    """Return the companies of one span, the longest quiet first; None where none was asked for."""
    if span not in SPANS:
        return None
    rows = [each for each in kept if each.span == span]
    lines = tuple(
        Line(
            each.name,
            (Cell(day(each.last) or "–", number=False), Cell(day(each.planned) or "–", number=False)),
            each.url,
        )
        for each in rows[:MOST]
    )
    notes = (_("The first %(number)d are listed.") % {"number": MOST},) if len(rows) > MOST else ()
    title = _("Last contact: %(span)s") % {"span": span_words()[span]}
    return Panel(
        "companies", title, "list", _("Company"), (_("Last contact"), _("Next contact")), lines, notes=notes,
        nothing=_("There is no company here."), number_columns=False,
    )  # fmt: skip


MOST = 200  # companies listed under a span


def bars_of(lines: Iterable[tuple[str, int]]) -> dict[str, Any] | None:
    """Return numbers as bars; None where there is nothing to draw."""
    rows = list(lines)
    return (
        lying_bars([(label, number, PLAIN) for label, number in rows], width=190)
        if any(n for _l, n in rows)
        else None
    )
