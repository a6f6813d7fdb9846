"""Which work on accounts is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.accounts.operations import attempts, audit
from grappe.ui import clock


@app.periodic(cron="50 2 * * *")
@app.task(
    name="accounts.remove_old", queue="accounts", queueing_lock="accounts.remove_old", pass_context=False
)
def remove_old(timestamp: int) -> None:
    """Take away each night what is older than the rules say: entries of the audit, failed attempts."""
    audit.remove_old(at=clock.now())
    attempts.forget_old(at=clock.now())
