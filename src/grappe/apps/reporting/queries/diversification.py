"""Where could a cluster move next, why, with which companies, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.queries.counted import nace_said
from grappe.apps.companies.queries.records import files_of
from grappe.apps.reporting.models import Diversification
from grappe.apps.reporting.permissions import check_can_view_figures
from grappe.ui.charts import ACTUAL, PLAIN, PLANNED, lying_bars

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.clusters.models import Cluster

FEW, MANY = 3, 10  # joint projects behind a move


@dataclass(frozen=True, slots=True)
class Activity:
    """A division of NACE as a cluster sees it: `near` 0 to 1, `know_how` None where it is not determined."""

    code: str
    label: str  # shown by `spoken`: some have an English name only
    near: float
    know_how: float | None
    here: int
    everywhere: int

    @property
    def percent(self) -> int:
        return round(100 * self.near)


@dataclass(frozen=True, slots=True)
class Plausible:
    """A company of the cluster that makes a move plausible."""

    name: str
    url: str
    does: str


@dataclass(frozen=True, slots=True)
class NextMove:
    """An activity that nobody of the cluster has yet, with its reasons in words."""

    activity: Activity
    reasons: tuple[str, ...]
    companies: tuple[Plausible, ...]
    sure: str
    colour: str


@dataclass(frozen=True, slots=True)
class Moves:
    """All that a cluster's page shows; `computed_at` None: nothing was computed yet."""

    cluster: Cluster
    computed_at: datetime | None = None
    companies: int = 0
    coded: int = 0
    projects: int = 0
    rare: int = 0
    undetermined: str = ""
    activities: tuple[Activity, ...] = ()
    moves: tuple[NextMove, ...] = ()

    @property
    def own(self) -> tuple[Activity, ...]:
        """What the cluster does, the most common first."""
        return tuple(
            sorted((one for one in self.activities if one.here), key=lambda one: (-one.here, one.code))
        )

    @property
    def chart(self) -> dict[str, Any] | None:
        return chart_of(self)


def all_moves(*, for_user: User) -> list[Moves]:
    """Return every cluster with where it could move next. Four queries."""
    check_can_view_figures(for_user)
    kept = {row.cluster: row for row in Diversification.objects.all()}
    return _read([(cluster, kept.get(cluster.slug)) for cluster in clusters()], for_user)


def moves_of(slug: str, *, for_user: User) -> Moves:
    """Return one cluster's. Four queries; raises Cluster.DoesNotExist."""
    check_can_view_figures(for_user)
    cluster = clusters().get(slug=slug)
    return _read([(cluster, Diversification.objects.filter(cluster=slug).first())], for_user)[0]


def _read(rows: list[tuple[Cluster, Diversification | None]], user: User) -> list[Moves]:
    found = [row.found for _cluster, row in rows if row is not None]
    codes = {one["code"] for each in found for one in each["activities"]}
    labels = nace_said(codes, (get_language() or "en")[:2])
    wanted = {one["company"] for each in found for move in each["moves"] for one in move["companies"]}
    files = files_of(wanted, for_user=user)
    return [Moves(cluster) if row is None else _moves(cluster, row, labels, files) for cluster, row in rows]


def _moves(
    cluster: Cluster, row: Diversification, labels: Mapping[str, str], files: dict[int, tuple[str, str]]
) -> Moves:
    found = row.found
    activities = {
        one["code"]: Activity(
            one["code"], labels.get(one["code"], one["code"]), one["near"], one["know_how"], one["here"], one["all"]
        )
        for one in found["activities"]
    }  # fmt: skip
    moves = tuple(_move(one, activities, files) for one in found["moves"])
    return Moves(
        cluster, row.computed_at, found["companies"], found["coded"], found["projects"], len(found["rare"]),
        found["undetermined"], tuple(activities.values()), moves,
    )  # fmt: skip


def _move(
    one: dict[str, Any], activities: dict[str, Activity], files: dict[int, tuple[str, str]]
) -> NextMove:
    activity = activities[one["code"]]
    reasons = [
        _("The cluster already does %(percent)s %% of what goes together with it.")
        % {"percent": activity.percent}
    ]
    for each in one["together"]:
        reasons.append(
            ngettext(
                "Together with %(other)s in %(both)d project; the more common of the two stands %(of)d times on file.",
                "Together with %(other)s in %(both)d projects; the more common of the two stands %(of)d times on file.",
                each["both"],
            )
            % {"other": activities[each["code"]].label, "both": each["both"], "of": each["of"]}
        )
    if one["know_how"] is not None and one["gain"] is not None:
        reasons.append(
            _("It would bring more within reach than it takes.")
            if one["gain"] > 0
            else _("It would bring little within reach that is not near already.")
        )
    companies = tuple(
        Plausible(*files[each["company"]], ", ".join(activities[code].label for code in each["activities"]))
        for each in one["companies"]
        if each["company"] in files
    )
    return NextMove(activity, tuple(reasons), companies, *_sure(one["joint"]))


def _sure(joint: int) -> tuple[str, str]:
    if joint < FEW:
        return _("A hint: fewer than three joint projects"), "orange"
    if joint < MANY:
        return _("Some: fewer than ten joint projects"), "blue"
    return _("Well founded: ten joint projects or more"), "green"


def chart_of(moves: Moves) -> dict[str, Any] | None:
    """Return relatedness and know-how as a chart of points, or relatedness as bars where know-how is not determined."""
    if not moves.moves:
        return None
    if moves.undetermined:
        bars = [(one.activity.label, one.activity.percent, PLAIN) for one in moves.moves]
        return lying_bars(bars, width=180)
    next_codes = {one.activity.code for one in moves.moves}
    series = (
        (_("What the cluster does"), "circle", ACTUAL, [one for one in moves.activities if one.here]),
        (
            _("Where it could move next"), "emptyTriangle", "#c2571a",
            [one for one in moves.activities if one.code in next_codes],
        ),
        (
            _("Further away"), "emptyRect", PLANNED,
            [one for one in moves.activities if not one.here and one.code not in next_codes],
        ),
    )  # fmt: skip
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 88, "containLabel": True},  # a legend of two lines
        "xAxis": {
            "type": "value", "min": 0, "max": 100, "name": _("relatedness, %"), "nameLocation": "middle", "nameGap": 26,
        },
        "yAxis": {"type": "value", "name": _("know-how"), "scale": True},
        "series": [
            {
                "type": "scatter", "name": name, "symbol": symbol, "symbolSize": 13, "itemStyle": {"color": colour},
                "label": {"show": True, "formatter": "{b}", "position": "right", "fontSize": 11},
                "data": [
                    {"name": one.code, "value": [one.percent, one.know_how]}
                    for one in rows
                    if one.know_how is not None
                ],
            }
            for name, symbol, colour, rows in series
        ],
    }  # fmt: skip
