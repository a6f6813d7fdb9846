"""Which parked ideas are to be looked at again, because the day until which they were put aside has come?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.accounts.permissions import can_work
from grappe.apps.ideas.enums import Stage
from grappe.apps.ideas.models import Idea
from grappe.apps.ideas.permissions import can_rest_idea

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def parked_until_now(*, for_user: User, today: date, of_everybody: bool) -> list[Idea]:
    """Return the parked ideas whose day has come and that somebody may take up again, the longest due first.

    `of_everybody`: administrators see those of the whole initiative, others the ideas that they look after, and nobody's.
    A constant number of queries, none for who takes nothing up.
    """
    if not can_work(for_user):
        return []
    found = Idea.objects.filter(stage=Stage.PARKED, parked_until__lte=today, merged_into=None)
    if not of_everybody:
        found = found.filter(Q(lead=for_user) | Q(lead=None))
    found = found.prefetch_related(
        "clusters", "authors__contributor", "merged__authors__contributor", "merged__merged"
    )
    return [each for each in found.order_by("parked_until", "pk") if can_rest_idea(for_user, each)]
