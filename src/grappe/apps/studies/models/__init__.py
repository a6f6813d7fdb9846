"""Which tables does this app have?"""

from grappe.apps.studies.models.figures import Chart, Table, Upload
from grappe.apps.studies.models.findings import Evidence, Finding, Use
from grappe.apps.studies.models.interviews import GuideQuestion, Interview, InterviewAnswer, Passage
from grappe.apps.studies.models.reviews import Comment, Edition, Letter, Review
from grappe.apps.studies.models.sources import Source
from grappe.apps.studies.models.studies import Cost, Hypothesis, Material, Milestone, Section, Study

__all__ = [
    "Chart",
    "Comment",
    "Cost",
    "Edition",
    "Evidence",
    "Finding",
    "GuideQuestion",
    "Hypothesis",
    "Interview",
    "InterviewAnswer",
    "Letter",
    "Material",
    "Milestone",
    "Passage",
    "Review",
    "Section",
    "Source",
    "Study",
    "Table",
    "Upload",
    "Use",
]
