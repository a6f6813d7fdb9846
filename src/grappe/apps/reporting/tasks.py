"""Which work on records and figures is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.reporting.operations import runs
from grappe.ui import clock


@app.task(name="reporting.perform_refresh", queue="reporting", lock="reporting.refresh")
def perform_refresh(run_id: int) -> None:
    """Bring records, the columnar copy and figures up to date because somebody pressed."""
    runs.perform_refresh(run_id=run_id, at=clock.now())


@app.periodic(cron="12 * * * *")
@app.task(
    name="reporting.refresh_hourly", queue="reporting", queueing_lock="reporting.hourly", lock="reporting.refresh",
    pass_context=False,
)  # fmt: skip
def refresh_hourly(timestamp: int) -> None:
    """Bring records, the columnar copy and figures up to date twelve minutes past each hour."""
    runs.refresh_hourly(at=clock.now())
