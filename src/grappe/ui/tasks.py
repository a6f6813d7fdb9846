"""Which work that no app has for its own is done by the worker?"""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from grappe.ui.oauth import keeping

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=5)  # the last a day later


@app.task(name="ui.revoke_access", queue="mail", retry=AGAIN)
def revoke_access(ident: str, sealed: str) -> None:
    """Tell a provider that we want no access to a mailbox or a calendar any more."""
    keeping.revoke(ident=ident, sealed=sealed)
