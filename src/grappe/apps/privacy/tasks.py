"""Which work on personal data is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.privacy.operations import erasing, looks, proof, retention
from grappe.ui import clock


@app.task(name="privacy.erase", queue="privacy", pass_context=False)
def erase(erasure_id: int) -> None:
    """Erase somebody as it was ordered."""
    erasing.perform(erasure_id=erasure_id, at=clock.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="privacy.keep_log", queue="privacy", queueing_lock="privacy.keep_log", pass_context=False)
def keep_log(timestamp: int) -> None:
    """Every night: what a dying machine did not write down of an erasure."""
    proof.append_to_log()


@app.periodic(cron="55 3 * * *")
@app.task(name="privacy.propose", queue="privacy", queueing_lock="privacy.propose", pass_context=False)
def propose(timestamp: int) -> None:
    """Every night: propose for erasure what is kept longer than the rules say. Nothing is erased by it."""
    retention.propose(at=clock.now())


@app.task(name="privacy.look", queue="privacy", pass_context=False)
def look(look_id: int) -> None:
    """Look through all texts for somebody."""
    looks.perform(look_id=look_id, at=clock.now())


@app.periodic(cron="35 * * * *")
@app.task(
    name="privacy.forget_looks", queue="privacy", queueing_lock="privacy.forget_looks", pass_context=False
)
def forget_looks(timestamp: int) -> None:
    """Every hour: forget where somebody stands when its time is over."""
    looks.forget_old(at=clock.now())
