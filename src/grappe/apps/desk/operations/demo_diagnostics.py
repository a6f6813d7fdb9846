"""Which diagnostics did the demonstration's companies take, and how did they change from T0 to T1 and T2?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from grappe.apps.desk.operations.demo_answers import answers
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.diagnostics import operations as diagnostics
from grappe.apps.diagnostics import queries as diagnostic_queries
from grappe.apps.needs import operations as needs
from grappe.apps.needs import queries as need_queries

# questionnaire -> share of companies with 1, 2, 3 runs
RUNS = {"dma": (0.2, 0.08, 0.03), "resilience": (0.1, 0.02, 0.0)}
TAKEN_UP, STILL_WAITING, LATELY = 2, 3, 15  # needs, needs, days
BETWEEN = 260  # days between two runs


def tell_diagnostics(stage: Stage) -> None:
    """Tell the runs of both questionnaires; a second run finds a company riper than the first."""
    for slug, shares in RUNS.items():
        for cast in stage.cast:
            runs = stage.chance.choices((0, 1, 2, 3), (1 - sum(shares), *shares))[0]
            if not runs or not cast.talks:
                continue
            ripeness = stage.chance.uniform(0.45, 0.75)
            for ordinal in range(runs):
                back = (runs - 1 - ordinal) * BETWEEN + stage.chance.choice((*range(2, 15), *range(2, 120)))
                run_through(stage, cast, slug, ripeness + 0.09 * ordinal, stage.working_day(-back))
    for cast in [cast for cast in stage.cast if cast.talks][:3]:
        _under_way(stage, cast)


def run_through(stage: Stage, cast: Cast, slug: str, ripeness: float, day: date) -> None:
    """Tell one run of a questionnaire from its first answer to what became of the needs it proposed."""
    at = stage.moment(day)
    run = diagnostics.start_run(company=cast.company, slug=slug, by=cast.manager, at=at)
    if run.finished_at is not None:
        return
    questionnaire = diagnostic_queries.questionnaire_of(run.version)
    given = answers(questionnaire, ripeness=ripeness, chance=stage.chance)
    for minute, (question, value) in enumerate(given.items(), 1):
        diagnostics.save_answer(
            run=run, question=question, value=value, by=cast.manager, at=at + timedelta(minutes=minute)
        )
    finished = at + timedelta(minutes=len(given) + 5)
    diagnostics.finish_run(run=run, by=cast.manager, at=finished)
    _settle(stage, cast, run.pk, finished)


def _settle(stage: Stage, cast: Cast, run: int, finished: datetime) -> None:
    """Tell what the manager made of the proposed needs: two taken up, the others left; lately some still wait."""
    proposed = need_queries.needs_of_run(run, for_user=cast.manager)
    waiting = STILL_WAITING if (stage.at - finished).days <= LATELY else 0
    at = min(stage.at, finished + timedelta(days=2))
    for place, need in enumerate(proposed):
        if place < waiting:
            continue
        decide = needs.confirm_need if place < TAKEN_UP else needs.dismiss_need
        decide(need=need, by=cast.manager, at=at)


def _under_way(stage: Stage, cast: Cast) -> None:
    """Leave a run half answered, to be resumed."""
    at = stage.moment(stage.working_day(-stage.chance.randint(1, 9)))
    run = diagnostics.start_run(company=cast.company, slug="dma", by=cast.manager, at=at)
    questionnaire = diagnostic_queries.questionnaire_of(run.version)
    given = answers(questionnaire, ripeness=0.4, chance=stage.chance)
    for question, value in list(given.items())[:5]:
        diagnostics.save_answer(run=run, question=question, value=value, by=cast.manager, at=at)
