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
    unseen_recipients,
)
from grappe.apps.campaigns.queries.consents import (
    address_on_file,
    choices_at,
    choices_of,
    opened_by,
    people_with,
)
from grappe.apps.campaigns.queries.links import LinkExpired, expires_at, recipient_by_token, token_of
from grappe.apps.campaigns.queries.messages import PLACEHOLDERS, placeholders_of, preview, written_in
from grappe.apps.campaigns.queries.results import (
    Figures,
    answer_for,
    answers_of,
    figures_of,
    people_written_to,
    results_of,
    unseen_answers,
    written_to,
)
from grappe.apps.campaigns.queries.segments import (
    Picks,
    Segment,
    Selection,
    picks_in,
    picks_of,
    select,
    selection_of,
)
from grappe.apps.campaigns.queries.sheet import answers_sheet
from grappe.apps.campaigns.queries.timeline import timeline_entries
from grappe.apps.campaigns.queries.topics import WRITTEN_TO, Topic, topic_of

__all__ = [
    "Figures",
    "figures_of",
    "people_written_to",
    "PLACEHOLDERS",
    "WRITTEN_TO",
    "LinkExpired",
    "Picks",
    "Progress",
    "Segment",
    "Selection",
    "Topic",
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
    "picks_in",
    "picks_of",
    "placeholders_of",
    "preview",
    "progress_of",
    "recipient_by_token",
    "recipient_for",
    "recipients",
    "results_of",
    "select",
    "selection_of",
    "shown_recipient",
    "timeline_entries",
    "token_of",
    "topic_of",
    "written_in",
    "written_to",
    "unseen_answers",
    "unseen_recipients",
]
