"""What is there under one of the themes: needs, ideas, studies, events, groups, campaigns, programmes, plans, and how many?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.aids import queries as aids
from grappe.apps.campaigns import queries as campaigns
from grappe.apps.campaigns.permissions import can_view_campaigns
from grappe.apps.clusters import queries as clusters
from grappe.apps.events.queries.events import events
from grappe.apps.groups import queries as groups
from grappe.apps.ideas import queries as ideas
from grappe.apps.ideas.enums import RESTING, WAY
from grappe.apps.ideas.queries.challenges import challenges
from grappe.apps.ideas.queries.flagships import flagships
from grappe.apps.insight.enums import PlanState
from grappe.apps.insight.models import MeasureLink
from grappe.apps.insight.permissions import check_can_view_themes
from grappe.apps.insight.queries.plans import plans
from grappe.apps.needs import queries as needs
from grappe.apps.studies import queries as studies
from grappe.ui.charts import PLAIN, lying_bars

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHOWN = 6  # of each list; the rest stands on its own list
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    more: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One list on a theme's page: how many there are, the first few, and where all of them stand."""

    key: str
    label: Any
    icon: str
    count: int
    rows: tuple[Row, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A theme on the list of themes, with what stands under it."""

    theme: Any
    figures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    theme: Any
    parts: tuple[Part, ...]
    stages: tuple[tuple[str, int], ...]  # ideas by stage
    stage_chart: dict[str, Any] | None
    months: tuple[tuple[str, int, int], ...]  # month, needs noted, ideas captured
    month_chart: dict[str, Any] | None


def theme_of(slug: str) -> Any:
    """Return a theme by its slug. Raises Theme.DoesNotExist."""
    return clusters.themes().get(slug=slug)


def all_themes(*, for_user: User, today: date) -> list[Counted]:
    """Return every theme with its figures, in one query for each figure. Raises PermissionDenied."""
    check_can_view_themes(for_user)
    lists: tuple[tuple[Any, Any, str], ...] = (
        (gettext_lazy("Open needs"), needs.needs(for_user=for_user), "theme_id"),
        (gettext_lazy("Ideas"), _living(for_user), "theme_id"),
        (gettext_lazy("Studies"), studies.studies(for_user=for_user), "theme_id"),
        (gettext_lazy("Working groups"), groups.groups(for_user=for_user), "theme_id"),
        (
            gettext_lazy("Action plans under way"),
            plans(for_user=for_user, state=PlanState.RUNNING, today=today),
            "theme_id",
        ),
    )
    counts = [
        (label, Counter(found.order_by().values_list(field, flat=True))) for label, found, field in lists
    ]
    return [
        Counted(theme, tuple((str(label), counted[theme.pk]) for label, counted in counts))
        for theme in clusters.themes()
    ]


def theme_page(theme: Any, *, for_user: User, today: date, at: datetime) -> ThemePage:
    """Return all that stands under a theme and that this reader may see. Raises PermissionDenied."""
    check_can_view_themes(for_user)
    ideas_here = _living(for_user).filter(theme=theme)
    stages = _stages(ideas_here)
    months = _months(theme, for_user, today)
    return ThemePage(
        theme=theme,
        parts=tuple(part for part in _parts(theme, for_user, today, at) if part is not None),
        stages=stages,
        stage_chart=lying_bars([(label, count, PLAIN) for label, count in stages])
        if ideas_here.exists()
        else None,
        months=months,
        month_chart=_month_chart(months),
    )


def _living(user: User) -> Any:
    """Ideas that are neither merged nor at rest."""
    return ideas.visible(for_user=user).filter(merged_into=None).exclude(stage__in=RESTING)


def _parts(theme: Any, user: User, today: date, at: datetime) -> list[Part | None]:
    wanted = needs.Filters(theme=theme.pk)
    return [
        _part("needs", _("Open needs"), "bulb", needs.needs(for_user=user, filters=wanted),
              lambda n: (n.title, str(n.company)), "needs:detail", f"{reverse('needs:list')}?theme={theme.pk}"),
        _part("ideas", _("Ideas"), "rocket", _living(user).filter(theme=theme),
              lambda i: (i.title, i.get_stage_display()), "ideas:detail", f"{reverse('ideas:list')}?theme={theme.slug}"),
        _part("plans", _("Action plans"), "target-arrow", plans(for_user=user, theme=theme.slug, today=today),
              lambda p: (str(p), p.get_state_display()), "insight:plan", f"{reverse('insight:plans')}?theme={theme.slug}"),
        _part("studies", _("Studies"), "microscope", studies.studies(for_user=user, theme=theme.slug),
              lambda s: (str(s), s.get_state_display()), "studies:detail", f"{reverse('studies:list')}?theme={theme.slug}"),
        _part("groups", _("Working groups"), "users-group", groups.groups(for_user=user).filter(theme=theme),
              lambda g: (str(g), g.get_state_display()), "groups:detail", reverse("groups:list")),
        _part("events", _("Events"), "calendar-event", events(for_user=user, at=at).filter(theme=theme),
              lambda e: (str(e), date_format(e.starts_at, "DATE_FORMAT")), "events:detail", reverse("events:list")),
        _part("flagships", _("Flagship projects"), "flag", flagships(for_user=user).filter(idea__theme=theme),
              lambda f: (str(f), f.get_state_display()), "ideas:flagship", reverse("ideas:flagships")),
        _part("challenges", _("Ideation campaigns"), "message-question", challenges(for_user=user, theme=theme.slug),
              lambda c: (str(c), c.get_state_display()), "ideas:challenge", reverse("ideas:challenges")),
        _mailings(theme, user),
        _part("aids", _("Aids"), "coin-euro", aids.programmes(for_user=user, theme=theme.slug),
              lambda a: (str(a), ""), "aids:detail", f"{reverse('aids:list')}?theme={theme.slug}", key="slug"),
    ]  # fmt: skip


def _mailings(theme: Any, user: User) -> Part | None:
    """Mailings to companies with a need under the theme, about one of its programmes, or that a measure of a plan created."""
    if not can_view_campaigns(user):
        return None
    found = (
        campaigns.campaigns(for_user=user)
        .filter(
            Q(segment__need_theme=theme.slug)
            | Q(programme__themes=theme)
            | Q(pk__in=_created_campaigns(theme))
        )
        .distinct()
    )
    return _part(
        "campaigns", _("Campaigns"), "speakerphone", found,
        lambda c: (str(c.title), c.get_state_display()), "campaigns:detail", reverse("campaigns:list"),
    )  # fmt: skip


def _created_campaigns(theme: Any) -> list[int]:
    rows = MeasureLink.objects.filter(measure__plan__theme=theme, campaign__isnull=False)
    return list(rows.values_list("campaign_id", flat=True))


def _part(
    key_name: str, label: str, icon: str, found: Any, words: Any, address: str, url: str, *, key: str = "pk"
) -> Part:
    rows = tuple(
        Row(title, more, reverse(address, args=[getattr(each, key)]))
        for each in found[:SHOWN]
        for title, more in [words(each)]
    )
    return Part(key_name, label, icon, found.count(), rows, url)


def _stages(found: Any) -> tuple[tuple[str, int], ...]:
    counts = dict(found.order_by().values_list("stage").annotate(number=Count("pk")))
    return tuple((str(stage.label), counts.get(stage, 0)) for stage in WAY)


def _months(theme: Any, user: User, today: date) -> tuple[tuple[str, int, int], ...]:
    """Return how many needs were noted and ideas captured in each of the last twelve months, this one included."""
    firsts = _firsts(today)
    since = firsts[0]
    noted = needs.needs(for_user=user, filters=needs.Filters(theme=theme.pk, state="all"))
    captured = ideas.visible(for_user=user).filter(theme=theme)
    counted = [
        Counter(
            moment.date()
            for moment in found.filter(**{f"{field}__date__gte": since})
            .order_by()
            .annotate(month=TruncMonth(field))
            .values_list("month", flat=True)
        )
        for found, field in ((noted, "created_at"), (captured, "captured_at"))
    ]
    return tuple((date_format(first, "M Y"), counted[0][first], counted[1][first]) for first in firsts)


def _firsts(today: date) -> list[date]:
    first, found = today.replace(day=1), []
    for _number in range(MONTHS):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _month_chart(months: tuple[tuple[str, int, int], ...]) -> dict[str, Any] | None:
    if not any(noted or captured for _label, noted, captured in months):
        return None
    series = (
        (_("Needs noted"), "#1d6fdc", [noted for _label, noted, _captured in months]),
        (_("Ideas captured"), "#b8a000", [captured for _label, _noted, captured in months]),
    )
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 16, "top": 12, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": [label for label, _noted, _captured in months]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "name": name, "itemStyle": {"color": colour}, "data": data}
            for name, colour, data in series
        ],
    }
