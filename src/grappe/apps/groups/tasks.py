"""Which work on working groups is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.groups.operations import letters
from grappe.ui import clock


@app.task(name="groups.send_letters", queue="mail")
def send_letters() -> None:
    """Send the letters that are due; orders itself again while any waits."""
    letters.send(now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="groups.resume_letters", queue="mail", queueing_lock="groups.resume_letters", pass_context=False
)
def resume_letters(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left."""
    letters.resume(now=clock.now)
