"""How does a test let the worker do what was ordered? Needs real transactions (transaction=True)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry


def work() -> None:
    """Run a real worker until no job is left.

    In a thread of its own: in the browser stories an event loop already runs in this one. Without what is due by
    the clock: a quarter of an hour that passes during a test would send reminders nobody expects there.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(_work).result()


def _work() -> None:
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.periodic_registry = PeriodicRegistry()
    try:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        connections.close_all()


def perform(name: str) -> int:
    """Do the waiting jobs of a task here and now, in the transaction of the test; return how many there were."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(task_name=name, status="todo").order_by("pk")
    given = list(waiting.values_list("args", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [name])
    for arguments in given:
        app.tasks[name](**arguments)
    return len(given)
