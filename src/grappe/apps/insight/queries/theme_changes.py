"""What has changed under a theme over the last twelve months, month by month and against the twelve months before?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.events.enums import EventState
from grappe.apps.events.queries.events import events
from grappe.apps.ideas import queries as ideas
from grappe.apps.ideas.enums import StepKind
from grappe.apps.insight.enums import MeasureState
from grappe.apps.insight.models import Measure
from grappe.apps.insight.permissions import PLANNERS, SEEN_BY_MINISTRY
from grappe.apps.needs import queries as needs
from grappe.apps.studies import queries as studies
from grappe.apps.studies.enums import StudyState
from grappe.engines.planning import add_months

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Change:
    """How often something happened in the last twelve months, and in the same months a year before."""

    label: str
    now: int
    before: int

    @property
    def difference(self) -> str:
        """The difference with its sign, as it is read: +3, −2, 0."""
        more = self.now - self.before
        return f"+{more}" if more > 0 else f"−{-more}" if more else "0"


def changes_of(theme: Any, *, for_user: User, today: date) -> tuple[Change, ...]:
    """Return what happened under a theme, as far as this reader may see it: one query for each figure."""
    noted = needs.needs(for_user=for_user, filters=needs.Filters(theme=theme.pk, state="all"))
    seen = ideas.visible(for_user=for_user).filter(theme=theme)
    published = studies.studies(for_user=for_user, theme=theme.slug, state=StudyState.PUBLISHED)
    at = datetime.min  # the list's own order plays no part in a count
    held = events(for_user=for_user, state=EventState.PUBLISHED, at=at).filter(theme=theme)
    done = Measure.objects.filter(plan__theme=theme, state=MeasureState.DONE)
    if for_user.role not in PLANNERS:
        done = done.filter(plan__state__in=SEEN_BY_MINISTRY)
    gates = Q(steps__kind=StepKind.GATE)
    return (
        _change(_("Needs noted"), noted, "created_at__date", today),
        _change(_("Ideas captured"), seen, "captured_at__date", today),
        _change(_("Ideas through a gate"), seen, "steps__at__date", today, counted="steps", only=gates),
        _change(_("Studies published"), published, "published_at__date", today),
        _change(_("Events held"), held, "ends_at__date", today),
        _change(_("Measures done"), done, "done_on", today),
    )


def _change(
    label: str, found: Any, day: str, today: date, *, counted: str = "pk", only: Q | None = None
) -> Change:
    """Return how many are of the last twelve months, today included, and of the same days a year before."""
    first = firsts(today)[0]
    spans = {"now": (first, today), "before": (add_months(first, -MONTHS), add_months(today, -MONTHS))}
    counts = {
        name: Count(
            counted, filter=Q(**{f"{day}__gte": since, f"{day}__lte": until}) & (only or Q()), distinct=True
        )
        for name, (since, until) in spans.items()
    }
    return Change(label, **found.order_by().aggregate(**counts))


def months_of(theme: Any, *, for_user: User, today: date) -> tuple[tuple[str, int, int], ...]:
    """Return how many needs were noted and ideas captured in each of the last twelve months, this one included."""
    noted = needs.needs(for_user=for_user, filters=needs.Filters(theme=theme.pk, state="all"))
    captured = ideas.visible(for_user=for_user).filter(theme=theme)
    first = firsts(today)[0]
    counted = [
        _by_month(found, field, first) for found, field in ((noted, "created_at"), (captured, "captured_at"))
    ]
    return tuple(
        (date_format(month, "M Y"), counted[0].get(month, 0), counted[1].get(month, 0))
        for month in firsts(today)
    )


def _by_month(found: Any, field: str, since: date) -> dict[date, int]:
    rows = found.filter(**{f"{field}__date__gte": since}).order_by().annotate(month=TruncMonth(field))
    return {
        month.date(): number
        for month, number in rows.values("month").annotate(number=Count("pk")).values_list("month", "number")
    }


def firsts(today: date) -> list[date]:
    """Return the first days of the last twelve months, the earliest first."""
    first = today.replace(day=1)
    return [add_months(first, back) for back in range(1 - MONTHS, 1)]


def month_chart(months: tuple[tuple[str, int, int], ...]) -> dict[str, Any] | None:
    """Return needs and ideas by month as standing bars; None where there is nothing to draw."""
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
