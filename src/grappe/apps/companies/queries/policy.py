"""Which companies does somebody see, which contacts do they read, as conditions of a query?

`permissions.can_view_company` and `can_read_contact` say the same of one thing; a test compares both on all combinations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from grappe.apps.accounts.enums import Role, Scope
from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.companies.models import Company, Contact
from grappe.apps.companies.queries.once import Among, among, once_for
from grappe.ui.per_row import ExistsOfRow

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User


def visible(user: User) -> Q:
    """Which companies somebody sees, as a condition on Company; none at all for administrators.

    Nearly every company is for everybody, and whose role sees all is asked nothing more of these: an index holds the few that
    are kept to fewer people, and those among them that they see are looked up once a query, not once a row.
    """
    if user.is_administrator:
        return Q()
    of_theirs = _of_clusters(user) | _of_team(user)
    if not user.sees_all:
        return of_theirs
    return Q(visibility=Visibility.EVERYONE) | Q(pk__in=_kept_and_seen(user))


def of_visible(user: User, column: str = "company") -> Q:
    """Which rows hang on a company that somebody sees, as a condition on another table; rows of no company are among them.

    Whose role sees all is spared a join: what is left out are the few companies that are kept to fewer people.
    """
    if user.is_administrator:
        return Q()
    if user.sees_all:
        return ~Q(**{f"{column}__in": _hidden(user)})
    return _of_own(user, column) | Q(**{f"{column}__isnull": True})


def _of_own(user: User, column: str) -> Q:
    """Which rows of another table hang on a company of somebody's clusters or teams, as a condition on it.

    The companies themselves are not read: their clusters are looked up by the row's own key, for few rows each by the index, for
    many once and for all (the database chooses); those kept to a team, and those of the reader's teams, once a query.
    """
    shared = Company.clusters.through.objects.filter(
        company=OuterRef(column), cluster__memberships__user=user.pk
    )
    open_to_clusters = Q(Exists(shared)) & ~Q(**{f"{column}__in": _kept_to_teams(user)})
    return open_to_clusters | Q(**{f"{column}__in": _of_own_teams(user)})


@once_for
def _kept_to_teams(_user: User) -> QuerySet[Company, Any]:
    return _kept().filter(visibility=Visibility.TEAM).values("pk")


@once_for
def _of_own_teams(user: User) -> QuerySet[Company, Any]:
    return Company.objects.filter(_of_team(user)).values("pk")


@once_for
def _hidden(user: User) -> QuerySet[Company, Any]:
    """The companies that somebody whose role sees all does not see: an index holds those that may be among them."""
    return _kept().exclude(_of_clusters(user) | _of_team(user)).values("pk")


@once_for
def _kept_and_seen(user: User) -> QuerySet[Company, Any]:
    return _kept().filter(_of_clusters(user) | _of_team(user)).values("pk")


@once_for
def _read_contacts(user: User) -> QuerySet[Contact, Any]:
    return Contact.objects.filter(readable(user)).values("pk")


def reads_it(user: User) -> Among:
    """Return whether somebody reads a contact, to be annotated on Contact."""
    return Among("pk", _read_contacts(user))


def of_read_contact(user: User, column: str = "contact") -> Q:
    """Which rows hang on a contact that somebody reads, or on none, as a condition on another table."""
    return Q(**{f"{column}__isnull": True}) | among(column, _read_contacts(user))


def _kept() -> QuerySet[Company]:
    """The companies that not everybody sees."""
    return Company.objects.exclude(visibility=Visibility.EVERYONE)


def _of_clusters(user: User) -> Q:
    shared = Company.clusters.through.objects.filter(
        company=OuterRef("pk"), cluster__memberships__user=user.pk
    )
    return Q(visibility__in=[Visibility.EVERYONE, Visibility.CLUSTERS]) & Q(Exists(shared))


def _of_team(user: User) -> Q:
    return Q(team__in=user.teams.through.objects.filter(user=user.pk).values("team"))


def seen_without_team(user: User) -> Q:
    """Which companies somebody who is no administrator sees but for their teams, as a condition on Company."""
    everybody = Q(visibility=Visibility.EVERYONE) if user.sees_all else Q()
    return everybody | _of_clusters(user)


def onlookers(company: Company) -> Q:
    """Who sees a company, as a condition on accounts: `visible` from the other side."""
    clusters = company.clusters.values("pk")
    return would_see(visibility=company.visibility, clusters=clusters, team=company.team_id)


def would_see(*, visibility: str, clusters: Any, team: int | None) -> Q:
    """Who sees a company of these clusters and this team, as a condition on accounts; `clusters` are ids, or a query of them."""
    users = get_user_model().objects
    found = Q(role=Role.ADMINISTRATOR)
    if team is not None:
        found |= Q(pk__in=users.filter(teams=team).values("pk"))
    if visibility != Visibility.TEAM:
        found |= Q(pk__in=users.filter(memberships__cluster__in=clusters).values("pk"))
    if visibility == Visibility.EVERYONE:
        found |= Q(scope=Scope.ALL)
    return Q(is_active=True) & ~Q(role="") & found


def readable(user: User) -> Q:
    """Which contacts somebody reads, as a condition on Contact, without a join."""
    own = _named(user)
    found = Q(audience=Audience.EVERYONE) | own
    if can_work(user):
        found |= Q(audience=Audience.CONFIDENCE) & _looked_after(user)
    return of_visible(user) & found


def _named(user: User) -> Q:
    team = Contact.team.through.objects.filter(contact=OuterRef("pk"), user=user.pk)
    readers = Contact.readers.through.objects.filter(contact=OuterRef("pk"), user=user.pk)
    restricted = ~Q(audience=Audience.EVERYONE)
    planned = Q(created_by=user.pk) if user.pk else Q(pk__in=[])
    return restricted & (planned | Q(Exists(team)) | Q(Exists(readers)))


def _looked_after(user: User) -> Q:
    """Which contacts are with a company that somebody who works may change, as `can_edit_company` says."""
    if user.is_administrator:
        return Q()
    clusters = Company.clusters.through.objects.filter(
        company=OuterRef("company_id"), cluster__memberships__user=user.pk
    ).exclude(company__visibility=Visibility.TEAM)
    team = Company.objects.filter(pk=OuterRef("company_id")).filter(_of_team(user))
    return Q(ExistsOfRow(clusters)) | Q(ExistsOfRow(team))


def looked_after_by(user: User, column: str) -> Q:
    """Which rows of another table hang on a company that somebody may change, as a condition on it."""
    if user.is_administrator and can_work(user):
        return Q()
    return Q(**{f"{column}__in": Company.objects.filter(looked_after(user)).order_by().values("pk")})


def looked_after(user: User) -> Q:
    """Which companies somebody may change, as a condition on Company, as `permissions.can_edit_company` says."""
    if not can_work(user):
        return Q(pk__in=[])
    if user.is_administrator:
        return Q()
    return _of_team(user) | _of_clusters(user)
