"""Which search for duplicates is done by the worker?"""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from grappe.apps.duplicates.operations import finding, looking, undoing
from grappe.ui import clock


@app.task(name="duplicates.find", queue="imports", lock="duplicates.find")
def find(run_id: int) -> None:
    """Search through all companies because somebody pressed."""
    finding.find(run_id=run_id, at=clock.now())


@app.periodic(cron="10 2 * * *")
@app.task(
    name="duplicates.find_nightly", queue="imports", queueing_lock="duplicates.find_nightly", lock="duplicates.find",
    pass_context=False,
)  # fmt: skip
def find_nightly(timestamp: int) -> None:
    """Search through all companies each night, with what the day has changed."""
    finding.find_now(at=clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="duplicates.look_at_changed", queue="imports", queueing_lock="duplicates.look_at_changed",
    lock="duplicates.find", pass_context=False,
)  # fmt: skip
def look_at_changed(timestamp: int) -> None:
    """Every quarter of an hour look at the companies and people that were written meanwhile (twice is as once)."""
    now = clock.now()
    looking.look_at_changed(since=now - timedelta(minutes=20), at=now)


@app.periodic(cron="40 2 * * *")
@app.task(
    name="duplicates.end_undoing", queue="imports", queueing_lock="duplicates.end_undoing", pass_context=False
)
def end_undoing(timestamp: int) -> None:
    """Each night let go what merges kept longer than the team has set."""
    undoing.end(at=clock.now())
