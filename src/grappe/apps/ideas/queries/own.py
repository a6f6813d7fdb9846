"""What does somebody see of their own ideas behind their signed link?"""

from __future__ import annotations

from django.db.models import QuerySet

from grappe.apps.ideas.models import Comment, Contributor, Idea
from grappe.apps.ideas.permissions import can_view_idea


def ideas_of(contributor: Contributor) -> QuerySet[Idea]:
    """Return the ideas of which somebody is an author, the newest first, those joined with others among them."""
    mine = Idea.objects.filter(authors__contributor=contributor)
    return mine.select_related("merged_into", "theme").order_by("-captured_at", "-id")


def idea_of(contributor: Contributor, pk: int) -> Idea:
    """Return an idea that somebody had, or one with which theirs was joined. Raises Idea.DoesNotExist for another's."""
    found = Idea.objects.select_related("merged_into", "theme", "company", "lead")
    idea = found.prefetch_related("clusters", "authors__contributor").get(pk=pk)
    if not can_view_idea(contributor, idea):
        raise Idea.DoesNotExist
    return idea


def comment_of(contributor: Contributor, pk: int) -> Comment:
    """Return what somebody said. Raises Comment.DoesNotExist for another's words."""
    return Comment.objects.select_related("idea", "contributor").get(pk=pk, contributor=contributor)
