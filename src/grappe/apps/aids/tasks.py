"""Which work on aids is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.aids import operations
from grappe.apps.aids.operations import publishing
from grappe.ui import clock


@app.task(name="aids.encode_passages", queue="encoding", queueing_lock="aids.encode")
def encode_passages() -> None:
    """Encode the passages of programmes that have no vector yet."""
    operations.encode_waiting()


@app.task(name="aids.perform_sweep", queue="sweeps", pass_context=False)
def perform_sweep(run_id: int) -> None:
    """Sweep every company over the catalogue, or go on with a run that died."""
    operations.perform_sweep(run_id=run_id, at=clock.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="aids.sweep_nightly", queue="sweeps", queueing_lock="aids.sweep_nightly", pass_context=False)
def sweep_nightly(timestamp: int) -> None:
    """Order the night's sweeps at half past two: of the home catalogue and of those switched on for it."""
    operations.sweep_nightly(at=clock.now())


@app.task(name="aids.write_sweep_export", queue="exports", pass_context=False)
def write_sweep_export(export_id: int) -> None:
    """Write the workbook of a list of companies."""
    operations.write_export(export_id=export_id)


@app.task(name="aids.import_programmes", queue="imports")
def import_programmes(run_id: int, dry_run: bool) -> None:
    """Look at an uploaded file of programmes, or import it."""
    operations.perform_programme_import(run_id=run_id, dry_run=dry_run, at=clock.now())


@app.task(name="aids.compare_draft", queue="aids")
def compare_draft(difference_id: int) -> None:
    """Count what a draft of a programme changes for the companies on file."""
    publishing.perform_comparison(difference_id=difference_id, at=clock.now())
