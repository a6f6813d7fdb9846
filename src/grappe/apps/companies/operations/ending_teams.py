"""What becomes of companies when their team ends? HOOKS["accounts.team_hangs"] and HOOKS["accounts.team_ends"]."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.accounts.operations.ending_teams import Hangs
from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.companies.models import Company, Contact
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.queries.policy import looked_after, visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import Team, User

NAMED = 10  # of each sort, by name


def hangs(*, team: Team, to: Team | None) -> list[Hangs]:
    """Return the companies of a team, those kept to it alone apart, and the contacts in confidence that it reads."""
    kept = Company.objects.filter(team=team, visibility=Visibility.TEAM)
    others = Company.objects.filter(team=team).exclude(visibility=Visibility.TEAM)
    confided = Contact.objects.filter(company__team=team, audience=Audience.CONFIDENCE).count()
    after = _("are of %(team)s, and kept to it") % {"team": to.name} if to else ""
    other = _("are of %(team)s") % {"team": to.name} if to else _("are of no team any more")
    return [
        _of(kept, "kept", _("Companies kept to this team"), after, _refused(team, to, kept)),
        _of(others, "companies", _("Other companies of this team"), other, ""),
        Hangs(
            "in_confidence", _("Contacts in confidence of these companies"), confided,
            _("are read by who planned them, took part or is named, and by those who look after the company from then on"),
        ),
    ]  # fmt: skip


def _of(found: QuerySet[Company], key: str, what: str, goes: str, refused: str) -> Hangs:
    names = tuple(found.order_by("name", "pk").values_list("name", flat=True)[:NAMED])
    return Hangs(key, what, found.count(), goes, names, refused)


def _refused(team: Team, to: Team | None, kept: QuerySet[Company]) -> str:
    """Return why the companies may not go there: nobody is left to keep them to, or somebody would see or change more."""
    if to is None:
        if not kept.exists():
            return ""
        return _(
            "Some companies are kept to this team alone. Choose the team that takes them over; "
            "a team without members keeps them to the administrators."
        )
    more = [user.name for user in to.members.order_by("name", "pk") if _gains(user, team)]
    if not more:
        return ""
    return _(
        "These would see or change companies that they do not see or change now: %(names)s. "
        "Make them members of this team first if they may, or choose another team."
    ) % {"names": ", ".join(more)}


def _gains(user: User, team: Team) -> bool:
    """Whether somebody who comes to be of the team of these companies sees or changes one that they did not."""
    found = Company.objects.filter(team=team)
    if user.is_administrator:
        return False
    if found.filter(~visible(user)).exists():
        return True
    return can_work(user) and found.filter(~looked_after(user)).exists()


@recorded
def end(*, team: Team, to: Team | None, by: User, at: datetime) -> int:
    """Let another team, or none, have the companies; return how many. Archived and merged ones are among them."""
    values: dict[str, Any] = {"team": to, "version": F("version") + 1}
    return Company.objects.filter(team=team).update(**values)
