"""Which saved views does somebody see, and which opens first?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from grappe.apps.accounts.queries import team_ids_of, teams
from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.models import FirstView, ListFile, SavedView
from grappe.apps.lists.permissions import can_change_view, check_can_fetch_file, check_can_see_view
from grappe.ui.custom import PREFIX

if TYPE_CHECKING:
    from grappe.apps.accounts.models import Team, User


@dataclass(frozen=True)
class Shown:
    """A saved view in a list of them."""

    view: SavedView
    may_change: bool
    first: bool
    mine: bool


def seen(user: User) -> Q:
    """Which saved views somebody sees: `permissions.can_see_view` in SQL."""
    if not user.is_active or not user.role:
        return Q(pk__in=[])
    of_team = Q(sharing=Sharing.TEAM)
    if not user.is_administrator:
        of_team &= Q(team__in=team_ids_of(user))
    return Q(owner=user) | Q(sharing=Sharing.EVERYBODY) | of_team


def with_custom(*, record: str, name: str) -> int:
    """Return how many saved views show a custom field or ask for it, anybody's (HOOKS["fields.views_with"])."""
    kind = {"company": "companies", "person": "people", "match": "matches"}.get(record, f"{record}s")
    said = Cast("definition", TextField())
    asked = Q(said__contains=f'"{PREFIX}{name}"') | Q(said__contains=f'"-{PREFIX}{name}"')
    rows = SavedView.objects.annotate(said=said).filter(asked)
    return rows.filter(Q(kind=kind) | Q(said__contains='"has"')).count()


def views_of(kind: str | None, *, for_user: User) -> list[Shown]:
    """Return the saved views of a kind, or of all: those that open first for somebody, their own, the others. Two queries."""
    found: QuerySet[SavedView] = SavedView.objects.filter(seen(for_user)).select_related("owner", "team")
    if kind is not None:
        found = found.filter(kind=kind)
    chosen = FirstView.objects.filter(user=for_user, view=OuterRef("pk"), kind=OuterRef("kind"))
    shown = [
        Shown(view, can_change_view(for_user, view), view.opens, view.owner_id == for_user.pk)
        for view in found.annotate(opens=Exists(chosen)).order_by("-opens", "name", "pk")[:200]
    ]
    return sorted(shown, key=lambda one: (not one.first, not one.mine))


def view_for(pk: int, *, for_user: User) -> SavedView:
    """Return a saved view. Raises SavedView.DoesNotExist, PermissionDenied."""
    view = SavedView.objects.select_related("owner", "team").get(pk=pk)
    check_can_see_view(for_user, view)
    return view


def own_teams(user: User) -> list[Team]:
    """Return the teams that somebody may share a view with."""
    found = teams()
    return list(found if user.is_administrator else found.filter(pk__in=team_ids_of(user)))


def file_for(pk: int, *, for_user: User) -> ListFile:
    """Return a list written as a file. Raises ListFile.DoesNotExist, PermissionDenied."""
    file = ListFile.objects.get(pk=pk)
    check_can_fetch_file(for_user, file)
    return file
