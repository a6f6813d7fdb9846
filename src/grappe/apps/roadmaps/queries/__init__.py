"""Which roadmaps, steps, aids and follow-ups are there, how do they stand, and what do they look like outside?"""

from grappe.apps.roadmaps.queries.campaigns import obtained_since
from grappe.apps.roadmaps.queries.document import as_pdf
from grappe.apps.roadmaps.queries.feed import as_calendar, feed_address, roadmap_of_feed
from grappe.apps.roadmaps.queries.follow_ups import (
    DueContact,
    FollowUpState,
    Quiet,
    follow_up_of,
    follow_ups_due,
    not_contacted,
)
from grappe.apps.roadmaps.queries.matches import Waiting, accepted_waiting, step_of_match
from grappe.apps.roadmaps.queries.plans import (
    aid_for,
    plan_of,
    roadmap_for,
    roadmap_of,
    roadmaps,
    roadmaps_of,
    step_for,
)
from grappe.apps.roadmaps.queries.register import register_of
from grappe.apps.roadmaps.queries.sheet import Line, Row, Sheet, rows, sheet
from grappe.apps.roadmaps.queries.timeline import timeline_entries

__all__ = [
    "DueContact",
    "FollowUpState",
    "Line",
    "Quiet",
    "Row",
    "Sheet",
    "Waiting",
    "accepted_waiting",
    "aid_for",
    "as_calendar",
    "as_pdf",
    "feed_address",
    "follow_up_of",
    "follow_ups_due",
    "not_contacted",
    "obtained_since",
    "plan_of",
    "register_of",
    "roadmap_for",
    "roadmap_of",
    "roadmap_of_feed",
    "roadmaps",
    "roadmaps_of",
    "rows",
    "sheet",
    "step_for",
    "step_of_match",
    "timeline_entries",
]
