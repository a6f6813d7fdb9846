"""Which work on people's own calendars is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.calendars.operations import booking, booking_letters, syncing
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


@app.task(name="calendars.send_letters", queue="mail")
def send_letters() -> None:
    """Send the letters about bookings that are due; orders itself again while any waits."""
    booking_letters.send(now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="calendars.resume_letters",
    queue="mail",
    queueing_lock="calendars.resume_letters",
    pass_context=False,
)
def resume_letters(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left, and remind of tomorrow’s appointments."""
    booking_letters.remind(at=clock.now())
    booking_letters.resume(now=clock.now)


@app.periodic(cron="40 3 * * *")
@app.task(name="calendars.forget", queueing_lock="calendars.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night erase who booked half a year ago."""
    booking.forget(at=clock.now())
