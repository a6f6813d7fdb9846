"""What did events bring, one beside the other: who came, what they said, what it cost, what came of it? Counts only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.events.enums import CostKind, EventState, LinkKind, RegistrationState
from grappe.apps.events.models import Cost, Event, EventLink, Registration, SurveyAnswer
from grappe.apps.events.permissions import check_can_view_events
from grappe.apps.events.queries.costs import for_each, less
from grappe.apps.events.queries.hours import local
from grappe.apps.events.queries.survey import DETRACTOR, FEW, PROMOTER, Score, net_promoters
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

EARLIER = 5  # events of the same kind that one is compared with
MOST = 500  # events of a list; nobody holds so many in a year


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events are looked at; empty or None is everything."""

    year: int | None = None
    cluster: int | None = None
    theme: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one event brought. `came_known`: somebody was checked in; otherwise seats stand in for who came."""

    event: Event
    registered: int
    came: int
    came_known: bool
    companies: int
    answers: int
    satisfaction: float | None
    score: Score | None
    cost: Decimal | None  # net, as far as actual amounts are known
    cost_incomplete: bool
    needs: int
    ideas: int
    contacts: int
    cooperations: int

    @property
    def title(self) -> str:
        return Text.of(self.event.titles).in_language(get_language() or "en")

    @property
    def cost_each(self) -> Decimal | None:
        return for_each(self.cost, self.came)

    @property
    def outcomes(self) -> int:
        return self.needs + self.ideas + self.contacts + self.cooperations


@dataclass(frozen=True, slots=True)
class Total:
    """What all of them brought together. `companies` are different ones; `costed` events have a cost."""

    events: int
    came: int
    companies: int
    answers: int
    score: Score | None
    cost: Decimal | None
    costed: int
    incomplete: int  # events of which a line of costs has no actual amount yet
    needs: int
    ideas: int
    contacts: int
    cooperations: int


@dataclass(frozen=True, slots=True)
class Results:
    """A list of events with what they brought, the latest first."""

    lines: tuple[Line, ...]
    total: Total

    @property
    def chart(self) -> dict[str, Any] | None:
        """What came of each event, as stacked bars over time (ECharts); None where nothing did."""
        if not any(line.outcomes for line in self.lines):
            return None
        shown = tuple(reversed(self.lines))[-24:]
        kinds = (
            (_("Needs"), "#d9480f", [line.needs for line in shown]),
            (_("Ideas"), "#b8a000", [line.ideas for line in shown]),
            (_("Contacts"), "#1d6fdc", [line.contacts for line in shown]),
            (_("Cooperations"), "#2f7d3a", [line.cooperations for line in shown]),
        )
        return {
            "tooltip": {"trigger": "axis"},
            "legend": {"bottom": 0},
            "grid": {"left": 8, "right": 8, "top": 16, "bottom": 60, "containLabel": True},
            "xAxis": {"type": "category", "data": [_short(line) for line in shown]},
            "yAxis": {"type": "value", "minInterval": 1},
            "series": [
                {"type": "bar", "stack": "outcomes", "name": name, "barMaxWidth": 46, "itemStyle": {"color": colour},
                 "data": data}
                for name, colour, data in kinds
            ],
        }  # fmt: skip


def _short(line: Line) -> str:
    """Return an event's day in figures, as the reader's language writes it."""
    return date_format(local(line.event.starts_at), "SHORT_DATE_FORMAT")


def took_place(*, for_user: User, at: datetime, filters: Filters | None = None) -> QuerySet[Event]:
    """Return the events that took place, the latest first. Raises PermissionDenied."""
    check_can_view_events(for_user)
    wanted = filters or Filters()
    found = Event.objects.filter(state=EventState.PUBLISHED, ends_at__lte=at)
    if wanted.year is not None:
        found = found.filter(starts_at__year=wanted.year)
    if wanted.cluster is not None:
        links = Event.clusters.through.objects.filter(cluster_id=wanted.cluster)
        found = found.filter(pk__in=links.values("event_id"))
    if wanted.theme is not None:
        found = found.filter(theme_id=wanted.theme)
    return found.order_by("-starts_at", "-pk")


def years(*, for_user: User, at: datetime) -> list[int]:
    """Return the years in which events took place, the latest first."""
    check_can_view_events(for_user)
    found = took_place(for_user=for_user, at=at).order_by()
    return sorted({day.year for day in found.dates("starts_at", "year")}, reverse=True)


def results(*, for_user: User, at: datetime, filters: Filters | None = None) -> Results:
    """Return what the events brought that a filter leaves. Six queries, however many they are."""
    events = list(took_place(for_user=for_user, at=at, filters=filters)[:MOST])
    lines = lines_of(events)
    return Results(tuple(lines), _total(lines))


def compared(event: Event, *, for_user: User) -> tuple[Line, tuple[Line, ...]]:
    """Return what an event brought, and the last earlier ones of the same kind, the latest first. Five queries."""
    check_can_view_events(for_user)
    earlier = Event.objects.filter(
        state=EventState.PUBLISHED, kind=event.kind, ends_at__lte=event.starts_at
    ).exclude(pk=event.pk)
    lines = lines_of([event, *earlier.order_by("-starts_at", "-pk")[:EARLIER]])
    return lines[0], tuple(lines[1:])


def lines_of(events: Sequence[Event]) -> list[Line]:
    """Return what each of some events brought, in their order. Four queries."""
    ids = [event.pk for event in events]
    people, said = _people(ids), _said(ids)
    costs, links = _costs(ids), _links(ids)
    return [
        _line(event, people[event.pk], said[event.pk], costs[event.pk], links[event.pk]) for event in events
    ]


def _line(event: Event, people: Any, said: Any, costs: Any, links: Any) -> Line:
    known = bool(people.get("checked"))
    return Line(
        event=event,
        registered=people.get("seated", 0),
        came=people.get("checked" if known else "seated", 0),
        came_known=known,
        companies=people.get("checked_companies" if known else "seated_companies", 0),
        answers=said.get("answers", 0),
        satisfaction=said["stars"] / said["starred"] if said.get("starred", 0) >= FEW else None,
        score=_score(said),
        cost=less(costs.get("costs"), costs.get("income")),
        cost_incomplete=bool(costs.get("unknown")),
        needs=links.get(LinkKind.NEED, 0),
        ideas=links.get(LinkKind.IDEA, 0),
        contacts=links.get(LinkKind.CONTACT, 0),
        cooperations=links.get(LinkKind.COOPERATION, 0),
    )


def _score(said: dict[str, int]) -> Score | None:
    if said.get("scored", 0) < FEW:
        return None
    return net_promoters(promoters=said["up"], detractors=said["down"], number=said["scored"])


def _by_event(rows: Iterable[Any]) -> defaultdict[int, dict[str, Any]]:
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    found.update({row["event_id"]: dict(row) for row in rows})
    return found


def _people(ids: Sequence[int]) -> defaultdict[int, dict[str, Any]]:
    seated, checked = Q(state=RegistrationState.CONFIRMED), Q(checked_in_at__isnull=False)
    rows = Registration.objects.filter(event__in=ids).order_by().values("event_id")
    return _by_event(
        rows.annotate(
            seated=Count("pk", filter=seated),
            checked=Count("pk", filter=checked),
            seated_companies=Count("company", filter=seated, distinct=True),
            checked_companies=Count("company", filter=checked, distinct=True),
        )
    )


def _said(ids: Sequence[int]) -> defaultdict[int, dict[str, Any]]:
    rows = SurveyAnswer.objects.filter(event__in=ids).order_by().values("event_id")
    return _by_event(
        rows.annotate(
            answers=Count("pk"),
            starred=Count("satisfaction"),
            stars=Sum("satisfaction"),
            scored=Count("recommend"),
            up=Count("pk", filter=Q(recommend__gte=PROMOTER)),
            down=Count("pk", filter=Q(recommend__lte=DETRACTOR)),
        )
    )


def _costs(ids: Sequence[int]) -> defaultdict[int, dict[str, Any]]:
    income = Q(kind=CostKind.INCOME)
    rows = Cost.objects.filter(event__in=ids).order_by().values("event_id")
    return _by_event(
        rows.annotate(
            costs=Sum("actual_eur", filter=~income),
            income=Sum("actual_eur", filter=income),
            unknown=Count("pk", filter=Q(actual_eur=None)),
        )
    )


def _links(ids: Sequence[int]) -> defaultdict[int, dict[str, int]]:
    rows = EventLink.objects.filter(event__in=ids).order_by().values_list("event_id", "kind")
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for event, kind, number in rows.annotate(number=Count("pk")):
        found[event][kind] = number
    return found


def _total(lines: Sequence[Line]) -> Total:
    costs = [line.cost for line in lines if line.cost is not None]
    # Answers of an event with fewer than FEW are in no figure that is shown, neither alone nor in the total.
    scores = [line.score for line in lines if line.score is not None]
    number = sum(score.number for score in scores)
    return Total(
        events=len(lines),
        came=sum(line.came for line in lines),
        companies=_companies(lines),
        answers=sum(line.answers for line in lines),
        score=net_promoters(
            promoters=sum(score.promoters for score in scores),
            detractors=sum(score.detractors for score in scores),
            number=number,
        ) if number else None,
        cost=sum(costs, Decimal(0)) if costs else None,
        costed=len(costs),
        incomplete=sum(line.cost_incomplete for line in lines),
        needs=sum(line.needs for line in lines),
        ideas=sum(line.ideas for line in lines),
        contacts=sum(line.contacts for line in lines),
        cooperations=sum(line.cooperations for line in lines),
    )  # fmt: skip


def _companies(lines: Sequence[Line]) -> int:
    """How many different companies on file were reached by all of them. One query."""
    known = [line.event.pk for line in lines if line.came_known]
    other = [line.event.pk for line in lines if not line.came_known]
    came = Q(event__in=known, checked_in_at__isnull=False) | Q(
        event__in=other, state=RegistrationState.CONFIRMED
    )
    found = Registration.objects.filter(came).aggregate(number=Count("company", distinct=True))
    return int(found["number"])
