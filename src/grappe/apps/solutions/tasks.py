"""Which work on solutions is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.solutions import operations


@app.task(name="solutions.encode_passages", queue="encoding", queueing_lock="solutions.encode")
def encode_passages() -> None:
    """Encode the passages that have no vector yet."""
    operations.encode_waiting()
