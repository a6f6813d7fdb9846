"""Which tables does this app have?"""

from grappe.apps.ideas.models.contributors import Contributor, Letter
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
    "Assessment",
    "Author",
    "CanvasQuestion",
    "Comment",
    "Contributor",
    "Decision",
    "Gate",
    "Idea",
    "IdeaLink",
    "IdeaVector",
    "Letter",
    "Merge",
    "Review",
    "Reviewer",
    "Step",
    "Support",
    "Watch",
]
