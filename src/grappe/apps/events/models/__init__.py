"""Which tables does this app have?"""

from grappe.apps.events.models.after import Cooperation, Cost, EventLink, SurveyAnswer
from grappe.apps.events.models.badges import BadgeFile
from grappe.apps.events.models.events import Event, Question, Session, Speaker
from grappe.apps.events.models.meetings import (
    MeetingOutcome,
    MeetingPlan,
    Participant,
    Precedence,
    Proposal,
    Request,
    Slot,
    Table,
    Unavailable,
)
from grappe.apps.events.models.public import Attempt
from grappe.apps.events.models.registrations import CheckIn, Invitation, Letter, Registration
from grappe.apps.events.models.timetables import Timetable, TimetableMeeting

__all__ = [
    "Attempt",
    "BadgeFile",
    "CheckIn",
    "Cooperation",
    "Cost",
    "Event",
    "EventLink",
    "Invitation",
    "Letter",
    "MeetingOutcome",
    "MeetingPlan",
    "Participant",
    "Precedence",
    "Proposal",
    "Question",
    "Registration",
    "Request",
    "Session",
    "Slot",
    "Speaker",
    "SurveyAnswer",
    "Table",
    "Timetable",
    "TimetableMeeting",
    "Unavailable",
]
