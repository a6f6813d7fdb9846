"""Which ideas are there for somebody, and how is one read whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.queries import of_visible
from grappe.apps.ideas.enums import SEEN_BY_MINISTRY
from grappe.apps.ideas.models import Idea
from grappe.apps.ideas.permissions import check_can_view_idea, check_can_view_ideas

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# The ideas that somebody had, and those with which they were joined, through others too.
_AUTHORED = """
    WITH RECURSIVE mine (id, merged_into_id) AS (
        SELECT i.id, i.merged_into_id FROM ideas_idea i
        JOIN ideas_author a ON a.idea_id = i.id JOIN ideas_contributor c ON c.id = a.contributor_id
        WHERE c.user_id = %s
        UNION SELECT i.id, i.merged_into_id FROM ideas_idea i JOIN mine m ON i.id = m.merged_into_id
    ) SELECT id FROM mine
"""


def visible(*, for_user: User) -> QuerySet[Idea]:
    """Return the ideas that somebody may see, merged ones among them: `permissions.can_view_idea` in SQL.

    Raises PermissionDenied for who may see none at all.
    """
    check_can_view_ideas(for_user)
    if for_user.role == Role.MINISTRY:
        return Idea.objects.filter(of_visible(for_user), stage__in=SEEN_BY_MINISTRY, confidential=False)
    if for_user.is_administrator:
        return Idea.objects.all()
    mine = (
        Q(lead=for_user)
        | Q(captured_by=for_user)
        | Q(pk__in=RawSQL(_AUTHORED, [for_user.pk]))
        | Q(pk__in=Idea.objects.filter(assessments__reviewers__contributor__user=for_user).values("pk"))
    )
    if can_work(for_user):
        seats = Idea.clusters.through.objects.filter(cluster_id__in=cluster_ids_of(for_user))
        # Not `clusters=None`: the join would list an idea of two clusters twice.
        seated = Idea.clusters.through.objects.values("idea_id")
        mine |= Q(pk__in=seats.values("idea_id")) | (Q(lead=None) & ~Q(pk__in=seated))
    return Idea.objects.filter(of_visible(for_user), Q(confidential=False) | mine)


def idea_for(pk: int, *, for_user: User) -> Idea:
    """Return one idea with what its page shows. Raises Idea.DoesNotExist, PermissionDenied for one not theirs to see."""
    found = Idea.objects.select_related("theme", "company", "lead", "captured_by", "merged_into")
    idea = found.prefetch_related("clusters", "authors__contributor").get(pk=pk)
    check_can_view_idea(for_user, idea)
    return idea
