"""What does a finished diagnostic say? Scores with coverage, peers, change since earlier runs, findings, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.diagnostics.models import Finding, Run
from grappe.apps.diagnostics.queries.pages import answers_of
from grappe.apps.diagnostics.queries.peers import TOTAL, Peers, peers_of
from grappe.apps.diagnostics.queries.questionnaires import questionnaire_of
from grappe.apps.diagnostics.queries.runs import findings_of, stage
from grappe.engines.diagnosis import (
    Change,
    Diagnosis,
    Quartiles,
    Questionnaire,
    answer_in_words,
    change_since,
    score,
    visible_questions,
)
from grappe.engines.kernel import Text

SHOWN_RUNS = 3  # T0, T1, T2: the last three


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier run as a column of the table."""

    pk: int
    stage: str
    finished_at: Any
    scores: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension, or the total: points 0..100, coverage in percent, earlier points, change, peers."""

    id: str
    label: Text | str
    points: float | None
    band: Text | None
    coverage: int
    before: tuple[float | None, ...]
    change: float | None
    partly: bool
    peers: Quartiles | None


@dataclass(frozen=True, slots=True)
class Said:
    """One question with its answer in words."""

    id: str
    label: Text
    answer: Text
    blank: bool


@dataclass(frozen=True, slots=True)
class Result:
    """All that the result page shows of one run."""

    run: Run
    questionnaire: Questionnaire
    stage: str
    rows: tuple[Row, ...]
    total: Row
    past: tuple[Past, ...]
    change: Change | None
    peers: Peers
    findings: list[Finding]
    said: tuple[Said, ...]
    radar: dict[str, Any]

    @property
    def blanks(self) -> int:
        return sum(answer.blank for answer in self.said)


def result_of(run: Run) -> Result:
    """Return the result of a finished run; a constant number of queries, whatever the history."""
    questionnaire = questionnaire_of(run.version)
    answers = answers_of(run)
    earlier = _earlier_runs(run)
    change = None
    if earlier:
        last = earlier[-1]
        change = change_since(questionnaire_of(last.version), _answers(last), questionnaire, answers)
    peers = peers_of(run)
    scored = score(questionnaire, answers)
    past = tuple(
        Past(old.pk, stage(old.ordinal), old.finished_at, {**old.scores, TOTAL: old.overall})
        for old in earlier
    )
    rows = _rows(run, questionnaire, scored, past, change, peers)
    return Result(
        run=run,
        questionnaire=questionnaire,
        stage=stage(run.ordinal),
        rows=rows[:-1],
        total=rows[-1],
        past=past,
        change=change,
        peers=peers,
        findings=findings_of(run),
        said=_said(questionnaire, answers),
        radar=_radar(rows[:-1], stage(run.ordinal), past),
    )


def _earlier_runs(run: Run) -> Sequence[Run]:
    """Return the finished runs before this one, oldest first, with their answers; at most two."""
    runs = Run.objects.filter(
        company_id=run.company_id,
        version__questionnaire_id=run.version.questionnaire_id,
        finished_at__isnull=False,
        ordinal__lt=run.ordinal,
    )
    last = runs.select_related("version").prefetch_related("answers").order_by("-ordinal")[: SHOWN_RUNS - 1]
    return list(reversed(last))


def _answers(run: Run) -> dict[str, object]:
    return {answer.question: answer.value for answer in run.answers.all()}


def _rows(
    run: Run,
    questionnaire: Questionnaire,
    scored: Diagnosis,
    past: tuple[Past, ...],
    change: Change | None,
    peers: Peers,
) -> tuple[Row, ...]:
    deltas = {delta.id: delta for delta in (*change.dimensions, change.total)} if change else {}
    labels: dict[str, Text | str] = {d.id: d.label for d in questionnaire.dimensions}
    labels[TOTAL] = _("Overall")
    coverage = {d.id: d.coverage for d in scored.dimensions} | {TOTAL: scored.coverage}
    # The points are those that were kept when the run was finished; only what surrounds them is worked out anew.
    points = {d.id: run.scores.get(d.id) for d in scored.dimensions} | {TOTAL: run.overall}
    rows = []
    for identity, value in points.items():
        band = questionnaire.band_of(value)
        delta = deltas.get(identity)
        rows.append(
            Row(
                id=identity,
                label=labels[identity],
                points=value,
                band=band.label if band else None,
                coverage=int(100 * coverage[identity] + 1e-9),
                before=tuple(old.scores.get(identity) for old in past),
                change=delta.change if delta else None,
                partly=bool(delta and delta.partly),
                peers=peers.quartiles.get(identity),
            )
        )
    return tuple(rows)


def _said(questionnaire: Questionnaire, answers: dict[str, object]) -> tuple[Said, ...]:
    shown = visible_questions(questionnaire, answers)
    return tuple(
        Said(q.id, q.label, answer_in_words(q, answers.get(q.id)), q.id not in answers)
        for q in questionnaire.questions
        if q.id in shown
    )


def _radar(rows: Sequence[Row], now: str, past: tuple[Past, ...]) -> dict[str, Any]:
    """Return the chart: a radar of the dimensions that have a score, bars where fewer than three have one.

    A dimension without answers is left out, and so is a comparison that lacks a dimension: drawn, they would look
    like a zero.
    """
    language = get_language() or "en"
    known = [row for row in rows if row.points is not None]
    names = [row.label.in_language(language) if isinstance(row.label, Text) else row.label for row in known]
    series: list[tuple[str, list[float | None]]] = [(now, [row.points for row in known])]
    series += [(old.stage, [old.scores.get(row.id) for row in known]) for old in reversed(past)]
    series.append((_("Median of peers"), [row.peers.median if row.peers else None for row in known]))
    drawn = [
        (name, [round(value, 1) for value in values if value is not None])
        for name, values in series
        if values and None not in values
    ]
    shared: dict[str, Any] = {"tooltip": {}, "legend": {"bottom": 0, "data": [name for name, _v in drawn]}}
    if len(known) < 3:
        return shared | {
            "grid": {"containLabel": True, "left": 8, "right": 24, "top": 8, "bottom": 36},
            "xAxis": {"type": "value", "min": 0, "max": 100},
            "yAxis": {"type": "category", "data": names, "inverse": True},
            "series": [{"type": "bar", "name": name, "data": values} for name, values in drawn],
        }
    return shared | {
        "radar": {
            "indicator": [{"name": _wrapped(name), "min": 0, "max": 100} for name in names],
            "radius": "56%",
            "center": ["50%", "46%"],
            "axisName": {"color": "#3b434f", "lineHeight": 15},
        },
        "series": [
            {
                "type": "radar",
                "areaStyle": {"opacity": 0.08},
                "data": [{"name": name, "value": values} for name, values in drawn],
            }
        ],
    }


def _wrapped(name: str, width: int = 14) -> str:
    """Break a long name into lines, so that it stays inside the chart on a phone."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return "\n".join(lines)
