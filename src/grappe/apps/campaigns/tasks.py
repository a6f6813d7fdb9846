"""Which work on campaigns is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.campaigns import operations
from grappe.ui import clock


@app.task(name="campaigns.send", queue="mail")
def send(campaign_id: int) -> None:
    """Send what is due of a campaign; orders itself again while anybody waits."""
    operations.send(campaign_id=campaign_id, now=clock.now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="campaigns.resume", queue="mail", queueing_lock="campaigns.resume", pass_context=False)
def resume(timestamp: int) -> None:
    """Every five minutes take up what a worker that is gone has left."""
    operations.resume(now=clock.now)
