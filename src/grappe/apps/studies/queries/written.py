"""What does a form show of the thing that it changes? So it is known whether somebody else changed any of it meanwhile.

Each function returns values by the form's fields; `ui.conflicts.version_of` makes the version of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from grappe.apps.studies.models import Chart, Finding, Hypothesis, Interview

CODES = tuple(code for code, _name in settings.LANGUAGES)


def finding_as_written(finding: Finding) -> dict[str, Any]:
    """Return a finding's words, strength and the hypothesis that it is about (its id)."""
    own = {"strength": finding.strength, "hypothesis": finding.hypothesis_id}
    return _texts(finding, ("statements", "explanations")) | own


def hypothesis_as_written(hypothesis: Hypothesis) -> dict[str, Any]:
    """Return a hypothesis in words, what became of it, and why."""
    return _texts(hypothesis, ("statements", "reasons")) | {"outcome": hypothesis.outcome}


def chart_as_written(chart: Chart) -> dict[str, Any]:
    """Return a chart's words, kind and the positions of its columns."""
    own = {"kind": chart.kind, "along": chart.along, "series": list(chart.series)}
    return _texts(chart, ("titles",)) | own


def facts_as_written(interview: Interview) -> dict[str, Any]:
    """Return with whom an interview was (the person's id), in which language, and whether it is finished."""
    finished = interview.finished_at is not None
    return {"person": interview.person_id, "language": interview.language, "finished": finished}


def description_as_written(interview: Interview) -> dict[str, Any]:
    """Return what may be said of the company interviewed, by language."""
    return {f"texts_{code}": interview.descriptions.get(code, "") for code in CODES}


def _texts(thing: Any, names: Sequence[str]) -> dict[str, Any]:
    return {f"{name}_{code}": getattr(thing, name).get(code, "") for name in names for code in CODES}
