"""How do roadmaps, steps, aids and follow-ups come to be, move and end?"""

from grappe.apps.roadmaps.operations.aids import add_aid, change_aid, remove_aid
from grappe.apps.roadmaps.operations.follow_ups import end_follow_up, set_follow_up
from grappe.apps.roadmaps.operations.roadmaps import (
    close_roadmap,
    open_roadmap,
    renew_feed,
    reopen_roadmap,
)
from grappe.apps.roadmaps.operations.steps import (
    StepValues,
    add_step,
    add_step_from_match,
    edit_step,
    mark_done,
    mark_started,
    move_step,
    remove_step,
)

__all__ = [
    "StepValues",
    "add_aid",
    "add_step",
    "add_step_from_match",
    "change_aid",
    "close_roadmap",
    "edit_step",
    "end_follow_up",
    "mark_done",
    "mark_started",
    "move_step",
    "open_roadmap",
    "remove_aid",
    "remove_step",
    "renew_feed",
    "reopen_roadmap",
    "set_follow_up",
]
