"""Which tables do trends have? The names that other modules may rely on."""

from grappe.apps.trends.models.feeds import Entry, Feed
from grappe.apps.trends.models.sheets import Evidence, Sheet, Use
from grappe.apps.trends.models.topics import (
    Correction,
    Near,
    Sentence,
    SentenceVector,
    SourceText,
    Topic,
    TopicRun,
)

__all__ = [
    "Correction", "Entry", "Evidence", "Feed", "Near", "Sentence", "SentenceVector", "Sheet", "SourceText", "Topic", "TopicRun",
    "Use",
]  # fmt: skip
