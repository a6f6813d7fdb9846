"""Which roadmaps, steps, aids and follow-ups are there, how do they stand, and what do they look like outside?"""

from grappe.apps.roadmaps.queries.document import as_pdf
from grappe.apps.roadmaps.queries.feed import as_calendar, feed_address, roadmap_of_feed
from grappe.apps.roadmaps.queries.follow_ups import (
    DueContact,
    FollowUpState,
    follow_up_of,
    follow_ups_due,
    follow_ups_due_of,
)
from grappe.apps.roadmaps.queries.plans import (
    aid_for,
    plan_of,
    roadmap_for,
    roadmap_of,
    roadmaps,
    roadmaps_of,
    step_for,
)
from grappe.apps.roadmaps.queries.sheet import Line, Row, Sheet, rows, sheet
from grappe.apps.roadmaps.queries.timeline import timeline_entries

__all__ = [
    "DueContact",
    "FollowUpState",
    "Line",
    "Row",
    "Sheet",
    "aid_for",
    "as_calendar",
    "as_pdf",
    "feed_address",
    "follow_up_of",
    "follow_ups_due",
    "follow_ups_due_of",
    "plan_of",
    "roadmap_for",
    "roadmap_of",
    "roadmap_of_feed",
    "roadmaps",
    "roadmaps_of",
    "rows",
    "sheet",
    "step_for",
    "timeline_entries",
]
