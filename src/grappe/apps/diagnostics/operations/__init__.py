"""What is written about diagnostics? Questionnaires are loaded; runs are started, answered, shared and finished."""

from grappe.apps.diagnostics.operations.answers import finish_run, save_answer, start_run
from grappe.apps.diagnostics.operations.links import open_link, send_link, withdraw_link
from grappe.apps.diagnostics.operations.questionnaires import load_questionnaires

__all__ = [
    "finish_run",
    "load_questionnaires",
    "open_link",
    "save_answer",
    "send_link",
    "start_run",
    "withdraw_link",
]
