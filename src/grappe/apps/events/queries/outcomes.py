"""What came of the business meetings of an event: every outcome, and how many of which kind?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from grappe.apps.companies.queries import of_visible
from grappe.apps.events.enums import OutcomeKind, RequestState
from grappe.apps.events.models import Event, MeetingOutcome, Participant, TimetableMeeting
from grappe.apps.events.permissions import check_can_view_registrations
from grappe.ui import charts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
_COLOURS = {
    "cooperation": "#2f9e5b", "offer": "#1d6fdc", "follow_up": "#6b2fa0", "keep_touch": "#d9a400",
    "nothing": "#8a93a0", "no_show": "#b3261e",
}  # fmt: skip
# What came of most first, as the chart and the table show it.
ORDER = ("cooperation", "offer", "follow_up", "keep_touch", "nothing", "no_show")


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of outcome, how often it was reported."""

    key: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Results:
    """The figures: meetings with a place, of how many both, one or nobody reported, kinds, mean rating, what followed."""

    meetings: int
    by_both: int
    by_one: int
    lines: tuple[Line, ...]
    rating: float | None
    rated: int
    needs: int
    cooperations: int

    @property
    def reported(self) -> int:
        return sum(line.number for line in self.lines)

    @property
    def by_nobody(self) -> int:
        return self.meetings - self.by_both - self.by_one

    @property
    def rating_in_words(self) -> str:
        return number_format(self.rating, 1, use_l10n=True) if self.rating is not None else "–"

    @property
    def chart(self) -> dict[str, Any] | None:
        """The kinds as bars (ECharts); None while there is none. The table has the same figures."""
        if not self.reported:
            return None
        return charts.lying_bars((line.label, line.number, _COLOURS[line.key]) for line in self.lines)


def results_of(event: Event, *, for_user: User) -> Results:
    """Return the figures of an event's business meetings. Three queries; raises PermissionDenied."""
    check_can_view_registrations(for_user)
    given = MeetingOutcome.objects.filter(request__plan__event=event)
    figures = given.aggregate(
        **{f"kind_{kind.value}": Count("pk", filter=Q(kind=kind)) for kind in OutcomeKind},
        mean=Avg("rating"), rated=Count("rating"), needs=Count("need"),
        cooperations=Count("cooperation", distinct=True),
    )  # fmt: skip
    held = TimetableMeeting.objects.filter(
        timetable__plan__event=event, timetable__current=True, slot__isnull=False,
        request__state=RequestState.ACCEPTED,
    ).annotate(reports=Count("request__outcomes"))  # fmt: skip
    counts = list(held.values_list("reports", flat=True))
    labels = dict(OutcomeKind.choices)
    return Results(
        meetings=len(counts),
        by_both=sum(count >= 2 for count in counts),
        by_one=counts.count(1),
        lines=tuple(Line(key, str(labels[key]), figures[f"kind_{key}"]) for key in ORDER),
        rating=figures["mean"],
        rated=figures["rated"],
        needs=figures["needs"],
        cooperations=figures["cooperations"],
    )


def outcomes_of(event: Event, *, for_user: User, kind: str = "") -> QuerySet[MeetingOutcome]:
    """Return every outcome of an event, the latest first, with both sides; an unknown `kind` narrows nothing."""
    check_can_view_registrations(for_user)
    found = MeetingOutcome.objects.filter(
        of_visible(for_user, "request__asker__registration__company"),
        of_visible(for_user, "request__asked__registration__company"),
        request__plan__event=event,
    ).select_related(
        "participant__registration__company", "request__asker__registration__company",
        "request__asked__registration__company", "need", "cooperation",
    )  # fmt: skip
    if kind in OutcomeKind.values:
        found = found.filter(kind=kind)
    return found.order_by("-reported_at", "-pk")


def outcome_for(pk: int, *, event: Event, for_user: User) -> MeetingOutcome:
    """Return one outcome of an event; raises MeetingOutcome.DoesNotExist, PermissionDenied."""
    return outcomes_of(event, for_user=for_user).get(pk=pk)


def other_side(outcome: MeetingOutcome) -> Participant:
    """Return whom the one who reported had met."""
    request = outcome.request
    return request.asked if request.asker_id == outcome.participant_id else request.asker


def own_outcome(request_id: int, participant: Participant) -> MeetingOutcome | None:
    """Return what a participant reported of a meeting, None where they have not."""
    return MeetingOutcome.objects.filter(request=request_id, participant=participant).first()


def shared_with(request_id: int, participant: Participant) -> str:
    """Return what the other side said of a meeting, where they allowed it to be shown; else nothing."""
    theirs = MeetingOutcome.objects.filter(request=request_id, share=True).exclude(participant=participant)
    return theirs.values_list("text", flat=True).first() or ""


def told(outcome: MeetingOutcome) -> str:
    """Return in a line what was reported, for lists and the timeline."""
    parts = [str(outcome.get_kind_display())]
    if outcome.rating is not None:
        parts.append(_("%(rating)d of 5") % {"rating": outcome.rating})
    return " · ".join(parts)
