"""How does a test let the worker do what was ordered? Needs real transactions (transaction=True)."""

from __future__ import annotations

from procrastinate.contrib.django import app


def work() -> None:
    """Run a real worker until no job is left."""
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
