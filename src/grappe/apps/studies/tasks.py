"""Which work on studies is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.studies.operations import uploads
from grappe.ui import clock


@app.task(name="studies.look_at_upload", queue="imports")
def look_at_upload(upload_id: int) -> None:
    """Look at a file with figures: its sheets, headings, columns."""
    uploads.look_at(upload_id=upload_id, at=clock.now())


@app.task(name="studies.import_figures", queue="imports")
def import_figures(upload_id: int, look_only: bool) -> None:
    """Make a table of a file, or only look whether that can be done."""
    uploads.import_figures(upload_id=upload_id, look_only=look_only, at=clock.now())
