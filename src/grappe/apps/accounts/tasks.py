"""Which work on accounts is done by the worker?"""

from __future__ import annotations

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from grappe.apps.accounts.operations import attempts, audit, letters, sessions
from grappe.ui import clock

# A mail server that does not answer is tried again for about a day.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="accounts.send_letter", queue="mail", retry=AGAIN)
def send_letter(user_id: int, what: str, given: dict[str, Any]) -> None:
    """Write to whose account something happened to."""
    letters.send(user_id=user_id, what=what, given=given)


@app.periodic(cron="50 2 * * *")
@app.task(
    name="accounts.remove_old", queue="accounts", queueing_lock="accounts.remove_old", pass_context=False
)
def remove_old(timestamp: int) -> None:
    """Take away each night what is older than the rules say: entries of the audit, failed attempts, sessions."""
    audit.remove_old(at=clock.now())
    attempts.forget_old(at=clock.now())
    sessions.remove_expired(at=clock.now())
