"""Which work on the search is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.search import operations


@app.task(name="search.encode", queue="encoding", queueing_lock="search.encode")
def encode() -> None:
    """Encode what is new or was changed."""
    operations.encode_waiting()


@app.periodic(cron="* * * * *")
@app.task(name="search.keep", queue="encoding", queueing_lock="search.keep", pass_context=False)
def keep(timestamp: int) -> None:
    """Every minute: what hangs on companies that were changed, before what texts written meanwhile mean."""
    operations.look_again()
    operations.encode_waiting()
