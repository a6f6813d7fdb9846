"""How does a paper come on the table of a working group, change its title and place, and go?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.documents import operations as documents
from grappe.apps.groups.enums import GroupState, MinutesState, SessionState
from grappe.apps.groups.models import Group, Member, Paper, Point, Session
from grappe.apps.groups.operations.groups import locked
from grappe.apps.groups.permissions import (
    can_run_group,
    can_write_minutes,
    check_can_change_paper,
    check_can_write_minutes,
)
from grappe.apps.groups.queries.papers import is_fixed, version_of
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grappe.apps.accounts.models import User

LONGEST_TITLE = 200
MOST_PAPERS = 500  # of one group


@transaction.atomic
def put(
    *,
    group: Group,
    upload: UploadedFile,
    title: str = "",
    session: Session | None = None,
    point: Point | None = None,
    inside: bool = False,
    by: User | Member,
    at: datetime,
) -> Paper:
    """Put a file on the table of a group, perhaps for a session or one of its points; `inside` is for the team only.

    Without a title it is called as the file. Raises PermissionDenied, and BadInput, with nothing kept, for a file that is
    not taken (`documents.operations.keep`), a session or point that is not of the group, or minutes that are approved.
    """
    current = locked(group)
    check_can_write_minutes(by, current)
    _check_inside(inside, by, current)
    _check_takes(current)
    if current.papers.count() >= MOST_PAPERS:
        raise BadInput(
            _("A group keeps at most %(most)d papers. Take some off first.") % {"most": MOST_PAPERS}
        )
    place = point.session if point is not None else session
    _check_place(current, place)
    words = _title(title)
    user = by.user if isinstance(by, Member) else by
    document = documents.keep(upload=upload, by=user, uploader=by.name, at=at)
    paper = Paper(
        group=current, session=place, point=point, document=document, title=words or document.name[:LONGEST_TITLE],
        inside=inside, added_at=at, put_by=by if isinstance(by, Member) else None,
    )  # fmt: skip
    return _kept(paper, by)


@transaction.atomic
def change(
    *,
    paper: Paper,
    title: str,
    session: Session | None = None,
    point: Point | None = None,
    inside: bool | None = None,
    version: str,
    by: User | Member,
    at: datetime,
) -> Paper:
    """Change what a paper is called, where it belongs and, for those who run the group, whether members see it.

    Without a title it is called as its file; `inside` None leaves that as it is. The history keeps who did it. Raises
    PermissionDenied; Stale where `queries.papers.version_of` says another `version`; BadInput for a place that is not
    of the group or takes nothing any more, and once the minutes of its session are approved.
    """
    current = _locked(paper)
    check_can_change_paper(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this paper meanwhile. Look at it again first."), current)
    if is_fixed(current):
        raise BadInput(_("The minutes of this session are approved: its papers stay as they are."))
    _check_takes(current.group)
    if inside is not None and inside != current.inside:
        _check_inside(True, by, current.group)
        current.inside = inside
    place = point.session if point is not None else session
    if (place and place.pk) != current.session_id:
        _check_place(current.group, place)
    current.title = _title(title) or current.document.name[:LONGEST_TITLE]
    current.session, current.point = place, point
    return _kept(current, by)


@transaction.atomic
def take_off(*, paper: Paper, by: User | Member, at: datetime) -> None:
    """Take a paper off the table, with its file. Whoever put it does, or who runs the group.

    Raises PermissionDenied, and BadInput once the minutes of its session are approved.
    """
    current = _locked(paper)
    if not may_take_off(by, current):
        raise PermissionDenied(_("A paper is taken off by whoever put it, or by those who run the group."))
    if is_fixed(current):
        raise BadInput(_("The minutes of this session are approved: its papers stay."))
    document = current.document
    current.delete()
    documents.remove(document=document)


def may_take_off(by: User | Member, paper: Paper) -> bool:
    """Return whether somebody may take a paper off: whoever put it and still writes there, and who runs the group."""
    if _runs(by, paper.group):
        return True
    user_id = by.user_id if isinstance(by, Member) else by.pk
    mine = user_id is not None and paper.document.uploaded_by_id == user_id
    if isinstance(by, Member):
        mine = not paper.inside and (mine or paper.put_by_id == by.pk)
    return mine and can_write_minutes(by, paper.group)


def _locked(paper: Paper) -> Paper:
    found = Paper.objects.select_for_update(of=("self",)).select_related("group__lead", "session", "document")
    return found.defer("document__content").get(pk=paper.pk)


def _kept(paper: Paper, by: User | Member) -> Paper:
    """Save a paper; its history notes who did it: an account, or a member by their page."""
    who: dict[str, Any] = {"member": by.pk} if isinstance(by, Member) else {"user": by.pk}
    with pghistory.context(**who):
        paper.save()
    return paper


def _title(title: str) -> str:
    words = " ".join(title.replace("\x00", " ").split())
    if len(words) > LONGEST_TITLE:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_TITLE})
    return words


def _check_inside(inside: bool, by: User | Member, group: Group) -> None:
    if inside and not _runs(by, group):
        raise PermissionDenied(_("Papers for the team only are put by those who run the group."))


def _check_takes(group: Group) -> None:
    if group.state in (GroupState.CLOSED, GroupState.DECLINED):
        raise BadInput(_("The group is not running any more: it takes no papers."))


def _runs(by: User | Member, group: Group) -> bool:
    return not isinstance(by, Member) and can_run_group(by, group)


def _check_place(group: Group, session: Session | None) -> None:
    if session is None:
        return
    if session.group_id != group.pk:
        raise BadInput(_("This session belongs to another group."))
    if session.state == SessionState.CANCELLED:
        raise BadInput(_("This session is called off. Plan a new one."))
    if session.minutes_state == MinutesState.APPROVED:
        raise BadInput(_("The minutes of this session are approved: nothing is added to them."))
