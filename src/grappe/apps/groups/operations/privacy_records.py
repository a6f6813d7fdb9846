"""How does a record keep what was decided, and lose the name of somebody who asks to be forgotten?

Minutes and decisions are the group's record: what was decided, by how many, and when stays. The name that stands beside
it becomes that of a former member, in approved minutes too. Words that somebody wrote are never changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from grappe.apps.documents import operations as documents
from grappe.apps.groups.models import (
    Action,
    Decision,
    Member,
    Minutes,
    Paper,
    Point,
    Proposal,
    Reply,
    Session,
)
from grappe.apps.texts import operations as texts


def rename(member: Member, name: str, nobody: str) -> None:
    """Write `nobody` where `name` stands beside something in the group of a member, here and in the history.

    For a name that no other member of the group has: else it says of neither who it was.
    """
    group = member.group_id
    for field in ("settled_by", "created_by"):
        _everywhere(Action, nobody, group_id=group, **{field: name})
    Proposal.objects.filter(group=group, decided_by=name).update(decided_by=nobody)
    sessions = list(Session.objects.filter(group=group).values_list("pk", flat=True))
    _everywhere(Decision, nobody, session_id__in=sessions, noted_by=name)
    _everywhere(Session, nobody, id__in=sessions, approved_by=name)
    Minutes.objects.filter(session__in=sessions, proposed_by=name).update(proposed_by=nobody)
    Reply.objects.filter(minutes__session__in=sessions, answered_by=name).update(answered_by=nobody)
    points = Point.objects.filter(session__in=sessions)
    texts.rename_writer(texts=list(points.values_list("text_id", flat=True)), name=name, to=nobody)
    papers = Paper.objects.filter(group=group, document__uploader=name)
    documents.rename_uploader(documents=list(papers.values_list("document_id", flat=True)), to=nobody)


def unname_papers(member: Member, nobody: str) -> None:
    """Write `nobody` beside the papers that a member put from their own page, whoever shares their name."""
    documents.rename_uploader(documents=list(member.papers.values_list("document_id", flat=True)), to=nobody)


def unname_minutes(member: Member, name: str | None, nobody: str) -> None:
    """Let minutes that were put before the members name nobody: the seat of a member, and `name` beside the rest.

    `name` is None where another member of the group has it too.
    """
    for minutes in Minutes.objects.filter(session__group=member.group_id).select_for_update():
        content = unnamed(minutes.content, member.pk, name, nobody)
        if content != minutes.content:
            Minutes.objects.filter(pk=minutes.pk).update(content=content)


def unnamed(content: dict[str, Any], member: int, name: str | None, nobody: str) -> dict[str, Any]:
    """Return the content of minutes (`queries.snapshots.content_of`) without somebody's name beside it."""

    def said(text: str) -> str:
        return nobody if name is not None and text == name else text

    found = dict(content)
    found["seats"] = [_seat(each, member, said, nobody) for each in content.get("seats", [])]
    found["writers"] = [said(each) for each in content.get("writers", [])]
    found["points"] = [
        each
        | {
            "presenter": said(each.get("presenter", "")),
            "actions": [row | {"owner": said(row["owner"])} for row in each.get("actions", [])],
        }
        for each in content.get("points", [])
    ]
    return found


def _seat(seat: dict[str, Any], member: int, said: Callable[[str], str], nobody: str) -> dict[str, Any]:
    if seat["member"] == member:
        return seat | {"name": nobody, "organisation": "", "represented_by": ""}
    return seat | {"represented_by": said(seat["represented_by"])}


def _everywhere(model: type[Model], nobody: str, **where: Any) -> None:
    """Write `nobody` into the last field of `where`, in the rows of a model and in their earlier versions."""
    field = list(where)[-1]
    for rows in (model._default_manager.all(), earlier(model)):
        rows.filter(**where).update(**{field: nobody})


def earlier(model: type[Model]) -> QuerySet[Any]:
    """Return the earlier versions that pghistory keeps of a model's rows."""
    return model.pgh_event_model.objects.all()  # type: ignore[attr-defined]  # made by pghistory
