"""Which tables does this app have?"""

from grappe.apps.groups.models.actions import Action, Decision
from grappe.apps.groups.models.groups import Group, GroupLink
from grappe.apps.groups.models.members import Letter, Member
from grappe.apps.groups.models.minutes import Minutes, Reply
from grappe.apps.groups.models.proposals import Proposal
from grappe.apps.groups.models.sessions import Attendance, Comment, Paper, Point, Session

__all__ = [
    "Action",
    "Attendance",
    "Comment",
    "Decision",
    "Group",
    "GroupLink",
    "Letter",
    "Member",
    "Minutes",
    "Paper",
    "Point",
    "Proposal",
    "Reply",
    "Session",
]
