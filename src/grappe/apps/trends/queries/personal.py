"""What do trends hold of people? Nobody is asked for; sentences of notes are looked at, and somebody may be named."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.trends.models import (
    Correction,
    Entry,
    Evidence,
    Feed,
    Near,
    Sentence,
    SentenceVector,
    Sheet,
    SourceText,
    Topic,
    TopicRun,
    Use,
)
from grappe.ui.personal import Why, nobody, written

TABLES = (
    written(Feed, _("Sources outside"), "title", plain="url language etag modified"),
    written(Entry, _("Sources outside"), "title summary", plain="key url"),
    written(Sheet, _("Trend sheets"), "titles what so_what archived_reason"),
    written(Evidence, _("Trend sheets"), "words source url", plain="language"),
    nobody(Use, Why.KEYS),
    nobody(SourceText, Why.DERIVED, "clusters language digest"),
    written(Topic, _("Topics"), "names labels", plain="parents apart centre"),
    written(Sentence, _("Sentences of topics"), "words", plain="language"),
    nobody(SentenceVector, Why.DERIVED, "vector"),
    nobody(Near, Why.FIGURES),
    written(Correction, _("Topics"), "before", plain="moved"),
    nobody(TopicRun, Why.MACHINE, "step message"),
)
