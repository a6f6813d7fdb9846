"""What do we know of a company's diagnostics? The reads that pages and other apps use."""

from grappe.apps.diagnostics.queries.links import LinkExpired, link_token, run_by_token
from grappe.apps.diagnostics.queries.pages import AnswerPage, AskedQuestion, answer_page
from grappe.apps.diagnostics.queries.questionnaires import Card, current, questionnaire_of
from grappe.apps.diagnostics.queries.results import Result, result_of
from grappe.apps.diagnostics.queries.runs import (
    LatestScore,
    findings_of,
    findings_to_propose,
    latest_scores,
    people_to_ask,
    run_for,
    runs_of,
    stage,
    timeline_entries,
)

__all__ = [
    "AnswerPage",
    "AskedQuestion",
    "Card",
    "LatestScore",
    "LinkExpired",
    "Result",
    "answer_page",
    "current",
    "findings_of",
    "findings_to_propose",
    "latest_scores",
    "link_token",
    "people_to_ask",
    "questionnaire_of",
    "result_of",
    "run_by_token",
    "run_for",
    "runs_of",
    "stage",
    "timeline_entries",
]
