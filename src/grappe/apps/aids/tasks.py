"""Which work on aids is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.aids import operations


@app.task(name="aids.encode_passages", queue="encoding", queueing_lock="aids.encode")
def encode_passages() -> None:
    """Encode the passages of programmes that have no vector yet."""
    operations.encode_waiting()
