"""How is a file read? Whether somebody may is asked of the app whose thing it belongs to, before this is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from grappe.apps.documents.enums import UNSURE, Extraction
from grappe.apps.documents.models import Document, ExtractedText

if TYPE_CHECKING:
    from django.db.models import QuerySet


def content_of(document: Document) -> bytes:
    """Return the file itself."""
    return bytes(Document.objects.values_list("content", flat=True).get(pk=document.pk))


def without_words() -> QuerySet[Document]:
    """Return the files whose words were not read yet, or of another content than they have."""
    return Document.objects.filter(Q(extracted=None) | ~Q(extracted__sha256=F("sha256")))


@dataclass(frozen=True)
class Unsure:
    """Files of which nobody can say by their words who is named in them, and why."""

    state: Extraction
    count: int
    names: tuple[str, ...]  # of the latest

    @property
    def more(self) -> int:
        """How many are counted and not named."""
        return self.count - len(self.names)


def unsure(*, unnamed: QuerySet[Any], shown: int = 20) -> list[Unsure]:
    """Return which files could not be read, or not for sure, by why; those of `unnamed` (ids) are counted and not named.

    Of pictures none is named: their words are looked at, and of most there are none. Two queries.
    """
    texts = ExtractedText.objects.exclude(state=Extraction.READ)
    counts = dict(texts.values_list("state").annotate(n=Count("pk")))
    ranked = (
        texts.exclude(state=Extraction.PICTURE)
        .exclude(document__in=unnamed)
        .annotate(place=Window(RowNumber(), partition_by="state", order_by="-document"))
    )
    named: dict[str, list[str]] = {}
    for state, name in ranked.filter(place__lte=shown).order_by("-pk").values_list("state", "document__name"):
        named.setdefault(state, []).append(name)
    return [
        Unsure(state, counts[state], tuple(named.get(state, ()))) for state in UNSURE if counts.get(state)
    ]
