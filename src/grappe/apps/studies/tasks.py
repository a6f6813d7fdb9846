"""Which work on studies is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.studies.operations import letters, reviews, uploads
from grappe.ui import clock


@app.task(name="studies.look_at_upload", queue="imports")
def look_at_upload(upload_id: int) -> None:
    """Look at a file with figures: its sheets, headings, columns."""
    uploads.look_at(upload_id=upload_id, at=clock.now())


@app.task(name="studies.import_figures", queue="imports")
def import_figures(upload_id: int, look_only: bool) -> None:
    """Make a table of a file, or only look whether that can be done."""
    uploads.import_figures(upload_id=upload_id, look_only=look_only, at=clock.now())


@app.task(name="studies.send_letters", queue="mail")
def send_letters() -> None:
    """Send the letters to reviewers that are due; orders itself again while any waits."""
    letters.send(now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="studies.resume_letters", queue="mail", queueing_lock="studies.resume_letters", pass_context=False
)
def resume_letters(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left."""
    letters.resume(now=clock.now)


@app.periodic(cron="0 7 * * *")
@app.task(
    name="studies.remind_reviewers",
    queue="mail",
    queueing_lock="studies.remind_reviewers",
    pass_context=False,
)
def remind_reviewers(timestamp: int) -> None:
    """Every morning remind reviewers whose day is near, or over."""
    reviews.remind(at=clock.now())
