"""How are the files that may be one company, and the entries that may be one person, found and kept with what people decided?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from grappe.apps.companies.queries.linking import Compared, compared
from grappe.apps.companies.queries.linking_people import AMONG, compared_people
from grappe.apps.duplicates.enums import PairState, RunState
from grappe.apps.duplicates.models import Candidate, PersonCandidate, Run, Thresholds
from grappe.apps.duplicates.operations.looking import AT_ONCE, digest_of, reasons_of, write
from grappe.apps.duplicates.operations.merging import merge
from grappe.apps.duplicates.permissions import can_set_thresholds, check_can_set_thresholds
from grappe.apps.duplicates.queries.pairs import shown_from, side_by_side, thresholds
from grappe.engines.linkage import COMPANY, PERSON, Link, Linker
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

DEAD = timedelta(hours=2)  # a run not over by then is no longer waited for
KEPT = 50  # runs
Each = TypeVar("Each")


@transaction.atomic
def order_run(*, by: User, at: datetime) -> Run:
    """Order a search through all companies; one that waits or runs already is the one that is meant."""
    check_can_set_thresholds(by)
    busy = Run.objects.filter(
        state__in=[RunState.ORDERED, RunState.RUNNING], ordered_at__gt=at - DEAD
    ).first()
    if busy is not None:
        return busy
    run = Run.objects.create(ordered_at=at, ordered_by=by)
    jobs.order("duplicates.find", run_id=run.pk)
    return run


def is_busy(run: Run | None, *, at: datetime) -> bool:
    """Return whether a search waits or is at work; one that died is not waited for."""
    return (
        run is not None and run.state in (RunState.ORDERED, RunState.RUNNING) and run.ordered_at > at - DEAD
    )


def find_now(*, at: datetime) -> Run:
    """Search through all companies at once, in this process."""
    run = Run.objects.create(ordered_at=at)
    find(run_id=run.pk, at=at)
    run.refresh_from_db()
    return run


def find(*, run_id: int, at: datetime) -> None:
    """Search through all companies and people, keep the pairs with their decisions, merge what the team lets merge by itself.

    People never merge by themselves.
    """
    rows = Run.objects.filter(pk=run_id)
    rows.update(state=RunState.RUNNING)

    def say(step: str, done: int, total: int) -> None:
        rows.update(step=step, done=done, total=total)

    try:
        table = compared()
        found = _keep(Candidate, Linker(COMPANY, table.columns, progress=say), table, at)
        merged = merge_sure(at=at)
        people = compared_people()
        found += _keep(
            PersonCandidate, Linker(PERSON, people.columns, progress=say, population=AMONG), people, at
        )
    except Exception:
        rows.update(state=RunState.FAILED, finished_at=at)
        raise
    rows.update(
        state=RunState.DONE, finished_at=at, step="", companies=len(table.ids), people=len(people.ids), found=found,
        merged=merged,
    )  # fmt: skip
    old = Run.objects.values_list("pk", flat=True)[KEPT:]
    Run.objects.filter(pk__in=list(old)).delete()


def _keep(model: Any, linker: Linker, table: Compared, at: datetime) -> int:
    """Write the pairs that are found; those not found any more go, unless somebody decided on them. Returns how many."""
    known = {
        (first, second): (state, digest)
        for first, second, state, digest in model.objects.values_list("first", "second", "state", "compared")
    }
    least, seen = shown_from(), 0
    for links in _blocks(linker.links(least)):
        rows = []
        for link in links:
            row = _row(model, linker, table, link, at)
            seen += 1
            state, digest = known.pop((row.first_id, row.second_id), (PairState.OPEN, ""))
            if state == PairState.OPEN or digest != row.compared:
                rows.append(row)
        write(model, rows)
    gone = [pair for pair, (state, _digest) in known.items() if state == PairState.OPEN]
    for pairs in _blocks(iter(gone)):
        firsts = {first for first, _second in pairs}
        there = model.objects.filter(first__in=firsts, state=PairState.OPEN)
        wanted = set(pairs)
        model.objects.filter(
            pk__in=[pk for pk, *pair in there.values_list("pk", "first", "second") if tuple(pair) in wanted]
        ).delete()
    return seen


def _blocks(each: Iterator[Each]) -> Iterator[list[Each]]:
    while block := list(islice(each, AT_ONCE)):
        yield block


def _row(model: Any, linker: Linker, table: Compared, link: Link, at: datetime) -> Any:
    return model(
        first_id=table.ids[link.a], second_id=table.ids[link.b], probability=link.probability, found_at=at,
        reasons=reasons_of(linker.explained(link)),
        compared=digest_of([table.digest(place) for place in (link.a, link.b)]),  # by id: the older first
    )  # fmt: skip


def merge_sure(*, at: datetime) -> int:
    """Merge the pairs that the team lets merge by themselves, the surest first; in the name of who allowed it.

    Nothing without a threshold, or when who set it is no administrator any more. Returns how many.
    """
    allowed = thresholds()
    if allowed is None or allowed.merge_from is None or allowed.changed_by is None:
        return 0
    by = allowed.changed_by
    if not can_set_thresholds(by):
        return 0
    return sum(_merged(pair, by, at) for pair in _sure(allowed))


def _sure(allowed: Thresholds) -> Iterator[tuple[int, int]]:
    rows = Candidate.objects.filter(state=PairState.OPEN, probability__gte=allowed.merge_from)
    yield from list(rows.order_by("-probability", "pk").values_list("first_id", "second_id"))


def _merged(pair: tuple[int, int], by: User, at: datetime) -> bool:
    """Merge a pair as it is proposed; not when one of the two went into another file just now."""
    both = side_by_side(*pair, for_user=by)
    if not both.is_open:
        return False
    winner, loser = both.both if both.proposed == both.first.pk else both.both[::-1]
    chosen = [each.name for each in both.choices if each.differs and each.proposed == loser.pk]
    try:
        merge(winner=winner, loser=loser, chosen=chosen, versions=None, by=by, at=at, automatic=True)
    except BadInput:
        return False  # somebody has to look
    return True
