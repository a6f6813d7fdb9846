"""Which work on ideas is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.ideas.operations import encoding, letters
from grappe.ui import clock


@app.task(name="ideas.encode_passages", queue="encoding", queueing_lock="ideas.encode")
def encode_passages() -> None:
    """Encode the passages that have no vector yet."""
    encoding.encode_waiting()


@app.task(name="ideas.send_letters", queue="mail")
def send_letters() -> None:
    """Send the letters that are due; orders itself again while any waits."""
    letters.send(now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="ideas.resume_letters", queue="mail", queueing_lock="ideas.resume_letters", pass_context=False)
def resume_letters(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left."""
    letters.resume(now=clock.now)
