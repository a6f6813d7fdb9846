"""What is read of campaigns? The names that other apps may rely on."""

from grappe.apps.campaigns.queries.campaigns import (
    Progress,
    campaign_for,
    campaigns,
    closes_on,
    is_busy,
    left_out_of,
    progress_of,
    recipient_for,
    recipients,
    shown_recipient,
)
from grappe.apps.campaigns.queries.consents import (
    address_on_file,
    choices_at,
    choices_of,
    opened_by,
    people_with,
)
from grappe.apps.campaigns.queries.links import LinkExpired, expires_at, recipient_by_token
from grappe.apps.campaigns.queries.messages import PLACEHOLDERS, preview, written_in
from grappe.apps.campaigns.queries.results import answer_for, answers_of, results_of, written_to
from grappe.apps.campaigns.queries.segments import Segment, Selection, select
from grappe.apps.campaigns.queries.sheet import answers_sheet
from grappe.apps.campaigns.queries.timeline import timeline_entries

__all__ = [
    "PLACEHOLDERS",
    "LinkExpired",
    "Progress",
    "Segment",
    "Selection",
    "address_on_file",
    "answer_for",
    "answers_of",
    "answers_sheet",
    "campaign_for",
    "campaigns",
    "choices_at",
    "choices_of",
    "closes_on",
    "expires_at",
    "is_busy",
    "left_out_of",
    "opened_by",
    "people_with",
    "preview",
    "progress_of",
    "recipient_by_token",
    "recipient_for",
    "recipients",
    "results_of",
    "select",
    "shown_recipient",
    "timeline_entries",
    "written_in",
    "written_to",
]
