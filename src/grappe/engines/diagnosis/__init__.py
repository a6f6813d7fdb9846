"""How does a company stand? Questionnaires as data: model, scoring, findings, benchmarks, change.

questionnaire = parse_questionnaire(data)
diagnosis = score(questionnaire, answers)
for finding in findings(questionnaire, answers): ...
"""

from grappe.engines.diagnosis.answers import AnswerError, Answers, clean_answer, clean_answers
from grappe.engines.diagnosis.benchmarks import FEWEST_PEERS, Quartiles, benchmark, quartiles
from grappe.engines.diagnosis.change import (
    Change,
    Delta,
    DifferentQuestionnaires,
    Gap,
    NotComparable,
    change_since,
)
from grappe.engines.diagnosis.conditions import visible_questions
from grappe.engines.diagnosis.findings import Evidence, Finding, findings
from grappe.engines.diagnosis.model import (
    Aggregation,
    Dimension,
    Item,
    Measure,
    Plausible,
    ProposedNeed,
    Question,
    Questionnaire,
    QuestionType,
    Severity,
    Theme,
)
from grappe.engines.diagnosis.parsing import QuestionnaireError, missing_languages, parse_questionnaire
from grappe.engines.diagnosis.plausibility import Doubt, doubt_of
from grappe.engines.diagnosis.scoring import Diagnosis, DimensionScore, QuestionScore, score
from grappe.engines.diagnosis.wording import answer_in_words

__all__ = [
    "FEWEST_PEERS",
    "Aggregation",
    "AnswerError",
    "Answers",
    "Change",
    "Delta",
    "Diagnosis",
    "DifferentQuestionnaires",
    "Dimension",
    "DimensionScore",
    "Doubt",
    "Evidence",
    "Finding",
    "Gap",
    "Item",
    "Measure",
    "NotComparable",
    "Plausible",
    "ProposedNeed",
    "Quartiles",
    "Question",
    "QuestionScore",
    "QuestionType",
    "Questionnaire",
    "QuestionnaireError",
    "Severity",
    "Theme",
    "answer_in_words",
    "benchmark",
    "change_since",
    "clean_answer",
    "clean_answers",
    "doubt_of",
    "findings",
    "missing_languages",
    "parse_questionnaire",
    "quartiles",
    "score",
    "visible_questions",
]
