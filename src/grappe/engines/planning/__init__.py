"""When does each step of a roadmap happen, what does a change move, and who is to be contacted next?

Dates are calendar days and both ends of a step count. A step that waits for another starts, at the earliest,
on the day after the other ends. There is no clock in here: `today` is always an argument.
"""

from grappe.engines.planning.cadence import Cadence, FollowUp, Unit, add_months, follow_up
from grappe.engines.planning.late import Late, Pushed, forecast, late_steps
from grappe.engines.planning.model import (
    Aid,
    AidState,
    DuplicateStep,
    Plan,
    PlanningError,
    Step,
    UnknownStep,
    WrongDates,
)
from grappe.engines.planning.move import (
    Change,
    Mode,
    Moved,
    StepHasStarted,
    StepIsFinished,
    finish,
    move,
    settle,
    shift,
)
from grappe.engines.planning.order import Cycle, after, before, cycle_with, order
from grappe.engines.planning.reminders import REMINDER_DAYS, next_reminder_on, reminders_due
from grappe.engines.planning.slack import Slack, critical_path, slack
from grappe.engines.planning.state import MoneyState, NextStep, RoadmapState, StateKind, state_of
from grappe.engines.planning.wording import day_in_words, money_in_words, sentence, spoken

__all__ = [
    "REMINDER_DAYS",
    "Aid",
    "AidState",
    "Cadence",
    "Change",
    "Cycle",
    "DuplicateStep",
    "FollowUp",
    "Late",
    "Mode",
    "MoneyState",
    "Moved",
    "NextStep",
    "Plan",
    "PlanningError",
    "Pushed",
    "RoadmapState",
    "Slack",
    "StateKind",
    "Step",
    "StepHasStarted",
    "StepIsFinished",
    "Unit",
    "UnknownStep",
    "WrongDates",
    "add_months",
    "after",
    "before",
    "critical_path",
    "cycle_with",
    "day_in_words",
    "finish",
    "follow_up",
    "forecast",
    "late_steps",
    "money_in_words",
    "move",
    "next_reminder_on",
    "order",
    "reminders_due",
    "sentence",
    "settle",
    "shift",
    "slack",
    "spoken",
    "state_of",
]
