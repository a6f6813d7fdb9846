"""What do working groups hold of people? Members, what they said and wrote, and names in records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.groups.models import (
    Action,
    Attendance,
    Comment,
    Decision,
    Group,
    GroupLink,
    Letter,
    Member,
    Minutes,
    Paper,
    Point,
    Proposal,
    Reply,
    Session,
)
from grappe.ui.personal import Category, Stays, held, written

MEMBERS = Category.MEMBERS
TABLES = (
    written(Group, _("Working groups"), "names purposes expected decision report"),
    written(GroupLink, _("What came of working groups"), "text"),
    held(
        Member,
        _("Members of working groups"),
        MEMBERS,
        names="name",
        emails="email",
        own="person user",
        details="organisation function message reason",
        plain="salt",
    ),
    held(
        Letter,
        _("Letters to members"),
        MEMBERS,
        Stays.NOTHING,
        own="member",
        details="trail",
        plain="about message_id",
        drops=True,
    ),
    written(Session, _("Sessions"), "title place message cancelled_reason link", beside="approved_by"),
    written(Point, _("Agendas"), "title about", links="presenter"),
    held(
        Attendance,
        _("Attendance of sessions"),
        MEMBERS,
        own="member",
        details="note represented_by",
    ),
    written(Paper, _("Papers of sessions"), "title", links="put_by"),
    held(
        Comment,
        _("Comments in working groups"),
        MEMBERS,
        Stays.RECORD,
        own="member",
        names="author",
        words="text",
    ),
    written(Decision, _("Decisions"), "text", beside="noted_by"),
    written(Action, _("Actions"), "title note", beside="settled_by created_by", links="owner"),
    written(Minutes, _("Minutes"), "content", beside="proposed_by"),
    held(
        Reply,
        _("Answers to minutes"),
        MEMBERS,
        Stays.RECORD,
        own="member",
        words="comment answer",
        beside="answered_by",
        plain="answer_language",
    ),
    held(
        Proposal,
        _("Proposed points"),
        MEMBERS,
        Stays.RECORD,
        own="member",
        words="title about answer",
        beside="decided_by",
    ),
)
