"""Which work on ideas is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.ideas.operations import answers, challenge_care, encoding, letters, participants
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


@app.task(name="ideas.encode_answers", queue="encoding", queueing_lock="ideas.encode_answers")
def encode_answers() -> None:
    """Encode the answers of ideation campaigns that have no vector yet."""
    while answers.encode_waiting():
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(name="ideas.challenges", queue="mail", queueing_lock="ideas.challenges", pass_context=False)
def challenges(timestamp: int) -> None:
    """Every ten minutes bring ideation campaigns to where their dates say, and write to those whom it concerns."""
    challenge_care.look_after(at=clock.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="ideas.forget", queue="ideas", queueing_lock="ideas.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night forget who wanted to take part in an ideation campaign and never confirmed the address."""
    participants.forget(at=clock.now())
