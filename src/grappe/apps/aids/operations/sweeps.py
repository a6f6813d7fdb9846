"""How is every company swept over the catalogue: ordered, done block by block, gone on with after a death?

One run a catalogue at a time: the database refuses a second one that is ordered, and a lock that lives as long as
the worker's connection refuses a second one at work. A block is written with its place in one transaction, so a
run that dies goes on after its last block and nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.aids.enums import SweepState
from grappe.apps.aids.models import SweepResult, SweepRun, SweptProgramme
from grappe.apps.aids.models.sweeps import ACTIVE
from grappe.apps.aids.operations.sweep_blocks import write_block
from grappe.apps.aids.operations.sweep_counts import count_programmes, described
from grappe.apps.aids.permissions import check_can_run_sweep
from grappe.apps.aids.queries.catalogues import loaded_catalogue, nightly_catalogues
from grappe.apps.aids.queries.known import known_after
from grappe.apps.aids.queries.sweeping import Judge
from grappe.apps.aids.queries.sweeps import LOCK, being_worked_on, catalogue_digest
from grappe.apps.companies.queries.facts import how_many
from grappe.apps.companies.queries.groups import ownership_ties
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

BLOCK = 2_000  # companies read, judged and written together
KEPT = 3  # runs whose rows of companies are kept: the last, the one it is compared with, and one more
PATIENCE = timedelta(minutes=10)  # an ordered run that no worker took in this time may be given up


@transaction.atomic
def start_sweep(*, by: User | None, at: datetime, on: date | None = None, catalogue: str = "") -> SweepRun:
    """Order a sweep of every company as of a day (the day of `at` without one) and return it.

    `by` None is the nightly job. A run that died is given up by this. Raises BadInput while one is under way, and
    where no catalogue is loaded.
    """
    if by is not None:
        check_can_run_sweep(by)
    if not loaded_catalogue(catalogue).programmes:
        raise BadInput(_("Load a catalogue first: there is no programme to sweep."))
    for run in SweepRun.objects.select_for_update().filter(catalogue=catalogue, state__in=ACTIVE):
        if being_worked_on(run) or (run.state == SweepState.WAITING and at - run.ordered_at < PATIENCE):
            raise BadInput(_("A sweep is under way. Wait until it is done."))
        _end(run, SweepState.GIVEN_UP, at, _("Given up for a new run."))
    try:
        with transaction.atomic():
            run = SweepRun.objects.create(
                on=on or at.date(),
                catalogue=catalogue,
                ordered_at=at,
                ordered_by=by,
                state=SweepState.WAITING,
            )
    except IntegrityError as somebody_else:
        raise BadInput(_("A sweep is under way. Wait until it is done.")) from somebody_else
    jobs.order("aids.perform_sweep", run_id=run.pk)
    return run


@transaction.atomic
def resume_sweep(*, run: SweepRun, by: User, at: datetime) -> None:
    """Order that a run which died or failed goes on after its last block. Raises BadInput where it cannot."""
    check_can_run_sweep(by)
    run = SweepRun.objects.select_for_update().get(pk=run.pk)
    others = SweepRun.objects.filter(catalogue=run.catalogue, state__in=ACTIVE).exclude(pk=run.pk)
    newer = SweepRun.objects.filter(catalogue=run.catalogue, pk__gt=run.pk)
    if run.state not in (SweepState.RUNNING, SweepState.FAILED) or being_worked_on(run):
        raise BadInput(_("This run does not wait for anybody."))
    if others.exists() or newer.exists():
        raise BadInput(_("There is a newer run: this one is over."))
    run.state, run.message, run.finished_at = SweepState.WAITING, "", None
    run.ordered_at = at
    run.save()
    jobs.order("aids.perform_sweep", run_id=run.pk)


def sweep_nightly(*, at: datetime) -> list[SweepRun]:
    """Order the night's sweeps: of the home catalogue and of each that was switched on for it, and return them.

    A catalogue whose sweep is under way already is left out, and one without programmes.
    """
    found = []
    for catalogue in nightly_catalogues():
        try:
            found.append(start_sweep(by=None, at=at, catalogue=catalogue))
        except BadInput:
            continue
    return found


def perform_sweep(*, run_id: int, at: datetime) -> None:
    """Do what was ordered: sweep, count, throw old rows away; end in DONE, or in FAILED with a message.

    Does nothing where another worker is at it, or the run is over.
    """
    with _alone(run_id) as alone:
        run = SweepRun.objects.select_related("ordered_by").filter(pk=run_id).first()
        if not alone or run is None or run.state not in ACTIVE:
            return
        try:
            _sweep(run, at)
        except Exception:
            with translation.override(run.ordered_by.language if run.ordered_by else None):
                _end(run, SweepState.FAILED, at, _("Something broke on our side. The run can be resumed."))
            raise
    forget_old_rows(catalogue=run.catalogue)


@contextmanager
def _alone(run_id: int) -> Iterator[bool]:
    """Hold the run's lock, which dies with this connection; the value says whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, run_id])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run_id])


def _sweep(run: SweepRun, at: datetime) -> None:
    first = perf_counter()
    programmes, judge = _begin(run, at)
    names = [(programme.pk, programme.slug) for programme in programmes]
    _count, last = how_many()
    ties = ownership_ties()
    while True:
        begun = perf_counter()
        companies = known_after(run.last_company, on=run.on, size=BLOCK, until=last, ties=ties)
        run.seconds_reading += perf_counter() - begun
        if not companies:
            break
        with transaction.atomic():
            block = write_block(judge, names, companies, on=run.on, previous=run.previous_id)
            run.seconds_judging += block.judging
            run.seconds_writing += block.writing
            run.companies_unread += block.unread
            run.companies_done += len(companies)
            run.last_company = companies[-1][0]
            run.save()
    with transaction.atomic():
        begun = perf_counter()
        count_programmes(run, programmes, judge)
        run.seconds_writing += perf_counter() - begun
        _end(run, SweepState.DONE, at + timedelta(seconds=perf_counter() - first), "")


@transaction.atomic
def _begin(run: SweepRun, at: datetime) -> tuple[list[SweptProgramme], Judge]:
    """Return the run's programmes and their judge; made on the first start, found again when it is resumed."""
    catalogue = loaded_catalogue(run.catalogue)
    digest = catalogue_digest(run.catalogue)
    programmes = list(run.programmes.order_by("pk"))
    if programmes and run.digest != digest:
        # The catalogue changed while the run lay dead: half by the old rules would be wrong, so from the start.
        SweepResult.objects.filter(programme__run=run).delete()
        run.programmes.all().delete()
        programmes = []
        run.last_company = run.companies_done = run.companies_unread = 0
    slugs = [
        plan.programme.id
        for plan, is_open, _force in catalogue.on(run.on)
        if is_open is not False and plan.programme.kind != "rule"  # a rule is nothing to apply for
    ]
    judge = Judge(catalogue, run.on, slugs)
    if not programmes:
        run.started_at, run.digest = at, digest
        run.previous = _run_before(run)
        programmes = SweptProgramme.objects.bulk_create(described(run, judge))
    run.companies_total = how_many()[0]
    run.state = SweepState.RUNNING
    run.save()
    return programmes, judge


def _run_before(run: SweepRun) -> SweepRun | None:
    """Return the run that this one is compared with: the last that is done and not of a later day."""
    earlier = SweepRun.objects.filter(
        catalogue=run.catalogue, state=SweepState.DONE, has_rows=True, on__lte=run.on, pk__lt=run.pk
    )
    return earlier.order_by("-pk").first()


def _end(run: SweepRun, state: SweepState, at: datetime, message: str) -> None:
    run.state, run.finished_at, run.message = state, at, message
    run.save()


def forget_old_rows(*, catalogue: str = "") -> int:
    """Throw away the rows of companies of all but the last runs; their counts stay. Return how many rows went."""
    done = SweepRun.objects.filter(catalogue=catalogue, state=SweepState.DONE, has_rows=True).order_by("-pk")
    kept = list(done.values_list("pk", flat=True)[:KEPT])
    over = (SweepState.DONE, SweepState.GIVEN_UP)
    old = SweepRun.objects.filter(catalogue=catalogue, has_rows=True, state__in=over).exclude(pk__in=kept)
    gone = 0
    for run in old:
        with transaction.atomic():
            gone += SweepResult.objects.filter(programme__run=run).delete()[0]
            run.has_rows = False
            run.save(update_fields=["has_rows"])
    return gone
