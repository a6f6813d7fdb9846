"""What do diagnostics hold of people? Nobody is asked for; somebody may be named in an answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.diagnostics.models import Answer, Finding, Questionnaire, QuestionnaireVersion, Run
from grappe.ui.personal import Why, nobody, written

TABLES = (
    nobody(Questionnaire, Why.REFERENCE),
    nobody(QuestionnaireVersion, Why.REFERENCE, "version content digest"),
    nobody(Run, Why.FIGURES, "scores link_salt"),
    written(Answer, _("Answers of diagnostics"), "value", plain="question"),
    written(Finding, _("Findings of diagnostics"), "text need evidence", plain="code"),
)
