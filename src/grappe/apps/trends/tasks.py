"""Which work on trends is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.trends.operations import feeds, topic_runs
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


@app.task(name="trends.find_topics", queue="topics", lock="trends.topics")
def find_topics(run_id: int) -> None:
    """Bring the topics of the field up to date because somebody pressed or corrected something."""
    topic_runs.find_topics(run_id=run_id, at=clock.now())


@app.periodic(cron="40 3 * * *")
@app.task(
    name="trends.find_topics_daily", queue="topics", queueing_lock="trends.topics_daily", lock="trends.topics",
    pass_context=False,
)  # fmt: skip
def find_topics_daily(timestamp: int) -> None:
    """Bring the topics of the field up to date each night with the day's notes."""
    topic_runs.find_now(at=clock.now())
