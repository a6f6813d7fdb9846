"""With which ideas may one be joined, and what was joined?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.ideas.models import Idea, Merge, family_ids
from grappe.apps.ideas.permissions import can_steer_idea
from grappe.apps.ideas.queries.ideas import idea_for, visible
from grappe.apps.ideas.queries.search import with_words
from grappe.apps.ideas.queries.similar import similar_to

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 12


def candidates(idea: Idea, text: str, *, for_user: User) -> list[Idea]:
    """Return the ideas that may take this one up: those found by words, else the most alike. Only such as the reader steers."""
    if text:
        found = list(
            with_words(visible(for_user=for_user), text, for_user=for_user).prefetch_related("clusters")[
                : 3 * MOST
            ]
        )
    else:
        alike = similar_to(
            title=idea.title, text=idea.text, language=idea.language, reader=for_user, but=idea.pk
        )
        order = [each.idea.pk for each in alike]
        rows = Idea.objects.filter(pk__in=order).prefetch_related("clusters")
        found = sorted(rows, key=lambda each: order.index(each.pk))
    below = set(family_ids(idea))
    return [
        each
        for each in found
        if each.merged_into_id is None and each.pk not in below and can_steer_idea(for_user, each)
    ][:MOST]


def merge_for(pk: int, *, for_user: User) -> Merge:
    """Return a merge. Raises Merge.DoesNotExist, PermissionDenied for an idea that is not theirs to see."""
    found = Merge.objects.select_related("kept", "absorbed").get(pk=pk)
    idea_for(found.kept_id, for_user=for_user)
    return found
