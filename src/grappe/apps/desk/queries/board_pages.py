"""What stands on the dashboard of a manager, a cluster, a theme, the whole initiative, and the ministry?"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries.contacts import held_by_month
from grappe.apps.desk import permissions
from grappe.apps.desk.queries.board_figures import aid_panel, part_panel, target_panel
from grappe.apps.desk.queries.boards import (
    Board,
    Cell,
    Line,
    Panel,
    Tile,
    bars_of,
    companies_panel,
    portfolio_panel,
)
from grappe.apps.desk.queries.workload import Waits, latest_panel, of_manager, waiting_for, workload_panel
from grappe.apps.ideas.queries.flagships import flagships
from grappe.apps.insight.queries.theme_changes import firsts
from grappe.apps.insight.queries.themes import theme_page
from grappe.apps.needs import queries as needs
from grappe.apps.reporting.queries.diversification import Moves, all_moves, moves_of
from grappe.apps.reporting.queries.series import all_series, last_refresh
from grappe.apps.roadmaps.queries.portfolio import Kept, portfolio
from grappe.engines.planning import add_months
from grappe.ui.charts import ACTUAL, PLANNED
from grappe.ui.templatetags.ui import day

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def manager_of(pk: int, *, for_user: User) -> User:
    """Return a cluster manager; User.DoesNotExist where there is none."""
    found = colleagues(Role.CLUSTER_MANAGER).get(pk=pk)
    permissions.check_can_view_manager_board(for_user, found)
    return found


def manager_board(manager: User, *, for_user: User, today: date, contact: str = "", waits: str = "") -> Board:
    """Return a manager's dashboard: what is theirs, whoever looks; compared with their own past only."""
    permissions.check_can_view_manager_board(for_user, manager)
    own = for_user.pk == manager.pk
    here = reverse("desk:own_board") if own else reverse("desk:manager_board", args=[manager.pk])
    ids = clusters.cluster_ids_of(manager)
    mine = [cluster for cluster in clusters.clusters() if cluster.pk in ids]
    kept = portfolio(for_user=manager, today=today, clusters={cluster.slug for cluster in mine})
    waiting = waiting_for(manager, today)
    panels = [
        workload_panel(waiting, here=here),
        latest_panel(waiting, waits),
        portfolio_panel(kept, here=here),
        companies_panel(kept, contact, day=day),
        held_panel(manager, today),
    ]
    late = sum(each.days > 0 for each in waiting)
    quiet = sum(each.span in {"longer", "never"} for each in kept)
    return Board(
        title=_("My portfolio") if own else manager.name,
        subtitle=", ".join(str(cluster) for cluster in mine),
        panels=tuple(panel for panel in panels if panel is not None),
        tiles=(
            Tile(str(len(kept)), _("companies"), "#portfolio"),
            Tile(str(len(waiting)), _("things that wait"), "#workload"),
            Tile(str(late), _("of them late"), "#latest", late > 0),
            Tile(str(quiet), _("not spoken with for a year, or never"), "#portfolio", quiet > 0),
        ),
        links=tuple((str(cluster), reverse("desk:cluster_board", args=[cluster.slug])) for cluster in mine)
        + (((_("My day"), reverse("desk:my_day")),) if own else ()),
    )


def held_panel(manager: User, today: date) -> Panel:
    """Return the contacts held by a manager month by month, beside the same months of the year before."""
    months = firsts(today)
    counts = held_by_month(manager, since=add_months(months[0], -12), until=today)
    # The month under way stands beside as many days of the year before.
    began = add_months(months[-1], -12)
    counts[began] = held_by_month(manager, since=began, until=add_months(today, -12)).get(began, 0)
    rows = [(month, counts.get(month, 0), counts.get(add_months(month, -12), 0)) for month in months]
    lines = tuple(
        Line(month.strftime("%m/%Y"), (Cell(str(now)), Cell(str(before)))) for month, now, before in rows
    )
    chart = None
    if any(now or before for _month, now, before in rows):
        chart = {
            "tooltip": {"trigger": "axis"},
            "legend": {"bottom": 0},
            "grid": {"left": 8, "right": 16, "top": 12, "bottom": 36, "containLabel": True},
            "xAxis": {"type": "category", "data": [month.strftime("%m/%Y") for month in months]},
            "yAxis": {"type": "value", "minInterval": 1},
            "series": [
                {"type": "bar", "name": name, "itemStyle": {"color": colour}, "data": data}
                for name, colour, data in (
                    (_("A year before"), PLANNED, [before for _m, _n, before in rows]),
                    (_("Contacts held"), ACTUAL, [now for _m, now, _b in rows]),
                )
            ],
        }
    return Panel(
        "held", _("Contacts held, beside the year before"), "calendar-event", _("Month"),
        (_("Contacts held"), _("A year before")), lines, chart,
    )  # fmt: skip


def cluster_board(slug: str, *, for_user: User, today: date, contact: str = "") -> Board:
    """Return a cluster's dashboard; Cluster.DoesNotExist where there is none."""
    permissions.check_can_view_boards(for_user)
    cluster = clusters.clusters().get(slug=slug)
    here = reverse("desk:cluster_board", args=[slug])
    kept = portfolio(for_user=for_user, today=today, clusters={slug})
    moves = moves_of(slug, for_user=for_user)
    panels = [
        part_panel("cluster", slug, for_user=for_user, on=today),
        portfolio_panel(kept, here=here),
        companies_panel(kept, contact, day=day),
        needs_panel(cluster, for_user),
        moves_panel([moves]),
    ]
    return Board(
        title=str(cluster),
        subtitle=_("Dashboard of the cluster"),
        panels=tuple(panel for panel in panels if panel is not None),
        tiles=(Tile(str(len(kept)), _("companies"), f"{reverse('companies:list')}?cluster={slug}"),),
        links=((_("Diversification"), reverse("reporting:cluster_moves", args=[slug])),),
        has_age=True,
        age=last_refresh(for_user=for_user)[1],
    )


def needs_panel(cluster: Any, user: User) -> Panel:
    """Return the open needs of a cluster by theme; each number opens to the list of them."""
    found = needs.needs(for_user=user, filters=needs.Filters(cluster=cluster.pk))
    number = Counter(found.order_by().values_list("theme_id", flat=True))
    address = f"{reverse('needs:list')}?cluster={cluster.pk}"
    lines = tuple(
        Line(str(theme), (Cell(str(number[theme.pk]), f"{address}&theme={theme.pk}" if number[theme.pk] else ""),))
        for theme in clusters.themes()
    )  # fmt: skip
    chart = bars_of((line.label, int(line.cells[0].text)) for line in lines)
    return Panel(
        "needs", _("Open needs"), "bulb", _("Theme"), (_("Open needs"),), lines, chart,
        link=(_("All needs of the cluster"), address),
    )  # fmt: skip


def moves_panel(found: list[Moves]) -> Panel:
    """Return where clusters could move next: the three nearest of one, or the nearest of each."""
    several = len(found) > 1
    lines = []
    for each in found:
        url = reverse("reporting:cluster_moves", args=[each.cluster.slug])
        for move in each.moves[: 1 if several else 3]:
            cells = [Cell(f"{move.activity.percent} %"), Cell(move.sure, number=False)]
            if several:
                cells.insert(0, Cell(move.activity.label, number=False))
            lines.append(Line(str(each.cluster) if several else move.activity.label, tuple(cells), url))
    title = _("Where clusters could move next") if several else _("Where it could move next")
    return Panel(
        "moves", title, "affiliate", _("Cluster") if several else _("Activity"),
        (*((_("Activity"),) if several else ()), _("Relatedness"), _("How sure")),
        tuple(lines), nothing=_("Nothing can be said yet."), number_columns=False,
        link=(_("Diversification"), reverse("reporting:diversification")),
    )  # fmt: skip


def theme_board(slug: str, *, for_user: User, today: date, at: datetime) -> Board:
    """Return a theme's dashboard, of what its own page counts; Theme.DoesNotExist where there is none."""
    permissions.check_can_view_boards(for_user)
    theme = clusters.themes().get(slug=slug)
    found = theme_page(theme, for_user=for_user, today=today, at=at)
    changes = tuple(
        Line(each.label, (Cell(str(each.now)), Cell(str(each.before)), Cell(each.difference)))
        for each in found.changes
    )
    months = tuple(Line(label, (Cell(str(noted)), Cell(str(taken)))) for label, noted, taken in found.months)
    panels = (
        part_panel("theme", slug, for_user=for_user, on=today),
        Panel("changes", _("What has changed"), "arrows-exchange", _("Figure"),
              (_("Last twelve months"), _("The twelve months before"), _("Difference")), changes),
        Panel("months", _("The last twelve months"), "calendar", _("Month"),
              (_("Needs noted"), _("Ideas captured")), months, found.month_chart),
    )  # fmt: skip
    return Board(
        title=str(theme),
        subtitle=_("Dashboard of the theme"),
        panels=panels,
        tiles=tuple(
            Tile(str(part.count), str(part.label), part.url or _part_url(slug, part.key))
            for part in found.parts
        ),
        links=((_("The theme’s page"), reverse("insight:theme", args=[slug])),),
        has_age=True,
        age=last_refresh(for_user=for_user)[1],
    )


def _part_url(slug: str, key: str) -> str:
    return f"{reverse('insight:theme', args=[slug])}?whole={key}#part-{key}"


def director_board(*, for_user: User, today: date) -> Board:
    """Return all clusters beside one another; the managers' workload only for who may see it."""
    permissions.check_can_view_director_board(for_user)
    kept = portfolio(for_user=for_user, today=today)
    waiting = waiting_for(for_user, today)
    panels = [clusters_panel(kept, waiting, for_user)]
    if permissions.can_view_workloads(for_user):
        panels.append(managers_panel(kept, waiting))
    panels += [
        target_panel(all_series(for_user=for_user, on=today), on=today),
        moves_panel(all_moves(for_user=for_user)),
    ]
    late = sum(each.days > 0 for each in waiting)
    return Board(
        title=_("The initiative"),
        subtitle=_("All clusters beside one another"),
        panels=tuple(panels),
        tiles=(
            Tile(str(len(kept)), _("companies"), reverse("companies:list")),
            Tile(str(len(waiting)), _("things that wait"), reverse("desk:my_day")),
            Tile(str(late), _("of them late"), reverse("desk:my_day"), late > 0),
        ),
        has_age=True,
        age=last_refresh(for_user=for_user)[1],
    )


def clusters_panel(kept: list[Kept], waiting: list[Waits], user: User) -> Panel:
    """Return each cluster with its companies, how many are quiet, and what waits; a company of two counts in both."""
    lines = []
    for cluster in clusters.clusters():
        mine = [each for each in kept if cluster.slug in each.clusters]
        ids = {each.pk for each in mine}
        quiet = [each for each in mine if each.span in {"longer", "never"}]
        waits = [each for each in waiting if each.company in ids]
        board = reverse("desk:cluster_board", args=[cluster.slug])
        companies = f"{reverse('companies:list')}?cluster={cluster.slug}"
        cells = (
            Cell(str(len(mine)), companies if mine else ""), Cell(str(len(quiet)), f"{board}#portfolio" if quiet else ""),
            Cell(str(len(waits))), Cell(str(sum(each.days > 0 for each in waits))),
        )  # fmt: skip
        lines.append(Line(str(cluster), cells, board))
    return Panel(
        "clusters", _("Clusters"), "affiliate", _("Cluster"),
        (_("Companies"), _("quiet for a year, or never spoken with"), _("Waiting"), _("of them late")),
        tuple(lines), bars_of((line.label, int(line.cells[0].text)) for line in lines),
        (_("A company of two clusters counts in both: the parts need not add up to the whole."),),
    )  # fmt: skip


def managers_panel(kept: list[Kept], waiting: list[Waits]) -> Panel:
    """Return each manager's workload, as it stands on their own dashboard. Two queries."""
    managers = colleagues(Role.CLUSTER_MANAGER).prefetch_related("memberships__cluster")
    lines = []
    for manager in managers:
        slugs = {seat.cluster.slug for seat in manager.memberships.all()}
        companies = {each.pk for each in kept if each.clusters & slugs}
        waits = of_manager(waiting, manager.pk, companies)
        days = max((each.days for each in waits), default=0)
        cells = (
            Cell(str(len(companies))), Cell(str(len(waits))), Cell(str(sum(each.days > 0 for each in waits))),
            Cell(_("%(days)d days") % {"days": days} if days > 0 else "–"),
        )  # fmt: skip
        lines.append(Line(manager.name, cells, reverse("desk:manager_board", args=[manager.pk])))
    return Panel(
        "managers", _("Workload of managers"), "users", _("Manager"),
        (_("Companies"), _("Waiting"), _("of them late"), _("the latest by")), tuple(lines),
        bars_of((line.label, int(line.cells[1].text)) for line in lines),
        (_("Portfolios differ: these numbers say where help is needed, not who works well."),),
        nothing=_("There is no cluster manager."),
    )  # fmt: skip


def ministry_board(*, for_user: User, today: date) -> Board:
    """Return figures only: against targets, where they go, aid, flagship projects, diversification. Nobody is named."""
    permissions.check_can_view_boards(for_user)
    chapters = all_series(for_user=for_user, on=today)
    every = [series for _chapter, rows in chapters for series in rows]
    reached = sum(series.reached is True for series in every)
    targets = sum(series.target is not None for series in every)
    panels = (
        target_panel(chapters, on=today),
        aid_panel(chapters),
        flagship_panel(for_user),
        moves_panel(all_moves(for_user=for_user)),
    )
    return Board(
        title=_("For the ministry"),
        subtitle=_("Indicators, aid, flagship projects and diversification"),
        panels=panels,
        tiles=(
            Tile(str(len(every)), _("indicators"), reverse("reporting:indicators")),
            Tile(f"{reached}/{targets}", _("targets of this year reached"), "#targets"),
            Tile(str(sum(bool(series.breaks) for series in every)), _("counted otherwise than before"), "#targets"),
        ),
        has_age=True,
        age=last_refresh(for_user=for_user)[1],
    )  # fmt: skip


def flagship_panel(user: User) -> Panel:
    """Return the flagship projects that somebody may see, by state."""
    found = list(flagships(for_user=user))
    lines = tuple(
        Line(str(each), (Cell(each.get_state_display(), number=False), Cell(day(each.ends_on), number=False)),
             reverse("ideas:flagship", args=[each.pk]))
        for each in found[:12]
    )  # fmt: skip
    states = Counter(each.get_state_display() for each in found)
    return Panel(
        "flagships", _("Flagship projects"), "flag", _("Project"), (_("State"), _("until")), lines,
        bars_of(states.items()), nothing=_("There is no flagship project."),
        link=(_("All flagship projects"), reverse("ideas:flagships")), number_columns=False,
    )  # fmt: skip
