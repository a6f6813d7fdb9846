"""Which tables does this app have?"""

from grappe.apps.ideas.models.budgets import BudgetLine, CostLine
from grappe.apps.ideas.models.challenges import (
    Answer,
    AnswerGroup,
    AnswerVector,
    BoardStep,
    Challenge,
    Participant,
    Undoing,
    Vote,
)
from grappe.apps.ideas.models.contributors import Contributor, Letter
from grappe.apps.ideas.models.families import family_ids
from grappe.apps.ideas.models.flagships import (
    CommonProject,
    Deliverable,
    Flagship,
    Indicator,
    Milestone,
    Partner,
    Risk,
)
from grappe.apps.ideas.models.gates import Assessment, Decision, Gate, Review, Reviewer
from grappe.apps.ideas.models.ideas import (
    Author,
    CanvasQuestion,
    Comment,
    Idea,
    IdeaLink,
    IdeaVector,
    Merge,
    Step,
    Support,
    Watch,
)

__all__ = [
    "Answer",
    "AnswerGroup",
    "AnswerVector",
    "Assessment",
    "Author",
    "BudgetLine",
    "BoardStep",
    "CanvasQuestion",
    "Challenge",
    "Comment",
    "CommonProject",
    "Contributor",
    "CostLine",
    "Decision",
    "Deliverable",
    "Flagship",
    "Gate",
    "Idea",
    "IdeaLink",
    "IdeaVector",
    "Indicator",
    "Letter",
    "Merge",
    "Milestone",
    "Partner",
    "Participant",
    "Review",
    "Reviewer",
    "Risk",
    "Step",
    "Support",
    "Undoing",
    "Vote",
    "Watch",
    "family_ids",
]
