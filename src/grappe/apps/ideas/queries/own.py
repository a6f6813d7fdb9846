"""What does somebody see of their own ideas behind their signed link?"""

from __future__ import annotations

from django.db.models import QuerySet

from grappe.apps.ideas.models import Contributor, Idea


def ideas_of(contributor: Contributor) -> QuerySet[Idea]:
    """Return the ideas of which somebody is an author, the newest first, those joined with others among them."""
    mine = Idea.objects.filter(authors__contributor=contributor)
    return mine.select_related("merged_into", "theme").order_by("-captured_at", "-id")
