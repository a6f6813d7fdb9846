"""Which aids may a million companies have? The rules of a catalogue over columns, three-valued, with the
criteria not met and unknown of each (company, programme).

A second back end of the one shared graph: it answers as `explain` does on every row, and a test holds it.
"""

from grappe.engines.eligibility.sweep.asking import Asked, questions
from grappe.engines.eligibility.sweep.checked import ID_COLUMNS, Checker, known_columns
from grappe.engines.eligibility.sweep.compiled import Sweep
from grappe.engines.eligibility.sweep.frames import frame_of
from grappe.engines.eligibility.sweep.swept import Counts, Swept

__all__ = [
    "ID_COLUMNS",
    "Asked",
    "Checker",
    "Counts",
    "Sweep",
    "Swept",
    "frame_of",
    "known_columns",
    "questions",
]
