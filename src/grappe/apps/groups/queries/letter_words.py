"""What does a letter to a member say: in their language, with their own link, and why they get it?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grappe.apps.groups.enums import LetterKind
from grappe.apps.groups.models import Letter
from grappe.apps.groups.queries.calendar import session_file
from grappe.apps.groups.queries.links import link_of
from grappe.apps.groups.queries.occasions import action_of, ends_at, session_of
from grappe.engines.kernel import Text
from grappe.ui import moments
from grappe.ui.letters import LetterState, Parts, Written, put_together

if TYPE_CHECKING:
    from grappe.apps.groups.models import Action, Group, Member, Session

MAYBE_SENT = (LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)
# Which letters carry a calendar file, and what it asks of the calendar (RFC 5546).
_METHODS = {LetterKind.SESSION: "REQUEST", LetterKind.SESSION_OFF: "CANCEL"}
LONGEST_AGENDA = 60  # points that stand in a mail; the rest stands on the page

_MINE = _lazy("Open your page")
_SESSION = _lazy("Say whether you come; agenda and papers")
# Kind -> subject, opening, and what the link is called.
WORDS = {
    LetterKind.CONFIRM: (
        _lazy("Please confirm: working group %(title)s"),
        _lazy(
            "Please confirm your address; only then does your wish to join this working group count. If it was not "
            "you who asked, do nothing: the entry is deleted by itself."
        ),
        _lazy("Confirm my address"),
    ),
    LetterKind.INVITED: (
        _lazy("Invitation to a working group: %(title)s"),
        _lazy(
            "You are invited to take part in this working group. Accept or decline on the page behind the link."
        ),
        _lazy("See what it is about, and answer"),
    ),
    LetterKind.WELCOME: (
        _lazy("You are a member: %(title)s"),
        _lazy(
            "You are now a member of this working group. On your page you find its sessions, papers and what is for "
            "you to do."
        ),
        _MINE,
    ),
    LetterKind.REFUSED: (
        _lazy("Your wish to join: %(title)s"),
        _lazy(
            "Thank you for your interest in this working group. Those who run it cannot take up your request."
        ),
        _MINE,
    ),
    LetterKind.SESSION: (
        _lazy("Session on %(day)s: %(title)s"),
        _lazy("You are invited to a session of your working group."),
        _SESSION,
    ),
    LetterKind.SESSION_OFF: (
        _lazy("Cancelled: session on %(day)s, %(title)s"),
        _lazy("This session of your working group does not take place."),
        _MINE,
    ),
    LetterKind.REMINDER: (
        _lazy("Reminder: session on %(day)s, %(title)s"),
        _lazy("The next session of your working group is coming near."),
        _SESSION,
    ),
    LetterKind.MINUTES: (
        _lazy("Minutes to approve: session on %(day)s, %(title)s"),
        _lazy("The minutes of this session are written. Please read them and say whether they are right."),
        _lazy("Read the minutes and answer"),
    ),
    LetterKind.APPROVED: (
        _lazy("Approved minutes: session on %(day)s, %(title)s"),
        _lazy("The minutes of this session are approved and will not change any more."),
        _lazy("Read the minutes"),
    ),
    LetterKind.ACTION: (
        _lazy("For you to do by %(due)s: %(action)s"),
        _lazy("In your working group it was agreed that you do this:"),
        _lazy("See it, and say when it is done"),
    ),
    LetterKind.ACTION_DUE: (
        _lazy("To be done by %(due)s: %(action)s"),
        _lazy("This is for you to do, and it is not marked as done yet:"),
        _lazy("Say that it is done, or what keeps you"),
    ),
    LetterKind.LINK: (
        _lazy("Your page: %(title)s"),
        _lazy(
            "This is the link to your page of the working group. Links that you had before no longer open it."
        ),
        _MINE,
    ),
    LetterKind.CLOSED: (
        _lazy("The working group has closed: %(title)s"),
        _lazy("The working group has finished its work. Thank you for having taken part in it."),
        _lazy("See what came of it"),
    ),
}
# These lead to the page of their session.
TO_THE_SESSION = frozenset({LetterKind.SESSION, LetterKind.REMINDER, LetterKind.MINUTES, LetterKind.APPROVED})


def written(letter: Letter, *, at: datetime) -> Written:
    """Return what a letter says as things stand now, in the member's language."""
    member = letter.member
    kind = LetterKind(letter.kind)
    session, action = session_of(letter), action_of(letter)
    with translation.override(member.language):
        title = one_line(Text.of(member.group.names).in_language(member.language))
        subject, opening, what = (str(words) for words in WORDS[kind])
        if kind == LetterKind.SESSION and _told_before(letter):
            subject, opening = _changed()
        parts = Parts(
            greeting=_("Hello %(name)s,") % {"name": member.name},
            opening=opening,
            title=action.title if action is not None else title,
            facts=_facts(kind, member, title, session, action, at),
            more=_more(kind, member, session),
            action=what,
            link=_link(kind, member, session),
            why=_why(kind, member.group),
        )
        subject = subject % {
            "title": title,
            "day": moments.short_day(session.starts_at) if session is not None else "",
            "action": one_line(action.title) if action is not None else "",
            "due": moments.short_date(action.due_on) if action is not None else "",
        }
        method = _METHODS.get(kind, "")
        calendar = session_file(session, member, at, method) if session is not None and method else b""
        return put_together(
            parts,
            subject=subject,
            language=member.language,
            method=method if calendar else "",
            calendar=calendar,
        )


def one_line(text: str) -> str:
    """Return a text as it may stand in a subject."""
    return " ".join(text.split())


def _told_before(letter: Letter) -> bool:
    """Was this member invited to the same session before? Then the letter speaks of a change."""
    session = session_of(letter)
    if session is None:
        return False
    earlier = Letter.objects.filter(member=letter.member_id, kind=letter.kind, state__in=MAYBE_SENT)
    return earlier.filter(about__startswith=f"session {session.pk} ").exclude(pk=letter.pk).exists()


def _changed() -> tuple[str, str]:
    return _("Changed: session on %(day)s, %(title)s"), _(
        "Something about this session has changed. This is how it stands now:"
    )


def _link(kind: LetterKind, member: Member, session: Session | None) -> str:
    if kind == LetterKind.REFUSED or not member.salt:
        return ""  # nothing opens for them, or their link is withdrawn
    if kind in TO_THE_SESSION and session is not None:
        return link_of(member, "groups:own_session", session.pk)
    return link_of(member)


def _facts(
    kind: LetterKind, member: Member, title: str, session: Session | None, action: Action | None, at: datetime
) -> list[tuple[str, str]]:
    facts = []
    if kind in (LetterKind.INVITED, LetterKind.WELCOME):
        facts.append((_("Your role"), member.get_role_display()))
        facts.append((_("Run by"), member.group.lead.name))
    if action is not None:
        facts.append((_("Working group"), title))
        facts.append((_("By when"), _due(action, at)))
    if session is not None:
        facts += _of_session(kind, session)
    return facts


def _of_session(kind: LetterKind, session: Session) -> list[tuple[str, str]]:
    facts = [(_("When"), moments.span(session.starts_at, ends_at(session)))]
    if session.title:
        facts.append((_("About"), session.title))
    if kind in (LetterKind.SESSION, LetterKind.REMINDER):
        if session.place:
            facts.append((_("Where"), session.place))
        if session.link:
            facts.append((_("Video link"), session.link))
    return facts


def _due(action: Action, at: datetime) -> str:
    """Return the day by which it is to be done; where that is over, it says so."""
    day = moments.full_date(action.due_on)
    today = moments.local_date(at)
    if action.due_on < today:
        return _("%(day)s: this day is over") % {"day": day}
    return day


def _more(kind: LetterKind, member: Member, session: Session | None) -> list[str]:
    group, language = member.group, member.language
    if kind == LetterKind.INVITED and group.purposes:
        return [Text.of(group.purposes).in_language(language)]
    if kind == LetterKind.REFUSED and member.reason:
        return [_("Why: %(reason)s") % {"reason": member.reason}]
    if kind == LetterKind.CLOSED and group.report:
        return [Text.of(group.report).in_language(language)]
    return _more_of_session(kind, session) if session is not None else []


def _more_of_session(kind: LetterKind, session: Session) -> list[str]:
    more = []
    if kind == LetterKind.SESSION_OFF and session.cancelled_reason:
        more.append(_("Why: %(reason)s") % {"reason": session.cancelled_reason})
    if kind in (LetterKind.SESSION, LetterKind.REMINDER):
        if kind == LetterKind.SESSION and session.message:
            more.append(session.message)
        points = [each.title for each in session.points.all()[:LONGEST_AGENDA]]
        if points:
            lines = [f"{number}. {one_line(title)}" for number, title in enumerate(points, 1)]
            more.append("\n".join([_("Agenda:"), *lines]))
    if kind == LetterKind.MINUTES and session.reply_until is not None:
        more.append(
            _("Please answer by %(day)s; whoever says nothing by then agrees.")
            % {"day": moments.full_date(session.reply_until)}
        )
    return more


def _why(kind: LetterKind, group: Group) -> str:
    because = {
        LetterKind.CONFIRM: _(
            "You get this mail because somebody gave this address to join the working group."
        ),
        LetterKind.INVITED: _(
            "You get this mail because %(name)s would like you to take part; without your answer you are no member."
        )
        % {"name": group.lead.name},
        LetterKind.REFUSED: _("You get this mail because you asked to join the working group."),
    }.get(kind, _("You get this mail because you are a member of the working group; it is no advertising."))
    return because + " " + _("Your answer goes to %(name)s.") % {"name": group.lead.name}
