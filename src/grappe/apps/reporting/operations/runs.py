"""How are records and figures brought up to date by a job: each hour, or because somebody pressed?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.reporting.enums import RefreshState
from grappe.apps.reporting.models import Refresh, Version
from grappe.apps.reporting.operations.columns import copy_columns
from grappe.apps.reporting.operations.diversification import compute_diversification
from grappe.apps.reporting.operations.figures import compute_values
from grappe.apps.reporting.operations.refresh import Changes, refresh_records
from grappe.apps.reporting.permissions import check_can_refresh
from grappe.apps.reporting.queries.columns import columns_folder
from grappe.apps.reporting.queries.sources import SOURCES
from grappe.ui import jobs

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

DEAD = timedelta(hours=1)  # a run not over by then is no longer waited for
KEPT = 50  # runs


@transaction.atomic
def order_refresh(*, by: User, at: datetime, begun: bool = True) -> Refresh:
    """Order a refresh; one that waits or runs already is the one that is meant. `begun` False: one that runs is too early."""
    check_can_refresh(by)
    states = [RefreshState.ORDERED, *([RefreshState.RUNNING] if begun else [])]
    found = Refresh.objects.filter(state__in=states, ordered_at__gt=at - DEAD).first()
    if found is None:
        found = Refresh.objects.create(ordered_at=at, ordered_by=by)
        jobs.order("reporting.perform_refresh", run_id=found.pk)
    return found


def is_busy(run: Refresh | None, *, at: datetime) -> bool:
    """Return whether a refresh waits or runs; one that died is not waited for."""
    at_work = run is not None and run.state in {RefreshState.ORDERED, RefreshState.RUNNING}
    return at_work and run is not None and run.ordered_at > at - DEAD


def refresh_hourly(*, at: datetime) -> None:
    """Refresh without being asked."""
    perform_refresh(run_id=_next(at).pk, at=at)


def refresh_now(*, at: datetime) -> Changes:
    """Refresh at once, in this process; return what changed among the records."""
    return perform_refresh(run_id=_next(at).pk, at=at) or Changes()


def _next(at: datetime) -> Refresh:
    """Return the run that is to begin: what was ordered and waits is done by it."""
    waits = Refresh.objects.filter(state=RefreshState.ORDERED, ordered_at__gt=at - DEAD).first()
    return waits or Refresh.objects.create(ordered_at=at)


def perform_refresh(*, run_id: int, at: datetime) -> Changes | None:
    """Refresh records, then the columnar copy, then every figure; the run says how far it is. None if it is over already."""
    rows = Refresh.objects.filter(pk=run_id)
    if not rows.exclude(state=RefreshState.DONE).update(
        state=RefreshState.RUNNING, started_at=at, message=""
    ):
        return None
    versions = Version.objects.filter(indicator__active=True).count()
    steps = {"done": 0}
    rows.update(steps_total=len(SOURCES) + 3 + versions)

    def say(text: str) -> None:
        rows.update(step=text[:60], steps_done=steps["done"])
        steps["done"] += 1

    try:
        changes = refresh_records(at=at, say=say)
        copy_columns(columns_folder())
        say("")
        compute_values(at=at, say=say)
        compute_diversification(at=at)
    except Exception as fault:
        rows.update(
            state=RefreshState.FAILED, finished_at=at, message=f"{type(fault).__name__}: {fault}"[:500]
        )
        raise
    rows.update(
        state=RefreshState.DONE, finished_at=at, step="", steps_done=steps["done"],
        added=changes.added, changed=changes.changed, removed=changes.removed,
    )  # fmt: skip
    old = Refresh.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Refresh.objects.filter(pk__in=list(old)).delete()
    return changes
