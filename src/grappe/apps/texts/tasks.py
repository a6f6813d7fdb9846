"""Which work on shared texts is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.texts import operations
from grappe.ui import clock


@app.periodic(cron="*/10 * * * *")
@app.task(name="texts.forget", queue="texts", queueing_lock="texts.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every ten minutes forget who has closed a page."""
    operations.forget_presence(at=clock.now())
