"""How is a file read? Whether somebody may is asked of the app whose thing it belongs to, before this is called."""

from __future__ import annotations

from grappe.apps.documents.models import Document


def content_of(document: Document) -> bytes:
    """Return the file itself."""
    return bytes(Document.objects.values_list("content", flat=True).get(pk=document.pk))
