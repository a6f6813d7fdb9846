"""Which work on lists is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.lists import operations
from grappe.ui import clock


@app.task(name="lists.write_file", queue="exports", pass_context=False)
def write_file(file_id: int) -> None:
    """Write the file of a list."""
    operations.write_file(file_id=file_id, on=clock.today())
