"""What may be asked of matches and introductions?"""

from grappe.apps.matches.queries.introductions import (
    LinkExpired,
    Waiting,
    draft_of,
    introduction_by_token,
    introduction_for,
    introductions,
    introductions_waiting,
    link_of,
    next_reminder_of,
    token_of,
)
from grappe.apps.matches.queries.matches import decisions_of_need, match_for, matches_of
from grappe.apps.matches.queries.ranking import Found, Ranking, one_for, ranked_for
from grappe.apps.matches.queries.timeline import timeline_entries

__all__ = [
    "Found",
    "LinkExpired",
    "Ranking",
    "Waiting",
    "decisions_of_need",
    "draft_of",
    "introduction_by_token",
    "introduction_for",
    "introductions",
    "introductions_waiting",
    "link_of",
    "match_for",
    "next_reminder_of",
    "token_of",
    "matches_of",
    "one_for",
    "ranked_for",
    "timeline_entries",
]
