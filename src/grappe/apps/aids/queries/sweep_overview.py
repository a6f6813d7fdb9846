"""What did the last sweep find, programme by programme, and what should be asked next?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.aids.models import SweepRun, SweptProgramme
from grappe.apps.aids.permissions import check_can_view_sweeps
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

QUESTIONS = 5  # shown
CHARTED = 20  # programmes in the chart: more would not be read


@dataclass(frozen=True)
class Question:
    """A fact to ask for, in words, and how many verdicts wait for it, over all programmes or in one.

    `settles` is the mean number of verdicts that a favourable and an unfavourable answer settle.
    """

    field: str
    words: dict[str, str]
    waiting: int
    if_met: int
    if_not: int
    programmes: int = 1
    bit: int | None = None  # of the first criterion that looks at it, in one programme

    @property
    def settles(self) -> int:
        return (self.if_met + self.if_not) // 2


@dataclass(frozen=True)
class Line:
    """A programme in the overview, counted for all companies or for those of one cluster."""

    programme: SweptProgramme
    eligible: int
    undetermined: int
    newly: int
    company_fits: int
    closes_in: int | None  # days from today, negative where the last day has gone by
    question: Question | None

    @property
    def other_undetermined(self) -> int:
        return self.undetermined - self.company_fits


@dataclass(frozen=True)
class Overview:
    """A run as its page shows it."""

    run: SweepRun
    lines: tuple[Line, ...]
    questions: tuple[Question, ...]

    @property
    def chart(self) -> dict[str, Any]:
        """Return the bars: the programmes with most eligible companies first, as in the table."""
        shown = [line for line in self.lines if line.eligible or line.undetermined][:CHARTED]
        language = get_language() or "en"
        names = [_short(Text.of(line.programme.name).in_language(language)) for line in shown]
        parts = (
            (_("Eligible"), "#2f8f6b", [line.eligible for line in shown]),
            (
                _("Undetermined, nothing open about the company"),
                "#d9a400",
                [line.company_fits for line in shown],
            ),
            (_("Undetermined"), "#b9bfc9", [line.other_undetermined for line in shown]),
        )
        return {
            "grid": {"left": 8, "right": 24, "top": 56, "bottom": 8, "containLabel": True},
            "legend": {"top": 0, "left": 0},
            "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
            "xAxis": {"type": "value", "minInterval": 1},
            "yAxis": {"type": "category", "inverse": True, "data": names, "axisLabel": {"width": 220, "overflow": "truncate"}},
            "series": [
                {"name": name, "type": "bar", "stack": "all", "data": data, "itemStyle": {"color": colour}}
                for name, colour, data in parts
            ],
        }  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= 44 else f"{name[:43]}…"


def overview(
    run: SweepRun,
    *,
    for_user: User,
    today: date,
    cluster: str = "",
    within: int | None = None,
    newly: bool = False,
) -> Overview:
    """Return what a run found. Two queries.

    `cluster` (a slug) counts only its companies; `within` keeps the programmes that close in that many days from
    today; `newly` those with companies newly eligible. Programmes with most eligible companies come first.
    """
    check_can_view_sweeps(for_user)
    lines = [_line(programme, cluster, today) for programme in run.programmes.all()]
    if within is not None:
        lines = [line for line in lines if line.closes_in is not None and 0 <= line.closes_in <= within]
    if newly:
        lines = [line for line in lines if line.newly]
    lines.sort(
        key=lambda line: (
            -line.newly,
            -line.eligible,
            -line.company_fits,
            -line.undetermined,
            line.programme.slug,
        )
    )
    return Overview(run, tuple(lines), _questions([line.programme for line in lines]))


def _line(programme: SweptProgramme, cluster: str, today: date) -> Line:
    counts: list[int] = [programme.eligible, programme.undetermined, programme.newly, programme.company_fits]
    if cluster:
        counts = programme.by_cluster.get(cluster, [0, 0, 0, 0])
    eligible, undetermined, newly, fits = counts
    closes_in = (programme.closes - today).days if programme.closes else None
    best = next(iter(questions_of(programme)), None)
    return Line(programme, eligible, undetermined, newly, fits, closes_in, best)


def questions_of(programme: SweptProgramme, asked: str = "company") -> tuple[Question, ...]:
    """Return the questions about companies (or a project, an application, a person), the best first."""
    bits: dict[str, int] = {}
    for bit, criterion in enumerate(programme.criteria):
        bits.setdefault(criterion["field"], bit)
    return tuple(
        Question(
            field=entry["field"], words=entry["question"], waiting=entry["waiting"], if_met=entry["if_met"],
            if_not=entry["if_not"], bit=bits.get(entry["field"]),
        )
        for entry in programme.questions
        if entry["asked"] == asked
    )  # fmt: skip


def _questions(programmes: list[SweptProgramme]) -> tuple[Question, ...]:
    """Return the questions about companies over many programmes: the one that settles most verdicts first."""
    found: dict[str, list[Question]] = defaultdict(list)
    for programme in programmes:
        for question in questions_of(programme):
            found[question.field].append(question)
    merged = [
        Question(
            field=field, words=each[0].words, waiting=sum(one.waiting for one in each),
            if_met=sum(one.if_met for one in each), if_not=sum(one.if_not for one in each), programmes=len(each),
        )
        for field, each in found.items()
    ]  # fmt: skip
    merged.sort(key=lambda one: (-one.settles, -one.waiting, one.field))
    return tuple(merged[:QUESTIONS])


def history(programme: SweptProgramme, *, for_user: User, runs: int = 30) -> list[SweptProgramme]:
    """Return what the last runs counted of a programme, the oldest first. One query."""
    check_can_view_sweeps(for_user)
    same = SweptProgramme.objects.filter(
        slug=programme.slug,
        run__catalogue=programme.run.catalogue,
        run__state="done",
        run_id__lte=programme.run_id,
    )
    found = same.select_related("run").defer("criteria", "questions", "by_cluster").order_by("-run_id")[:runs]
    return list(found)[::-1]


def history_chart(rows: list[SweptProgramme]) -> dict[str, Any]:
    """Return the line of eligible companies over the runs, with those newly eligible as bars."""
    return {
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [row.run.on.isoformat() for row in rows]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": _("Eligible"),
                "type": "line",
                "data": [row.eligible for row in rows],
                "color": "#2f8f6b",
            },
            {
                "name": _("Newly eligible"),
                "type": "bar",
                "data": [row.newly for row in rows],
                "color": "#6b2fa0",
            },
        ],
    }
