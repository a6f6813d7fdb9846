"""How do minutes get onto paper? PDF/UA-1 in the group's working language, from what was put before the members."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import MinutesState, Presence
from grappe.apps.groups.models import Minutes, Session
from grappe.apps.groups.queries.snapshots import ShownMinutes, ShownPoint, ShownSeat, shown, votes_of
from grappe.engines.kernel import Text
from grappe.ui import moments, paper
from grappe.ui.templatetags.ui import colon

_SOURCE = Path(__file__).with_name("minutes.typ")


def minutes_pdf(minutes: Minutes) -> bytes:
    """Return a version of minutes as PDF/UA-1; the compiler checks the standard while it writes. One that is not
    approved says so on each page."""
    session = minutes.session
    language = session.group.language
    with translation.override(language):
        data = _data(session, minutes, shown(minutes.content), language)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def stands(session: Session, minutes: Minutes) -> str:
    """Return in words how a version of minutes stands: approved when and by whom, waiting, or replaced."""
    if minutes.approved_at is not None:
        day = moments.full_date(moments.local_date(minutes.approved_at))
        if session.approved_by:
            return _("Approved on %(day)s by %(name)s") % {"day": day, "name": session.approved_by}
        return _("Approved on %(day)s: nobody asked for a change in time") % {"day": day}
    if session.minutes_state == MinutesState.PROPOSED and minutes.proposed_at == session.proposed_at:
        return _("Not approved yet")
    return _("An earlier version, not approved")


def _data(session: Session, minutes: Minutes, said: ShownMinutes, language: str) -> dict[str, Any]:
    group = Text.of(session.group.names).in_language(language)
    zone = timezone.get_default_timezone()
    when = moments.span(said.starts_at.astimezone(zone), said.ends_at.astimezone(zone))
    title = _("Minutes of session %(number)d") % {"number": said.number}
    place = ", ".join(each for each in (said.place, _("by video") if said.by_video else "") if each)
    return {
        "language": language,
        "kind": _("Working group"),
        "group": group,
        "title": f"{title}{colon()} {said.title}" if said.title else title,
        "line": f"{when} · {place}" if place else when,
        "state": stands(session, minutes),
        "approved": minutes.approved_at is not None,
        "footer": " · ".join([group[:80], title, _("version %(n)d") % {"n": minutes.number}]),
        "invented": session.group.invented,
        "presence": _presence(said),
        "quorum": _quorum(said),
        "points": [_point(each) for each in said.points],
        "actions": [[each.title, each.owner, _day(each.due_on)] for point in said.points for each in point.actions],
        "writers": ", ".join(said.writers),
        "words": _words(),
    }  # fmt: skip


def _presence(said: ShownMinutes) -> list[dict[str, Any]]:
    rows = []
    for state in (Presence.PRESENT, Presence.REPRESENTED, Presence.EXCUSED, Presence.ABSENT):
        names = [_name(each) for each in said.seats if each.state == state]
        if names:
            rows.append({"label": f"{state.label}{colon()}", "names": "; ".join(names)})
    return rows


def _name(seat: ShownSeat) -> str:
    who = ", ".join(each for each in (seat.name, seat.organisation) if each)
    more = [seat.role]
    if seat.represented_by:
        more.append(_("by %(name)s") % {"name": seat.represented_by})
    return f"{who} ({', '.join(more)})"


def _quorum(said: ShownMinutes) -> str:
    words = _("%(there)d of %(all)d members with a vote are there or represented") % {
        "there": said.voting_there, "all": said.voting,
    }  # fmt: skip
    half = _("more than half") if said.has_quorum else _("not more than half")
    return f"{words}{colon()} {half}."


def _point(point: ShownPoint) -> dict[str, Any]:
    more = (point.kind, point.presenter, point.outcome)
    return {
        "title": f"{point.number}. {point.title}",
        "line": " · ".join(each for each in more if each),
        "text": point.text.strip(),
        "decisions": [
            {"label": _("Decision") + colon(), "text": each.text, "votes": votes_of(each)} for each in point.decisions
        ],
        "actions": [
            {"label": _("Action") + colon(), "text": each.title, "more": f"{each.owner}, {_day(each.due_on)}"}
            for each in point.actions
        ],
        "papers": _("Papers") + f"{colon()} {'; '.join(point.papers)}" if point.papers else "",
    }  # fmt: skip


def _day(day: Any) -> str:
    return str(date_format(day, "DATE_FORMAT"))


def _words() -> dict[str, str]:
    return {
        "presence": _("Who was there"),
        "actions": _("Who does what by when"),
        "action": _("What is to be done"),
        "who": _("Who"),
        "when": _("By when"),
        "nothing": _("Nothing was written about this point."),
        "writers": _("Have written:"),
        "invented": _("Demonstration: all companies and people here are invented."),
    }
