"""How are roadmaps, their steps and aids, and follow-ups shown and changed?"""

from grappe.apps.roadmaps.views.aids import aid, aid_add, aid_remove
from grappe.apps.roadmaps.views.companies import end_follow_up, follow_up, of_campaign, of_company, of_match
from grappe.apps.roadmaps.views.outside import feed, pdf, renew
from grappe.apps.roadmaps.views.roadmaps import close, create, detail, reopen, roadmaps_list
from grappe.apps.roadmaps.views.steps import done, move, remove, start, step, step_add

__all__ = [
    "aid",
    "aid_add",
    "aid_remove",
    "close",
    "create",
    "detail",
    "done",
    "end_follow_up",
    "feed",
    "follow_up",
    "move",
    "of_campaign",
    "of_company",
    "of_match",
    "pdf",
    "remove",
    "renew",
    "reopen",
    "roadmaps_list",
    "start",
    "step",
    "step_add",
]
