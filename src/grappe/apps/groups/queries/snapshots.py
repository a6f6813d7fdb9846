"""What do minutes say that were put before the members? Plain values, kept as they were, and put into words again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import MemberRole, PointKind, PointOutcome, Presence
from grappe.apps.groups.models import Minutes, Session
from grappe.apps.groups.queries.attendance import Roll, roll
from grappe.apps.groups.queries.minutes import Part, gone_minutes, parts, writers
from grappe.apps.groups.queries.sessions import ends_at
from grappe.ui import moments
from grappe.ui.differences import Change, differences
from grappe.ui.templatetags.ui import colon


@dataclass(frozen=True, slots=True)
class ShownVote:
    text: str
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None


@dataclass(frozen=True, slots=True)
class ShownAction:
    title: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """A point of minutes in words; `key` is the same in all their versions."""

    key: int
    number: int
    title: str
    kind: str
    presenter: str
    outcome: str
    postponed: bool
    text: str
    decisions: tuple[ShownVote, ...]
    actions: tuple[ShownAction, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownSeat:
    name: str
    organisation: str
    role: str
    presence: str
    state: str  # of Presence; empty where it was not noted
    represented_by: str


@dataclass(frozen=True, slots=True)
class ShownMinutes:
    """Minutes in words of the active language; what people wrote stays as they wrote it."""

    title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    place: str
    by_video: bool
    seats: tuple[ShownSeat, ...]
    voting: int
    voting_there: int
    points: tuple[ShownPoint, ...]
    writers: tuple[str, ...]

    @property
    def has_quorum(self) -> bool:
        return 2 * self.voting_there > self.voting


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of two versions of minutes, and how the words of the one became those of the other."""

    title: str
    changes: tuple[Change, ...]
    same: bool


def content_of(session: Session, *, at: datetime) -> dict[str, Any]:
    """Return the minutes of a session as they stand, as values that JSON keeps. Seven queries, whatever stands in them."""
    papers: dict[Any, list[str]] = {}
    for paper in session.papers.filter(inside=False).order_by("title", "pk"):
        papers.setdefault(paper.point_id, []).append(paper.title)
    return {
        "title": session.title,
        "number": session.number,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": ends_at(session).isoformat(),
        "place": session.place,
        "by_video": bool(session.link),
        "writers": writers(session),
        "points": [_point(each, papers, at) for each in parts(session)],
        **_presence(roll(session)),
    }


def shown(content: Mapping[str, Any]) -> ShownMinutes:
    """Return minutes in words of the active language."""
    return ShownMinutes(
        title=content["title"],
        number=content["number"],
        starts_at=datetime.fromisoformat(content["starts_at"]),
        ends_at=datetime.fromisoformat(content["ends_at"]),
        place=content["place"],
        by_video=content["by_video"],
        seats=tuple(_shown_seat(each) for each in content["seats"]),
        voting=content["voting"],
        voting_there=content["voting_there"],
        points=tuple(_shown_point(number, each) for number, each in enumerate(content["points"], 1)),
        writers=tuple(content["writers"]),
    )


def compared(older: Minutes, newer: Minutes) -> list[Compared]:
    """Return what changed from one version of minutes to another, part by part, in the order of the newer one.

    Points that were taken out stand at the end. Title, day and presence are a part of their own.
    """
    before, after = shown(older.content), shown(newer.content)
    old = {each.key: each for each in before.points}
    found = [_compare(_("The session"), _words_of_session(before), _words_of_session(after))]
    for point in after.points:
        earlier = old.pop(point.key, None)
        found.append(_compare(_title(point), _words_of(earlier), _words_of(point)))
    return [*found, *(_compare(_title(point), _words_of(point), "") for point in old.values())]


def texts_of(session: Session) -> list[str]:
    """Return every text that stands in the minutes of a session, or stood in a version of them: words, decisions, actions.

    As they are written now first, then the versions, the latest first. Four queries.
    """
    found: list[str] = []
    for part in parts(session):
        found += [
            part.point.text.plain,
            *(each.text for each in part.decisions),
            *(each.title for each in part.actions),
        ]
    for content in session.proposals.values_list("content", flat=True):
        for point in content["points"]:
            found += [point["text"], *(each["text"] for each in point["decisions"])]
            found += [each["title"] for each in point["actions"]]
    return found


def _point(part: Part, papers: Mapping[Any, list[str]], at: datetime) -> dict[str, Any]:
    point = part.point
    return {
        "id": point.pk,
        "title": point.title,
        "kind": point.kind,
        "presenter": point.presenter.name if point.presenter else "",
        "outcome": point.outcome,
        "minutes": point.minutes_long,
        "gone": gone_minutes(point, at=at),
        "text": point.text.plain,
        "decisions": [
            {
                "text": each.text, "for": each.votes_for, "against": each.votes_against,
                "abstentions": each.abstentions,
            }
            for each in part.decisions
        ],
        "actions": [
            {"title": each.title, "owner": each.owner.name, "due_on": each.due_on.isoformat()}
            for each in part.actions
        ],
        "papers": papers.get(point.pk, []),
    }  # fmt: skip


def _presence(seats: Roll) -> dict[str, Any]:
    return {
        "voting": seats.voting,
        "voting_there": seats.voting_there,
        "seats": [
            {
                "member": seat.member.pk,
                "name": seat.member.name,
                "organisation": seat.member.organisation,
                "role": seat.member.role,
                "presence": seat.attendance.presence,
                "represented_by": seat.attendance.represented_by,
            }
            for seat in seats.seats
        ],
    }


def _shown_seat(seat: Mapping[str, Any]) -> ShownSeat:
    state = seat["presence"]
    return ShownSeat(
        seat["name"],
        seat["organisation"],
        str(MemberRole(seat["role"]).label),
        str(Presence(state).label) if state else _("not noted"),
        state,
        seat["represented_by"],
    )


def _shown_point(number: int, point: Mapping[str, Any]) -> ShownPoint:
    outcome = point["outcome"]
    return ShownPoint(
        key=point["id"],
        number=number,
        title=point["title"],
        kind=str(PointKind(point["kind"]).label),
        presenter=point["presenter"],
        outcome=str(PointOutcome(outcome).label) if outcome else "",
        postponed=outcome == PointOutcome.POSTPONED,
        text=point["text"],
        decisions=tuple(
            ShownVote(each["text"], each["for"], each["against"], each["abstentions"])
            for each in point["decisions"]
        ),
        actions=tuple(
            ShownAction(each["title"], each["owner"], date.fromisoformat(each["due_on"]))
            for each in point["actions"]
        ),
        papers=tuple(point["papers"]),
    )


def votes_of(vote: ShownVote) -> str:
    """Return the votes of a decision in words; empty where nobody counted."""
    votes = (vote.votes_for, vote.votes_against, vote.abstentions)
    if all(each is None for each in votes):
        return ""
    said = ["–" if each is None else str(each) for each in votes]
    return _("(%(for)s for, %(against)s against, %(abstentions)s abstentions)") % {
        "for": said[0], "against": said[1], "abstentions": said[2],
    }  # fmt: skip


def _title(point: ShownPoint) -> str:
    return f"{point.number}. {point.title}"


def _words_of(point: ShownPoint | None) -> str:
    return "\n".join(_lines(point)) if point is not None else ""


def _lines(point: ShownPoint) -> Iterator[str]:
    yield point.title
    yield " · ".join(each for each in (point.kind, point.presenter, point.outcome) if each)
    if point.text:
        yield point.text
    for decision in point.decisions:
        yield _("Decision") + f"{colon()} {decision.text} {votes_of(decision)}".rstrip()
    for action in point.actions:
        yield _("Action") + f"{colon()} {action.title} · {action.owner}, {moments.full_date(action.due_on)}"
    for paper in point.papers:
        yield _("Paper") + f"{colon()} {paper}"


def _words_of_session(minutes: ShownMinutes) -> str:
    zone = timezone.get_default_timezone()
    when = moments.span(minutes.starts_at.astimezone(zone), minutes.ends_at.astimezone(zone))
    lines = [each for each in (minutes.title, when, minutes.place) if each]
    for seat in minutes.seats:
        who = f"{seat.name}, {seat.organisation}" if seat.organisation else seat.name
        by = f" ({seat.represented_by})" if seat.represented_by else ""
        lines.append(f"{who}{colon()} {seat.presence}{by}")
    return "\n".join(lines)


def _compare(title: str, before: str, after: str) -> Compared:
    return Compared(title, tuple(differences(before, after)), before == after)
