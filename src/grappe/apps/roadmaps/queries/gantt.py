"""Where on the drawing does each step stand? Whole pixels, so that a template can write them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from grappe.engines import planning

ROW, BAR, HEAD = 40, 24, 36
_ROOM = 760  # pixels that most screens have beside the names
_NARROWEST, _WIDEST = 2, 24  # pixels a day; what needs more room than there is scrolls
_MARGIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: its rectangle, and what a keyboard or a screen reader needs to know of it."""

    step_id: str
    title: str
    kind: str  # done, late, waiting, started or open
    critical: bool
    movable: bool
    resizable: bool
    x: int
    y: int
    width: int
    start: date
    end: date
    offset: int  # days from the first day of the drawing to the start
    days: int
    words: str

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def middle(self) -> int:
        return self.y + BAR // 2

    @property
    def sign_y(self) -> int:
        """The base line of the sign on the bar."""
        return self.middle + 5


@dataclass(frozen=True, slots=True)
class Month:
    x: int
    width: int
    label: str


@dataclass(frozen=True, slots=True)
class Gantt:
    """A drawing of a roadmap: bars by row, arrows between them, months above, today's line."""

    first: date
    day_width: int
    width: int
    height: int
    head: int
    bar_height: int
    bars: tuple[Bar, ...]
    arrows: tuple[str, ...]
    months: tuple[Month, ...]
    today_x: int | None
    last_offset: int


def draw(
    plan: planning.Plan, *, kinds: Mapping[str, str], editable: bool, today: date, language: str,
    until: date | None = None, narrowest: int = _NARROWEST,
) -> Gantt | None:  # fmt: skip
    """Return the drawing of a plan in the order of the work; None when there is nothing to draw.

    It goes up to `until` at least, and no day is narrower than `narrowest` pixels.
    """
    if plan.start is None or plan.end_of_all is None:
        return None
    first = min(plan.start, today if abs((plan.start - today).days) < 60 else plan.start)
    first -= timedelta(days=_MARGIN_DAYS)
    last = max(plan.end_of_all, until or plan.end_of_all) + timedelta(days=_MARGIN_DAYS)
    span = (last - first).days + 1
    day_width = max(narrowest, min(_WIDEST, _ROOM // span))
    critical = {step.id for step in planning.critical_path(plan)}
    bars = tuple(
        _bar(step, row, first, day_width, kinds[step.id], step.id in critical, editable, language)
        for row, step in enumerate(planning.order(plan))
    )
    return Gantt(
        first=first,
        day_width=day_width,
        width=span * day_width,
        height=HEAD + ROW * len(bars),
        head=HEAD,
        bar_height=BAR,
        bars=bars,
        arrows=_arrows(plan, bars),
        months=_months(first, last, day_width),
        today_x=(today - first).days * day_width if first <= today <= last else None,
        last_offset=span - 1,
    )


def _bar(
    step: planning.Step,
    row: int,
    first: date,
    day_width: int,
    kind: str,
    critical: bool,
    editable: bool,
    language: str,
) -> Bar:
    offset = (step.start - first).days
    return Bar(
        step_id=step.id,
        title=step.title,
        kind=kind,
        critical=critical and not step.is_done,
        movable=editable and not step.stays,
        resizable=editable and not step.is_done,
        x=offset * day_width,
        y=HEAD + row * ROW + (ROW - BAR) // 2,
        width=max(step.duration * day_width, 4),
        start=step.start,
        end=step.end,
        offset=offset,
        days=step.duration,
        words=f"{planning.day_in_words(step.start, language)} – {planning.day_in_words(step.end, language)}",
    )


def _arrows(plan: planning.Plan, bars: tuple[Bar, ...]) -> tuple[str, ...]:
    by_id = {bar.step_id: bar for bar in bars}
    return tuple(_arrow(by_id[key], by_id[step.id]) for step in plan.steps for key in step.depends_on)


def _arrow(awaited: Bar, waiting: Bar) -> str:
    """The path from the end of one bar to the start of another, by right angles."""
    start, end = awaited.right, waiting.x
    if end - start >= 16:
        return f"M{start} {awaited.middle}H{end - 8}V{waiting.middle}H{end}"
    between = waiting.y - (ROW - BAR) // 2 if waiting.y > awaited.y else awaited.y - (ROW - BAR) // 2
    return f"M{start} {awaited.middle}H{start + 6}V{between}H{end - 8}V{waiting.middle}H{end}"


def _months(first: date, last: date, day_width: int) -> tuple[Month, ...]:
    found: list[Month] = []
    start = first
    while start <= last:
        following = planning.add_months(start.replace(day=1), 1)
        days = (min(following, last + timedelta(days=1)) - start).days
        width = days * day_width
        label = date_format(start, "M Y") if width >= 66 else date_format(start, "M") if width >= 30 else ""
        found.append(Month((start - first).days * day_width, width, label))
        start = following
    return tuple(found)
