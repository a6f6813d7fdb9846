"""How does what an engine's reader found wrong become a fault of the file that it stands in?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from grappe.engines.eligibility import Fault
from grappe.ui.commands import BadFile


@contextmanager
def faults_of(file: object) -> Iterator[None]:
    """Raise BadFile naming the file and the place in it, where a reader raises Fault."""
    try:
        yield
    except Fault as fault:
        raise BadFile(file, fault.message, fault.place) from fault
