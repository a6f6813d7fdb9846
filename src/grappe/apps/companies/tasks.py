"""Which work on companies is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.companies.operations import import_runs, invitations
from grappe.ui import clock


@app.task(name="companies.import_file", queue="imports")
def import_file(run_id: int, dry_run: bool) -> None:
    """Look at an uploaded file, or import it."""
    import_runs.perform(run_id=run_id, dry_run=dry_run, at=clock.now())


@app.task(name="companies.send_letters")
def send_letters(contact_id: int, occasion: str, keys: list[str], attempt: int) -> None:
    """Send the letters of a contact that the mail server did not take before."""
    invitations.send_or_order(
        contact_id=contact_id, occasion=occasion, keys=keys, attempt=attempt, at=clock.now()
    )
