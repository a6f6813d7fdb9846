"""Which work on surveys is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.surveys.operations import letters, waves
from grappe.ui import clock


@app.task(name="surveys.send_letters", queue="mail")
def send_letters() -> None:
    """Send the letters that are due; orders itself again while any waits."""
    letters.send(now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="surveys.resume_letters", queue="mail", queueing_lock="surveys.resume_letters", pass_context=False
)
def resume_letters(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left."""
    letters.resume(now=clock.now)


@app.periodic(cron="20 8 * * *")
@app.task(name="surveys.remind", queue="mail", queueing_lock="surveys.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every morning put the reminders that are due."""
    waves.remind(at=clock.now())
