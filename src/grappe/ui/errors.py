"""Which faults may a person cause, and what do we tell them?

The text of these exceptions is what the user reads: translated, saying what is wrong and where.
"""

from __future__ import annotations


class BadInput(Exception):
    """What was sent cannot be used; the message says what and where. Nothing was written."""


class Stale(BadInput):
    """Somebody else changed the thing meanwhile. Nothing was written; `current` is what stands now."""

    def __init__(self, message: str, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class Moved(Exception):
    """What was asked for stands elsewhere now: the message says why, `address` where. Nothing was written."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address
