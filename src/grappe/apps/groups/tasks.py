"""Which work on working groups is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.groups.operations import approval, chasing, joining, letters, session_care
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


@app.periodic(cron="*/10 * * * *")
@app.task(name="groups.sessions", queue="mail", queueing_lock="groups.sessions", pass_context=False)
def sessions(timestamp: int) -> None:
    """Every ten minutes put the letters about sessions that are due; approve minutes nobody objects to."""
    session_care.look_after(at=clock.now())
    approval.approve_silent(at=clock.now())


@app.periodic(cron="5,20,35,50 * * * *")
@app.task(name="groups.chase", queue="mail", queueing_lock="groups.chase", pass_context=False)
def chase(timestamp: int) -> None:
    """Every quarter of an hour tell owners of their actions, and remind them when they are due."""
    chasing.chase(at=clock.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="groups.forget", queue="groups", queueing_lock="groups.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night forget who wanted to join and never confirmed the address."""
    joining.forget(at=clock.now())
