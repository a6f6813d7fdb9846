"""How do the measures of a plan look over time? Drawn as a roadmap is (`roadmaps.queries.gantt`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from grappe.apps.insight.queries.plans import Line, drawn
from grappe.apps.roadmaps.queries.gantt import Gantt, draw
from grappe.engines import planning


def drawing(lines: Sequence[Line], *, today: date, language: str) -> Gantt | None:
    """Return the drawing of measures in their order; None where there is none. Nothing on it can be moved."""
    plan = planning.Plan.of(
        planning.Step(
            id=str(line.measure.pk),
            title=str(line.measure),
            start=line.measure.starts_on,
            end=line.measure.due_on,
            started_on=line.measure.began_on,
            done_on=line.measure.done_on,
        )
        for line in lines
    )
    return draw(plan, kinds=dict(drawn(lines)), editable=False, today=today, language=language)
