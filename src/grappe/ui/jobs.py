"""How does an operation order a job? By its task's name, so that the thin door `tasks` may import operations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def order(
    name: str, *, after: timedelta = timedelta(), lock: str = "", alone: str = "", **arguments: Any
) -> bool:
    """Order the job of the task of that name, with its own queue and lock; return whether it was not ordered already.

    `after` puts it off; of jobs with the same `lock` one waits at most, of those with the same `alone` one runs at a time.
    Inside a transaction the job exists if and only if the transaction stands. Raises procrastinate's TaskNotFound for a
    name that no task has (tests/architecture looks at every name).
    """
    how: dict[str, Any] = {"schedule_in": {"seconds": int(after.total_seconds())}} if after else {}
    if lock:
        how["queueing_lock"] = lock
    if alone:
        how["lock"] = alone
    job = app.configure_task(name, allow_unknown=False, **how)
    try:
        with transaction.atomic():  # a job that waits already must not break the caller's transaction
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
