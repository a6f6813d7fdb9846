"""Which work on introductions is done by the worker?"""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from grappe.apps.matches import operations
from grappe.ui import clock

# A mail server that does not answer is tried again for about a day.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="matches.send_letter", queue="mail", retry=AGAIN)
def send_letter(introduction_id: int) -> None:
    """Send the letter of an introduction."""
    operations.send_letter(introduction_id=introduction_id)


@app.task(name="matches.send_reminder", queue="mail", retry=AGAIN)
def send_reminder(introduction_id: int, day: int) -> None:
    """Send one reminder of an introduction."""
    operations.send_reminder(introduction_id=introduction_id, day=day)


@app.periodic(cron="0 7 * * *")
@app.task(name="matches.remind", queue="mail", queueing_lock="matches.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Order the reminders that are due, every morning at seven."""
    operations.remind(today=clock.today(), at=clock.now())
