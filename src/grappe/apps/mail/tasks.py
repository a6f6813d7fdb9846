"""Which work on mailboxes is done by the worker?"""

from __future__ import annotations

from procrastinate.contrib.django import app

from grappe.apps.mail.operations import capture
from grappe.ui import clock


@app.periodic(cron="* * * * *")
@app.task(name="mail.fetch_due", queueing_lock="mail.fetch_due", pass_context=False)
def fetch_due(timestamp: int) -> None:
    """Every minute order a round for each mailbox whose time has come: a server that hangs does not hold up the others."""
    capture.order_due(at=clock.now())


@app.task(name="mail.fetch")
def fetch(mailbox_id: int) -> None:
    """Fetch what is new in one mailbox."""
    capture.fetch(mailbox_id=mailbox_id, at=clock.now())
