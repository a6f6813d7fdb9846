"""Which work on trends is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.trends.operations import feeds
from grappe.apps.trends.queries.feeds import to_read
from grappe.ui import clock, jobs


@app.periodic(cron="25 * * * *")
@app.task(name="trends.read_feeds", queueing_lock="trends.read_feeds", pass_context=False)
def read_feeds(timestamp: int) -> None:
    """Every hour order the reading of each source: one that hangs does not hold up the others."""
    for pk in to_read():
        jobs.order("trends.read_feed", lock=f"trends.read_feed.{pk}", feed_id=pk)


@app.task(name="trends.read_feed")
def read_feed(feed_id: int) -> None:
    """Read one source."""
    feeds.read_feed(feed_id=feed_id, at=clock.now())
