"""How does an interview guide get onto paper, with room to write? PDF/UA-1 in EN, FR or DE."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import Consent, QuestionKind
from grappe.apps.studies.models import GuideQuestion
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.guide import Asked, guide_of, options, said
from grappe.ui import paper

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

_SOURCE = Path(__file__).with_name("guide.typ")


def guide_pdf(study: Study, *, for_user: User, language: str) -> bytes:
    """Return the guide of a study in a language (what is not written in it stands in the one there is). PermissionDenied."""
    check_can_work_on(for_user, study)
    parts, _retired = guide_of(study)
    with translation.override(language):
        data = {
            "language": language,
            "title": _("Interview guide"),
            "study": said(study.titles, language),
            "question": said(study.questions, language) if study.questions else "",
            "footer": " · ".join([_("Interview guide"), said(study.titles, language)[:80]]),
            "words": {
                "company": _("Company"), "person": _("Person"), "day": _("Day"), "consent": _("Consent"),
                "consents": [str(each.label) for each in (Consent.ANONYMOUS, Consent.NAMED, Consent.REFUSED)],
                "signature": _("Signature"),
            },
            "parts": [
                {
                    "heading": said(each.heading, language) if each.heading else "",
                    "questions": [_question(asked, language) for asked in each.questions],
                }
                for each in parts
            ],
        }  # fmt: skip
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _question(asked: Asked, language: str) -> dict[str, Any]:
    question: GuideQuestion = asked.question
    return {
        "number": f"{asked.number}.",
        "text": said(question.texts, language),
        "choices": [words for _value, words in options(question, language)],
        "in_a_row": question.kind in (QuestionKind.SCALE, QuestionKind.YES_NO),
        "unit": question.unit,
        "is_number": question.kind == QuestionKind.NUMBER,
        "lines": 5 if question.kind == QuestionKind.TEXT else 2,
    }
