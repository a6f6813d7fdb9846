"""Which work on files is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.documents import operations
from grappe.ui import clock

AT_MOST = 2_000  # some ten minutes


@app.task(name="documents.read", queue="documents", pass_context=False)
def read(document_id: int) -> None:
    """Read the words of a file that came in."""
    operations.read(document_id=document_id, at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="documents.read_waiting",
    queue="documents",
    lock="documents.read_waiting",
    queueing_lock="documents.read_waiting",
    pass_context=False,
)
def read_waiting(timestamp: int) -> None:
    """Every ten minutes: read files that came in before Grappe read them, or whose job died."""
    operations.read_waiting(at=clock.now(), at_most=AT_MOST)
