"""What do companies talk about, since when, and is it more than chance?

Topics over short field notes in English, French, German and Luxembourgish as one space of meaning, day by day; labels;
what is new, rising, steady and fading; bursts with a significance that holds over hundreds of topics; weak signals.
Values in, values out: docs/reference/signals.md has the method and its sources.
"""

from grappe.engines.signals.counting import Mention, near_centres
from grappe.engines.signals.daily import advance, advance_through, moved
from grappe.engines.signals.labels import Label, labels, labels_in
from grappe.engines.signals.lineage import halves, mark
from grappe.engines.signals.model import (
    Assignment,
    Changes,
    Corrections,
    Merge,
    Note,
    Sentence,
    Settings,
    Split,
    State,
    Topic,
    Waiting,
)
from grappe.engines.signals.report import Ledger, Told, read, report
from grappe.engines.signals.sentences import sentences_of
from grappe.engines.signals.space import vectors_of
from grappe.engines.signals.storage import from_bytes, to_bytes
from grappe.engines.signals.themes import Theme, Themes
from grappe.engines.signals.trends import Course, Trend, trends

__all__ = [
    "Assignment", "Changes", "Corrections", "Course", "Label", "Ledger", "Mention", "Merge", "Note", "Sentence",
    "Settings", "Split", "State", "Theme", "Themes", "Told", "Topic", "Trend", "Waiting", "advance", "advance_through",
    "from_bytes", "halves", "labels", "labels_in", "mark", "moved", "near_centres", "read", "report", "sentences_of",
    "to_bytes", "trends", "vectors_of",
]  # fmt: skip
