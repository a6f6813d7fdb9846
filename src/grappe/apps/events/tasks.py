"""Which work on events is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.events import operations
from grappe.apps.events.operations import badges, letters, reminders, retention, survey, timetables
from grappe.apps.events.operations.proposals import propose
from grappe.ui import clock


@app.task(name="events.send_letters", queue="mail")
def send_letters() -> None:
    """Send the letters that are due; orders itself again while any waits."""
    letters.send(now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="events.resume_letters", queue="mail", queueing_lock="events.resume_letters", pass_context=False
)
def resume_letters(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left."""
    letters.resume(now=clock.now)


@app.periodic(cron="*/15 * * * *")
@app.task(name="events.remind", queue="mail", queueing_lock="events.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every quarter of an hour put the reminders that are due."""
    reminders.remind(at=clock.now())


@app.task(name="events.move_up", queue="events")
def move_up(event_id: int) -> None:
    """Give away the seats that were kept for people who did not confirm in time."""
    operations.move_up(event_id=event_id, at=clock.now())


@app.task(name="events.proposals", queue="encoding", pass_context=False)
def proposals(plan_id: int) -> None:
    """Make the proposals of partners for the business meetings of an event."""
    propose(plan_id=plan_id, at=clock.now())


@app.periodic(cron="10 * * * *")
@app.task(name="events.send_surveys", queue="mail", queueing_lock="events.send_surveys", pass_context=False)
def send_surveys(timestamp: int) -> None:
    """Every hour send the surveys whose event was the day before; nobody gets one twice."""
    survey.send_due(at=clock.now())


@app.task(name="events.timetable", queue="timetables", pass_context=False)
def timetable(timetable_id: int) -> None:
    """Compute a timetable of business meetings, or the repair of one."""
    timetables.perform_timetable(timetable_id=timetable_id, now=clock.now)


@app.periodic(cron="* * * * *")
@app.task(
    name="events.take_up_timetables",
    queue="timetables",
    queueing_lock="events.take_up_timetables",
    pass_context=False,
)
def take_up_timetables(timestamp: int) -> None:
    """Every minute take up, once, a timetable whose worker is gone."""
    timetables.take_up_the_dead(at=clock.now())


@app.task(name="events.write_badges", queue="exports", pass_context=False)
def write_badges(file_id: int) -> None:
    """Write all badges of an event as one file."""
    badges.write(file_id=file_id)


@app.periodic(cron="30 3 * * *")
@app.task(
    name="events.forget_badges", queue="events", queueing_lock="events.forget_badges", pass_context=False
)
def forget_badges(timestamp: int) -> None:
    """Every night remove the files of badges that are a day old."""
    badges.forget_old(at=clock.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="events.forget", queue="events", queueing_lock="events.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night forget who sent forms yesterday, and addresses that were never confirmed."""
    operations.forget(at=clock.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="events.erase", queue="events", queueing_lock="events.erase", pass_context=False)
def erase(timestamp: int) -> None:
    """Every night make the attendance lists anonymous whose time is over."""
    retention.erase_due(at=clock.now())
