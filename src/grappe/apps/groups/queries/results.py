"""What came of a working group: how did it work, in figures, what is linked to it, and what else may be?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.events.queries import search as event_search
from grappe.apps.events.queries.cooperations import cooperations
from grappe.apps.events.queries.link_veils import veil_links
from grappe.apps.groups.enums import ActionState, LinkKind, SessionState
from grappe.apps.groups.models import Action, Decision, Group, GroupLink, Session
from grappe.apps.groups.permissions import can_link, can_run_group, check_can_view_groups
from grappe.apps.groups.queries.sessions import THERE
from grappe.apps.needs import queries as needs
from grappe.apps.studies.permissions import can_view_study
from grappe.apps.studies.queries import waiting as study_search
from grappe.engines.kernel import Text
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_OFFERED = 12
MOST_IN_CHART = 24
TO_SEARCH = (LinkKind.NEED, LinkKind.STUDY, LinkKind.EVENT, LinkKind.COOPERATION)
IN_WORDS = (LinkKind.IDEA, LinkKind.PROJECT)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that was held: of whom anything was noted, and who of those was there or represented."""

    session: Session
    there: int
    noted: int
    decisions: int

    @property
    def away(self) -> int:
        return self.noted - self.there


@dataclass(frozen=True, slots=True)
class Figures:
    """How a group worked. Actions `in_time` were done on their day at the latest."""

    meetings: Sequence[Meeting]
    decisions: int
    done: int
    in_time: int
    dropped: int
    open: int
    kinds: dict[str, int] = field(default_factory=dict)  # what came of it

    @property
    def sessions(self) -> int:
        return len(self.meetings)

    @property
    def attendance_pct(self) -> int | None:
        """How many of those of whom it was noted were there or represented, of 100; None where nothing was noted."""
        noted = sum(each.noted for each in self.meetings)
        return round(100 * sum(each.there for each in self.meetings) / noted) if noted else None

    @property
    def in_time_pct(self) -> int | None:
        return round(100 * self.in_time / self.done) if self.done else None

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def came_of_it(self) -> list[tuple[str, int]]:
        """What came of the group by kind, in words, without the kinds of which there is nothing."""
        return [(str(kind.label), self.kinds[kind]) for kind in LinkKind if self.kinds.get(kind)]

    @property
    def chart(self) -> dict[str, Any] | None:
        """Who was at each session, as stacked bars over time (ECharts); None where nothing was noted."""
        shown = [each for each in self.meetings if each.noted][-MOST_IN_CHART:]
        if not shown:
            return None
        rows = (
            (_("There or represented"), "#2f7d3a", [each.there for each in shown]),
            (_("Not there"), "#c9ccd1", [each.away for each in shown]),
        )
        return {
            "tooltip": {"trigger": "axis"},
            "legend": {"bottom": 0},
            "grid": {"left": 8, "right": 8, "top": 16, "bottom": 60, "containLabel": True},
            "xAxis": {"type": "category", "data": [_short(each.session) for each in shown]},
            "yAxis": {"type": "value", "minInterval": 1},
            "series": [
                {"type": "bar", "stack": "people", "name": name, "barMaxWidth": 46, "itemStyle": {"color": colour},
                 "data": data}
                for name, colour, data in rows
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that came of a group, as its reader sees it; without `url` they may not look at the thing itself."""

    link: GroupLink
    title: str
    url: str
    detail: str
    language: str
    may_unlink: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something on file that may have come of a group."""

    pk: int
    title: str
    detail: str


def figures(group: Group, *, for_user: User) -> Figures:
    """Return how a group worked and what came of it, in counts. Four queries. Raises PermissionDenied."""
    check_can_view_groups(for_user)
    seat = "attendances"
    held = group.sessions.filter(state=SessionState.HELD).annotate(
        there=Count(seat, filter=Q(attendances__presence__in=THERE), distinct=True),
        noted=Count(seat, filter=~Q(attendances__presence=""), distinct=True),
        decided=Count("decisions", distinct=True),
    )
    meetings = [
        Meeting(each, each.there, each.noted, each.decided) for each in held.order_by("starts_at", "pk")
    ]
    done = Q(state=ActionState.DONE)
    counts = Action.objects.filter(group=group).aggregate(
        done=Count("pk", filter=done),
        in_time=Count("pk", filter=done & Q(settled_at__date__lte=F("due_on"))),
        dropped=Count("pk", filter=Q(state=ActionState.DROPPED)),
        open=Count("pk", filter=Q(state=ActionState.OPEN)),
    )
    decisions = Decision.objects.filter(session__group=group).count()
    kinds = dict(group.links.order_by().values_list("kind").annotate(n=Count("pk")))
    return Figures(meetings, decisions, kinds=kinds, **counts)


def results_of(group: Group, *, for_user: User) -> list[Result]:
    """Return what came of a group, the latest first. Two queries at most. Raises PermissionDenied."""
    check_can_view_groups(for_user)
    runs = can_run_group(for_user, group)
    found = list(_detailed().filter(group=group))
    closed = needs.closed([each.need for each in found], for_user=for_user)
    veil_links(found, for_user=for_user)
    return [_result(each, for_user, runs, closed) for each in found]


def link_for(pk: int, *, for_user: User) -> GroupLink:
    """Return one link with its group and what it is about; raises GroupLink.DoesNotExist, PermissionDenied."""
    check_can_view_groups(for_user)
    return _detailed().select_related("group__lead").prefetch_related("group__team").get(pk=pk)


def groups_of(kind: str, pk: int, *, for_user: User) -> list[GroupLink]:
    """Return from which groups a need, study, event or cooperation came, the latest first. Raises PermissionDenied."""
    check_can_view_groups(for_user)
    found = (
        GroupLink.objects.filter(kind=kind, **{kind: pk}) if kind in TO_SEARCH else GroupLink.objects.none()
    )
    return list(found.select_related("group", "session"))


def candidates(group: Group, kind: str, text: str, *, for_user: User) -> list[Candidate]:
    """Return what on file fits a few words and is not linked to the group yet. Raises PermissionDenied.

    Of needs and cooperations those whose company somebody looks after, or all where they run the group.
    """
    check_can_view_groups(for_user)
    if kind not in TO_SEARCH or not text.strip():
        return []
    linked = set(group.links.filter(kind=kind).values_list(f"{kind}_id", flat=True))
    found = [each for each in _SEARCHES[kind](text, for_user) if each.pk not in linked]
    return [_candidate(each, kind) for each in found if can_link(for_user, group, *companies_in(each))][
        :MOST_OFFERED
    ]


def companies_in(thing: Any) -> list[Any]:
    """Return the companies that a need or a cooperation is about; none for a study or an event."""
    if hasattr(thing, "second"):
        return [thing.first, thing.second]
    company = getattr(thing, "company", None)
    return [company] if company is not None else []


def _cooperations(text: str, for_user: User) -> list[Any]:
    found = cooperations(for_user=for_user)
    for word in text.replace("\x00", " ").split()[:8]:
        found = found.filter(
            Q(title__unaccent__icontains=word)
            | Q(first__name__unaccent__icontains=word)
            | Q(second__name__unaccent__icontains=word)
        )
    return list(found[: 3 * MOST_OFFERED])


_SEARCHES: dict[str, Callable[[str, Any], list[Any]]] = {
    LinkKind.NEED: lambda text, user: needs.search(text, for_user=user, limit=3 * MOST_OFFERED),
    LinkKind.STUDY: lambda text, user: study_search.search(text, for_user=user, limit=3 * MOST_OFFERED),
    LinkKind.EVENT: lambda text, user: event_search.search(text, for_user=user, limit=3 * MOST_OFFERED),
    LinkKind.COOPERATION: _cooperations,
}


def _detailed() -> QuerySet[GroupLink]:
    return GroupLink.objects.select_related(
        "need__company", "need__theme", "study", "event", "cooperation__first", "cooperation__second", "company",
        "linked_by", "session",
    )  # fmt: skip


def _result(link: GroupLink, user: User, runs: bool, closed: Collection[int]) -> Result:
    title, url, detail, language = _named(link, user, closed)
    return Result(link, title, url, detail, language, runs or link.linked_by_id == user.pk)


def _named(link: GroupLink, user: User, closed: Collection[int]) -> tuple[str, str, str, str]:
    """Return title, address, detail and language (empty: the reader's) of what a link is about; `closed`: needs not theirs."""
    if link.need is not None:
        need = link.need
        if need.pk in closed:
            return _("In confidence"), "", str(need.company), ""
        return need.title, reverse("needs:detail", args=[need.pk]), str(need.company), need.language
    if link.study is not None:
        if not can_view_study(user, link.study):
            return _("A study that is not published yet"), "", "", ""
        state = str(link.study.get_state_display())
        return _words(link.study.titles), reverse("studies:detail", args=[link.study.pk]), state, ""
    if link.event is not None:
        when = _day(link.event.starts_at)
        return _words(link.event.titles), reverse("events:detail", args=[link.event.pk]), when, ""
    if link.cooperation is not None:
        found = link.cooperation
        pair = f"{found.first} – {found.second}"
        return found.title, reverse("events:cooperation", args=[found.pk]), pair, ""
    return link.text, "", str(link.company) if link.company is not None else "", ""


def _candidate(thing: Any, kind: str) -> Candidate:
    if kind == LinkKind.NEED:
        return Candidate(thing.pk, thing.title, f"{thing.company} · {thing.get_state_display()}")
    if kind == LinkKind.COOPERATION:
        return Candidate(thing.pk, thing.title, f"{thing.first} – {thing.second}")
    if kind == LinkKind.EVENT:
        return Candidate(thing.pk, _words(thing.titles), _day(thing.starts_at))
    return Candidate(thing.pk, _words(thing.titles), str(thing.get_state_display()))


def _words(texts: dict[str, str]) -> str:
    return Text.of(texts).in_language(get_language() or "en")


def _day(at: Any) -> str:
    return moments.short_day(at)


def _short(session: Session) -> str:
    return moments.short_day(session.starts_at)
