"""Which work on people's own calendars is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.calendars.operations import syncing
from grappe.ui import clock


@app.periodic(cron="* * * * *")
@app.task(name="calendars.sync_due", queueing_lock="calendars.sync_due", pass_context=False)
def sync_due(timestamp: int) -> None:
    """Every minute order an exchange with each server whose time has come: one that hangs does not hold up the others."""
    syncing.order_due(at=clock.now())


@app.task(name="calendars.sync")
def sync(account_id: int) -> None:
    """Bring what somebody planned here and their own calendar in step."""
    syncing.sync(account_id=account_id, at=clock.now())
