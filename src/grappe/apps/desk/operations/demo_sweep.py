"""What has the demonstration swept? Yesterday's sweep and today's, with answers in between that opened aids."""

from __future__ import annotations

from datetime import timedelta

from grappe.apps.aids import operations as aids
from grappe.apps.aids.queries import loaded_catalogue
from grappe.apps.companies import operations as companies
from grappe.apps.desk.operations.demo_stage import Stage

ANSWERS = {"business_permit": True, "undertaking_in_difficulty": False, "activity_excluded": False}
ANSWERED = 4  # of so many companies one answered since yesterday


def tell_sweep(stage: Stage) -> None:
    """Sweep as of yesterday, let some companies answer, sweep as of today; nothing without programmes."""
    if not loaded_catalogue().programmes:
        return
    _sweep(stage, days=1)
    for cast in stage.chance.sample(stage.cast, len(stage.cast) // ANSWERED):
        for field, value in ANSWERS.items():
            companies.state_fact(company=cast.company, field=field, value=value, by=cast.manager, at=stage.at)
    _sweep(stage, days=0)


def _sweep(stage: Stage, days: int) -> None:
    at = stage.at - timedelta(days=days)
    run = aids.start_sweep(by=None, at=at, on=stage.today - timedelta(days=days))
    aids.perform_sweep(run_id=run.pk, at=at)
