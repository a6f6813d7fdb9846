"""How is a timetable ordered, computed by the worker, stopped, taken up after a death, published and taken back?

One timetable a plan is at work: the database refuses a second. Whoever computes holds a lock that dies with the
worker's connection, and says every second or two how far it has come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.events.enums import PlanState, RequestState, TimetableState
from grappe.apps.events.models import MeetingPlan, Timetable
from grappe.apps.events.operations import results
from grappe.apps.events.operations.halls import AT_WORK, take
from grappe.apps.events.queries import plan_checks
from grappe.apps.events.queries.problems import (
    Change,
    change_of,
    placements_of,
    problem_of,
    restored,
    stored,
)
from grappe.apps.events.queries.timetables import LOCK, worker_is_there
from grappe.engines.timetable import repair as repairing
from grappe.engines.timetable import solve as solving
from grappe.engines.timetable.schedule import Progress, Solution
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

BEAT = 1.5  # seconds between two tellings of how far it is
KEPT_POINTS = 400  # of the curve: a long search tells a thousand times, a chart shows no more


@transaction.atomic
def order_timetable(
    *, plan: MeetingPlan, fairness: int, time_limit: int, by: User, at: datetime,
    change: Change | None = None, why: str = "",
) -> Timetable:  # fmt: skip
    """Order a timetable of the meetings as they are agreed now, and return it; with a late `change`, a repair.

    The question is kept with it, so what changes meanwhile does not change what is computed. Raises BadInput while
    another is at work, and with every fault that no timetable can keep to.
    """
    current = take(plan, by=by)
    if current.state == PlanState.CLOSED:
        raise BadInput(_("These meetings are closed."))
    before = current.timetables.filter(current=True).first() if change is not None else None
    if change is not None and before is None:
        raise BadInput(_("Publish a timetable first: a late change changes the published one."))
    faults = [fault.text for fault in plan_checks.faults_of(current) if fault.stops] if change is None else []
    if faults:
        raise BadInput(" ".join(faults))
    problem, maps = problem_of(current, change, before)
    last = current.timetables.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            timetable = Timetable.objects.create(
                plan=current, number=last + 1, fairness=fairness, time_limit=time_limit, ordered_at=at, ordered_by=by,
                problem=stored(problem, maps, change), repairs=before, why=why[:300],
            )  # fmt: skip
    except IntegrityError as another:
        raise BadInput(_("A timetable is being computed. Stop it, or wait until it is done.")) from another
    if change is None and current.state in (PlanState.PREPARING, PlanState.REQUESTS):
        current.state = PlanState.PLANNING
        current.version += 1
        with pghistory.context(user=by.pk):
            current.save()
    jobs.order("events.timetable", timetable_id=timetable.pk)
    return timetable


@transaction.atomic
def stop_timetable(*, timetable: Timetable, by: User, at: datetime) -> None:
    """Ask the worker to stop with the best it has; an order that no worker took is given up at once.

    Raises BadInput where it is over already.
    """
    take(timetable.plan, by=by)
    current = Timetable.objects.select_for_update(of=("self",)).get(pk=timetable.pk)
    if current.state == TimetableState.ORDERED:
        _fail(current, at, _("Stopped before a worker had begun."))
    elif current.state == TimetableState.RUNNING:
        current.state = TimetableState.STOPPING
        current.save(update_fields=["state"])
    elif current.state != TimetableState.STOPPING:
        raise BadInput(_("This timetable is over already."))


@transaction.atomic
def resume_timetable(*, timetable: Timetable, by: User, at: datetime) -> None:
    """Order once more the same question, where the worker is gone or it failed. Raises BadInput otherwise."""
    take(timetable.plan, by=by)
    current = Timetable.objects.select_for_update(of=("self",)).get(pk=timetable.pk)
    if current.state not in (TimetableState.FAILED, TimetableState.RUNNING, TimetableState.STOPPING):
        raise BadInput(_("This timetable does not wait for anybody."))
    if current.state in AT_WORK and worker_is_there(current, at):
        raise BadInput(_("This timetable does not wait for anybody."))
    _again(current, at)


def _again(timetable: Timetable, at: datetime) -> None:
    timetable.state, timetable.message, timetable.progress = TimetableState.ORDERED, "", []
    timetable.started_at = timetable.heard_at = timetable.finished_at = None
    timetable.ordered_at = at
    try:
        with transaction.atomic():
            timetable.save()
    except IntegrityError as another:
        raise BadInput(_("A timetable is being computed. Stop it, or wait until it is done.")) from another
    jobs.order("events.timetable", timetable_id=timetable.pk)


def take_up_the_dead(*, at: datetime) -> list[Timetable]:
    """Take up each timetable whose worker is gone, once; fail it clearly when that happens again. Return them."""
    found = []
    for pk in Timetable.objects.filter(state__in=AT_WORK, started_at__isnull=False).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            timetable = Timetable.objects.select_for_update(of=("self",)).get(pk=pk)
            if timetable.state not in AT_WORK or worker_is_there(timetable, at):
                continue
            deaths = timetable.problem.get("deaths", 0) + 1
            timetable.problem["deaths"] = deaths
            if timetable.state == TimetableState.STOPPING or deaths > 1:
                with translation.override(timetable.ordered_by.language if timetable.ordered_by else None):
                    _fail(
                        timetable, at, _("The worker was gone before it was done. You can compute it again.")
                    )
            else:
                _again(timetable, at)
            found.append(timetable)
    return found


def _fail(timetable: Timetable, at: datetime, message: str) -> None:
    timetable.state, timetable.finished_at, timetable.message = TimetableState.FAILED, at, message
    timetable.save()


# --- What the worker does ---


def perform_timetable(*, timetable_id: int, now: Callable[[], datetime]) -> None:
    """Compute what was ordered: search, check, keep with reasons and comparison. Ends DONE, or FAILED with a message.

    `now` tells the time. Does nothing where another worker is at it, or it is over.
    """
    with _alone(timetable_id) as alone:
        found = Timetable.objects.select_related("plan", "ordered_by", "repairs").filter(pk=timetable_id)
        timetable = found.first()
        if not alone or timetable is None or timetable.state not in AT_WORK:
            return
        with translation.override(timetable.ordered_by.language if timetable.ordered_by else None):
            try:
                _compute(timetable, now)
            except Exception:
                _fail(timetable, now(), _("Something broke on our side. You can compute it again."))
                raise


@contextmanager
def _alone(timetable_id: int) -> Iterator[bool]:
    """Hold the timetable's lock, which dies with this connection; the value says whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, timetable_id])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, timetable_id])


def _compute(timetable: Timetable, now: Callable[[], datetime]) -> None:
    timetable.started_at = timetable.heard_at = now()
    if timetable.state == TimetableState.ORDERED:
        timetable.state = TimetableState.RUNNING
    timetable.save()
    teller = Teller(timetable, now)
    problem, maps = restored(timetable.problem)
    limits: dict[str, Any] = {"fairness": timetable.fairness, "time_limit": float(timetable.time_limit)}
    if timetable.repairs is not None and change_of(timetable.problem) is not None:
        before = placements_of(timetable.repairs, maps)
        solution = repairing.repair(problem, before, **limits, on_progress=teller).solution
    else:
        solution = solving.solve(problem, **limits, on_progress=teller)
    timetable.progress = teller.points
    teller.tell(solution)
    results.keep(timetable, solution, problem, maps, at=now())


class Teller:
    """Keeps how far the search is, for the page that waits, and hears whether it is to stop."""

    def __init__(self, timetable: Timetable, now: Callable[[], datetime]) -> None:
        self.timetable, self.now = timetable, now
        self.points: list[dict[str, Any]] = []
        self.told = 0.0

    def __call__(self, progress: Progress) -> bool:
        """Write a point now and then; return False once somebody asked to stop."""
        if self.points and time.monotonic() - self.told < BEAT:
            return True
        self.told = time.monotonic()
        best = progress.best
        self.points.append(
            {
                "seconds": round(progress.seconds, 1), "phase": progress.phase, "bound": progress.bound,
                "breaks": best.breaks if best else None, "placed": len(best.placements) if best else None,
                "spread": best.spread if best else None,
            }
        )  # fmt: skip
        if len(self.points) > KEPT_POINTS:
            self.points = self.points[::2] + self.points[-1:]
        # `update`, not `save`: the state may have been changed by who pressed stop.
        mine = Timetable.objects.filter(pk=self.timetable.pk)
        mine.update(progress=self.points, heard_at=self.now())
        return mine.values_list("state", flat=True).first() != TimetableState.STOPPING

    def tell(self, solution: Solution) -> None:
        """Write the last point: what was found."""
        self.points.append(
            {
                "seconds": round(solution.seconds, 1), "phase": "done", "bound": solution.bound,
                "breaks": solution.breaks, "placed": len(solution.placements), "spread": solution.spread,
            }
        )  # fmt: skip
        self.timetable.progress = self.points


# --- Published, and taken back ---


@transaction.atomic
def publish_timetable(*, timetable: Timetable, by: User, at: datetime) -> int:
    """Make a timetable the one that participants see, write to whom it touches, and return how many those are.

    What a late change was is written down in the same moment: who left, which table is lost, who cannot when.
    Raises BadInput for one that is not done, has nothing placed, or places a meeting that is no longer agreed.
    """
    plan = take(timetable.plan, by=by)
    current = Timetable.objects.select_for_update(of=("self",)).select_related("repairs").get(pk=timetable.pk)
    _check_publishable(plan, current)
    before = plan.timetables.filter(current=True).first()
    change = change_of(current.problem)
    with pghistory.context(user=by.pk):
        if change is not None:
            results.write_down(plan, change, at)
        plan.timetables.filter(current=True).update(current=False)
        current.current, current.published_at, current.published_by = True, at, by
        current.save(update_fields=["current", "published_at", "published_by"])
        plan.state = PlanState.PUBLISHED
        plan.version += 1
        plan.save()
    return results.write_to_participants(current, before=before, at=at)


def _check_publishable(plan: MeetingPlan, timetable: Timetable) -> None:
    if plan.state == PlanState.CLOSED:
        raise BadInput(_("These meetings are closed."))
    if timetable.state != TimetableState.DONE or not timetable.meetings.filter(slot__isnull=False).exists():
        raise BadInput(_("There is no timetable in it that could be published."))
    if timetable.current:
        raise BadInput(_("This timetable is published already."))
    if timetable.repairs_id and not Timetable.objects.filter(pk=timetable.repairs_id, current=True).exists():
        raise BadInput(
            _("It repairs a timetable that is no longer the published one. Enter the change again.")
        )
    gone = timetable.meetings.filter(slot__isnull=False).select_related(
        "request__asker__registration", "request__asked__registration"
    )
    if timetable.repairs_id is None and any(
        each.request.state != RequestState.ACCEPTED or not plan_checks.is_coming(each.request)
        for each in gone
    ):
        raise BadInput(
            _(
                "It places meetings that are no longer agreed, or with people who do not come. Compute a new one."
            )
        )


@transaction.atomic
def unpublish_timetable(*, timetable: Timetable, by: User, at: datetime) -> None:
    """Take the published timetable back: participants see none until the next is published."""
    plan = take(timetable.plan, by=by)
    if not plan.timetables.filter(pk=timetable.pk, current=True).exists():
        raise BadInput(_("This timetable is not published."))
    if plan.state == PlanState.CLOSED:
        raise BadInput(_("These meetings are closed."))
    with pghistory.context(user=by.pk):
        plan.timetables.filter(pk=timetable.pk).update(current=False)
        plan.state = PlanState.PLANNING
        plan.version += 1
        plan.save()
