"""What becomes of the views shared with a team when it ends? HOOKS["accounts.team_hangs"] and HOOKS["accounts.team_ends"]."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.operations.ending_teams import Hangs
from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.models import SavedView

if TYPE_CHECKING:
    from grappe.apps.accounts.models import Team, User

NAMED = 10  # by name


def hangs(*, team: Team, to: Team | None) -> list[Hangs]:
    """Return the views that are shared with a team: with the other from then on, or with nobody."""
    found = SavedView.objects.filter(team=team)
    going = found.filter(pk__in=_going(team, to))
    return [
        _of(going, "views_shared", _("Views shared with this team"), _("are shared with %(team)s") % {"team": to or ""}),
        _of(
            found.exclude(pk__in=_going(team, to)), "views_private", _("Views that nobody else sees any more"),
            _("stay with who made them, for themselves"),
        ),
    ]  # fmt: skip


def _of(found: QuerySet[SavedView], key: str, what: str, goes: str) -> Hangs:
    names = tuple(found.order_by("name", "pk").values_list("name", flat=True)[:NAMED])
    return Hangs(key, what, found.count(), goes, names)


def _going(team: Team, to: Team | None) -> list[int]:
    """Return the views (ids) that all of the other team see already: they are of this one, too, or made it."""
    if to is None:
        return []
    new = set(to.members.exclude(pk__in=team.members.values("pk")).values_list("pk", "role"))
    seers = {pk for pk, role in new if role != Role.ADMINISTRATOR}
    owned = SavedView.objects.filter(team=team).values_list("pk", "owner_id")
    return [pk for pk, owner in owned if seers <= {owner}]


def end(*, team: Team, to: Team | None, by: User, at: datetime) -> int:
    """Share the views with the other team where nobody sees one more by it, else with nobody; return how many there were."""
    more: dict[str, Any] = {"version": F("version") + 1, "changed_at": at}
    moved = SavedView.objects.filter(pk__in=_going(team, to)).update(team=to, **more)
    return moved + SavedView.objects.filter(team=team).update(sharing=Sharing.PRIVATE, team=None, **more)
