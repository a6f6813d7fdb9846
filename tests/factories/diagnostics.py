"""How does a test load questionnaires, and answer and finish one for a company?"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml

from factories.companies import WHEN
from grappe.apps.diagnostics import operations
from grappe.apps.diagnostics.models import Run

FOLDER = Path(__file__).parents[2] / "catalogues/luxembourg/questionnaires"


@cache
def shipped(name: str) -> dict:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def load(*names: str) -> None:
    operations.load_questionnaires([shipped(name) for name in names or ("dma", "resilience")], at=WHEN)


def start(company, by, slug: str = "dma", days: int = 0) -> Run:
    return operations.start_run(company=company, slug=slug, by=by, at=WHEN + timedelta(days=days))


def finish(company, by, answers: dict, slug: str = "dma", days: int = 0) -> Run:
    """Start a run, give these answers, finish it."""
    at = WHEN + timedelta(days=days)
    run = start(company, by, slug, days)
    for question, value in answers.items():
        operations.save_answer(run=run, question=question, value=value, by=by, at=at)
    return operations.finish_run(run=run, by=by, at=at + timedelta(minutes=20))
