"""How are topics brought up to date: each day, because an analyst pressed or corrected something, or by command?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from grappe.apps.trends.enums import RunState
from grappe.apps.trends.models import TopicRun
from grappe.apps.trends.operations.describing import describe
from grappe.apps.trends.operations.placing import place_new
from grappe.apps.trends.operations.texts import one_at_a_time, take_over
from grappe.apps.trends.permissions import check_can_correct_topics
from grappe.ui import jobs
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

DEAD = timedelta(hours=1)  # a run not over by then is no longer waited for
KEPT = 50  # runs
STEPS = (
    gettext_noop("Texts are read"),
    gettext_noop("Sentences are placed"),
    gettext_noop("Topics are named and counted"),
)
AFTER_READING = 2  # steps


@transaction.atomic
def order_run(*, by: User, at: datetime) -> TopicRun:
    """Order a run; one that waits or runs already is the one that is meant. Raises PermissionDenied."""
    check_can_correct_topics(by)
    found = _busy(at)
    return found or ordered(by=by, at=at)


def ordered(*, by: User | None, at: datetime) -> TopicRun:
    """Order a run of whoever was allowed what makes it necessary; one that only waits is enough."""
    waits = TopicRun.objects.filter(state=RunState.ORDERED, ordered_at__gt=at - DEAD).first()
    if waits is not None:
        return waits
    run = TopicRun.objects.create(ordered_at=at, ordered_by=by)
    jobs.order("trends.find_topics", run_id=run.pk)
    return run


def _busy(at: datetime) -> TopicRun | None:
    return TopicRun.objects.filter(
        state__in=[RunState.ORDERED, RunState.RUNNING], ordered_at__gt=at - DEAD
    ).first()


def is_busy(run: TopicRun | None, *, at: datetime) -> bool:
    """Return whether a run waits or is at work; one that died is not waited for."""
    return (
        run is not None and run.state in {RunState.ORDERED, RunState.RUNNING} and run.ordered_at > at - DEAD
    )


def find_now(*, at: datetime) -> TopicRun:
    """Bring topics up to date at once, in this process."""
    run = TopicRun.objects.create(ordered_at=at)
    find_topics(run_id=run.pk, at=at)
    run.refresh_from_db()
    return run


def find_topics(*, run_id: int, at: datetime) -> None:
    """Take over texts, place new sentences, describe topics; the run says how far it is. Nothing for one that is over.

    One that is begun beside another one (by command, beside the night's) waits until that is over.
    """
    with one_at_a_time():
        _find(run_id, at)


def _find(run_id: int, at: datetime) -> None:
    rows = TopicRun.objects.filter(pk=run_id)
    if not rows.exclude(state=RunState.DONE).update(state=RunState.RUNNING, message=""):
        return

    def say(step: str, done: int, total: int) -> None:
        rows.update(step=step or STEPS[0], steps_done=done, steps_total=total + AFTER_READING)

    try:
        say("", 0, 0)
        taken = take_over(at=at, say=say)
        say(STEPS[1], taken.added + taken.changed, taken.added + taken.changed)
        born = place_new(at=at)
        say(STEPS[2], taken.added + taken.changed + 1, taken.added + taken.changed)
        describe()
    except Exception as fault:
        rows.update(state=RunState.FAILED, finished_at=at, message=type(fault).__name__[:500])
        raise
    rows.update(
        state=RunState.DONE, finished_at=at, on=local_date(at), step="", added=taken.added, changed=taken.changed,
        removed=taken.removed, sentences=taken.sentences, born=born,
    )  # fmt: skip
    old = TopicRun.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    TopicRun.objects.filter(pk__in=list(old)).delete()
