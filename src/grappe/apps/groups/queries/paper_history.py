"""Who changed the title, the place or the readers of a paper, and when?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.accounts.queries import names_of
from grappe.apps.groups.models import Member, Paper, Point, Session


@dataclass(frozen=True)
class Step:
    """One thing that was changed of a paper: what it was before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What somebody changed of a paper at once; `who` is empty where the history does not know."""

    at: datetime
    who: str
    steps: tuple[Step, ...]


def changes_of(paper: Paper) -> list[Change]:
    """Return what was changed of a paper, the latest first. Five queries."""
    rows = list(_events(paper))
    sessions = Session.objects.in_bulk({row.session_id for row in rows if row.session_id})
    points = Point.objects.in_bulk({row.point_id for row in rows if row.point_id})
    names = _names(rows)
    found = []
    for before, after in pairwise(rows):
        steps = tuple(_steps(before, after, sessions, points))
        if steps:
            found.append(Change(after.pgh_created_at, names.get(after.pgh_id, ""), steps))
    return found[::-1]


def last_writer(paper: Paper) -> str:
    """Return the name of who last changed a paper, by account or by link; empty where that is not known."""
    last = list(_events(paper).filter(pgh_label="update").order_by("-pgh_id")[:1])
    return next(iter(_names(last).values()), "")


def _events(paper: Paper) -> Any:
    events: Any = Paper.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    return events.filter(pgh_obj_id=paper.pk).select_related("pgh_context").order_by("pgh_id")


def _names(rows: list[Any]) -> dict[int, str]:
    """Return by the key of each row of history who did it: whoever came by a member's link did it as that member."""
    said = {row.pgh_id: row.pgh_context.metadata if row.pgh_context else {} for row in rows}
    members = Member.objects.filter(pk__in={each["member"] for each in said.values() if each.get("member")})
    by_link = dict(members.values_list("pk", "name"))
    by_account = names_of({each["user"] for each in said.values() if each.get("user")})
    return {
        key: by_link.get(each.get("member"), "") or by_account.get(each.get("user"), "")
        for key, each in said.items()
    }


def _steps(
    before: Any, after: Any, sessions: Mapping[int, Session], points: Mapping[int, Point]
) -> list[Step]:
    found = []
    if before.title != after.title:
        found.append(Step(_("Title"), before.title, after.title))
    if (before.session_id, before.point_id) != (after.session_id, after.point_id):
        places = [_place(row, sessions, points) for row in (before, after)]
        found.append(Step(_("For"), *places))
    if before.inside != after.inside:
        words = [_("yes") if row.inside else _("no") for row in (before, after)]
        found.append(Step(_("For the team only"), *words))
    return found


def _place(row: Any, sessions: Mapping[int, Session], points: Mapping[int, Point]) -> str:
    if row.session_id is None:
        return _("The whole group")
    session = sessions.get(row.session_id)
    name = _("Session %(number)s") % {"number": session.number} if session else _("A session that is gone")
    if row.point_id is None:
        return name
    point = points.get(row.point_id)
    title = point.title if point is not None else _("a point that is gone")
    return f"{name} · {title}"
