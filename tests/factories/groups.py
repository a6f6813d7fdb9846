"""How does a test make a working group, its members and a session? Rows as the operations write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.apps.documents import operations as documents
from grappe.apps.groups.models import (
    Action,
    Attendance,
    Comment,
    Group,
    GroupLink,
    Member,
    Paper,
    Point,
    Proposal,
    Session,
)
from grappe.apps.groups.operations import approval
from grappe.apps.texts import operations as texts

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
_numbers = iter(range(1, 10**9))


def group(lead: Any, *, at: datetime = AT, **more: Any) -> Group:
    """A group that runs, with its lead as secretary."""
    values: dict[str, Any] = {
        "slug": f"group-{next(_numbers)}",
        "state": "running",
        "names": {
            "en": "Composites on the road",
            "fr": "Composites sur la route",
            "de": "Verbundwerkstoffe auf der Straße",
        },
        "purposes": {"en": "Agree on one test bench.", "fr": "Convenir d’un banc d’essai commun."},
        "lead": lead,
        "proposed_at": at,
        "proposed_by": lead,
        "closed_at": at if more.get("state") == "closed" else None,
        "report": {"en": "It came to an end."} if more.get("state") == "closed" else {},
    }
    made = Group.objects.create(**(values | more))
    member(made, lead.name, user=lead, email=lead.email, role="secretary", at=at)
    return made


def member(of: Group, name: str = "Camille Exemple", *, at: datetime = AT, **more: Any) -> Member:
    """Somebody who takes part, from outside unless `more` says otherwise."""
    number = next(_numbers)
    state = more.get("state", "active")
    values: dict[str, Any] = {
        "state": state,
        "name": name,
        "email": f"member{number}@company.example",
        "organisation": "Exemple S.A.",
        "language": "fr",
        "salt": f"salt{number}",
        "added_at": at,
        "joined_at": at if state == "active" else None,
        "left_at": at if state == "left" else None,
    }
    return Member.objects.create(group=of, **(values | more))


def session(of: Group, *, at: datetime = AT, in_days: int = 14, points: int = 0, **more: Any) -> Session:
    """A planned session of 90 minutes by video, with points of an agenda."""
    values: dict[str, Any] = {
        "number": of.sessions.count() + 1,
        "title": "Test bench",
        "starts_at": at + timedelta(days=in_days),
        "link": "https://meet.example/group",
        "created_at": at,
        "created_by": of.lead,
        "approved_at": at if more.get("minutes_state") == "approved" else None,
    }
    made = Session.objects.create(group=of, **(values | more))
    for number in range(points):
        point(made, f"Point {number + 1}", position=number, at=at)
    return made


def point(
    of: Session, title: str = "Choice of the bench", *, at: datetime = AT, words: str = "", **more: Any
) -> Point:
    """A point of an agenda with its text."""
    return Point.objects.create(session=of, title=title, text=texts.begin(words=words, at=at), **more)


def action(of: Group, owner: Member, *, at: datetime = AT, in_days: int = 7, **more: Any) -> Action:
    """An open action of a member."""
    values: dict[str, Any] = {
        "title": "Ask three laboratories for a price",
        "due_on": (at + timedelta(days=in_days)).date(),
        "created_at": at,
        "created_by": "Claire",
        "settled_at": at if more.get("state", "open") != "open" else None,
    }
    return Action.objects.create(group=of, owner=owner, **(values | more))


def comment(
    of: Point, by: Any, text: str = "We should measure twice.", *, at: datetime = AT, **more: Any
) -> Comment:
    """Something said at a point by a member."""
    values: dict[str, Any] = {"member": by, "user": by.user, "author": by.name, "text": text, "said_at": at}
    return Comment.objects.create(point=of, **(values | more))


def proposal(
    of: Group, by: Member, title: str = "A second bench", *, at: datetime = AT, **more: Any
) -> Proposal:
    """A point that a member proposes."""
    return Proposal.objects.create(group=of, member=by, title=title, proposed_at=at, **more)


def paper(of: Group, title: str = "Price list", *, at: datetime = AT, **more: Any) -> Paper:
    """A text file on the table of a group."""
    by = more.pop("by", None)
    upload = SimpleUploadedFile(f"{title}.txt", f"{title}: three laboratories, three prices.".encode())
    document = documents.keep(upload=upload, by=by, uploader="Claire", at=at)
    return Paper.objects.create(group=of, document=document, title=title, added_at=at, **more)


def proposed(of: Group, *, at: datetime = AT, words: str = "We agree.") -> Session:
    """A session of yesterday at which everybody was there, with its minutes before the members."""
    made = session(of, in_days=-1, at=at, state="held")
    point(made, words=words, at=at)
    for each in of.members.filter(state="active"):
        Attendance.objects.create(session=made, member=each, presence="present", noted_at=at)
    until = (at + timedelta(days=14)).date()
    approval.put_before(session=made, reply_until=until, by=of.lead, at=at)
    made.refresh_from_db()
    return made


def result(of: Group, kind: str = "idea", *, at: datetime = AT, **more: Any) -> GroupLink:
    """Something that came of a group; without a thing of its own, an idea in words."""
    if kind in ("idea", "project"):
        more.setdefault("text", "One bench that travels.")
    return GroupLink.objects.create(group=of, kind=kind, linked_at=at, **more)
