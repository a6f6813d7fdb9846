"""How many companies does each of us see, and how many would they see if their role saw less?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.companies.enums import Visibility
from grappe.apps.companies.models import Company
from grappe.apps.companies.queries.policy import seen_without_team

if TYPE_CHECKING:
    from grappe.apps.accounts.models import Team, User

# Of everybody: the companies of their clusters and teams, and those among them that not everybody sees.
_OWN = """
SELECT user_id, count(*), count(*) FILTER (WHERE visibility <> 'everyone') FROM (
    SELECT m.user_id, c.id, c.visibility FROM clusters_membership m
    JOIN companies_company_clusters k ON k.cluster_id = m.cluster_id
    JOIN companies_company c ON c.id = k.company_id AND c.visibility <> 'team'
    UNION
    SELECT t.user_id, c.id, c.visibility FROM accounts_team_members t JOIN companies_company c ON c.team_id = t.team_id
) seen GROUP BY user_id
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody sees now, with a role that sees all, and with one that sees its own clusters and teams."""

    user: User
    with_all: int
    with_own: int

    @property
    def now(self) -> int:
        return self.with_all if self.user.sees_all else self.with_own


def reaches(*, for_user: User) -> list[Reach]:
    """Return what everybody with an account sees, by role and name. Four queries. Raises PermissionDenied."""
    check_can_manage_accounts(for_user)
    total = Company.objects.count()
    restricted = Company.objects.exclude(visibility=Visibility.EVERYONE).count()
    with connection.cursor() as cursor:
        cursor.execute(_OWN)
        own = {user: (seen, kept) for user, seen, kept in cursor.fetchall()}
    found = []
    for user in accounts.everybody().order_by("role", "name", "pk"):
        seen, kept = own.get(user.pk, (0, 0))
        if user.is_administrator:
            found.append(Reach(user, total, total))
        else:
            found.append(Reach(user, total - restricted + kept, seen))
    return found


def losing(team: Team, *, to: Team | None, for_user: User) -> list[str]:
    """Return the names of those who see fewer companies once another team, or none, has those of this one.

    At most a query for each member. Raises PermissionDenied.
    """
    check_can_manage_accounts(for_user)
    stay = set(to.members.values_list("pk", flat=True)) if to is not None else set()
    found = []
    for user in team.members.order_by("name", "pk"):
        if user.is_administrator or user.pk in stay:
            continue
        if Company.objects.filter(~seen_without_team(user), team=team).exists():
            found.append(user.name)
    return found


def teams_with_counts(*, for_user: User) -> list[Team]:
    """Return the teams with their members and the number of `kept` companies. Two queries. Raises PermissionDenied."""
    check_can_manage_accounts(for_user)
    return list(accounts.teams().annotate(kept=Count("companies")).prefetch_related("members"))
