"""Is what was answered to a question of the guide an answer to it?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import QuestionKind
from grappe.apps.studies.models import GuideQuestion
from grappe.apps.studies.queries.guide import SCALE, said
from grappe.ui.errors import BadInput

MOST = Decimal(10**13)


def checked(question: GuideQuestion, value: Any) -> Any:
    """Return an answer as it is kept; None for none.

    A choice is a position in the list, several a sorted list of them, a scale 1 to 5, yes or no a bool, a number a text
    that holds it exactly. Raises BadInput for what is no answer.
    """
    if value is None or value == "" or value == []:
        return None
    kind = question.kind
    if kind == QuestionKind.NUMBER:
        if not isinstance(value, Decimal) or not value.is_finite() or abs(value) > MOST:
            raise _fault(question)
        return format(value.normalize(), "f")
    if kind == QuestionKind.YES_NO:
        fits = isinstance(value, bool)
    elif kind == QuestionKind.SCALE:
        fits = _is_number(value) and value in SCALE
    elif kind == QuestionKind.CHOICE:
        fits = _is_place(value, question)
    elif kind == QuestionKind.CHOICES:
        fits = isinstance(value, list) and all(_is_place(each, question) for each in value)
    else:
        fits = False
    if not fits:
        raise _fault(question)
    return sorted(set(value)) if kind == QuestionKind.CHOICES else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_place(value: Any, question: GuideQuestion) -> bool:
    return _is_number(value) and 0 <= value < len(question.choices)


def _fault(question: GuideQuestion) -> BadInput:
    asked = said(question.texts, get_language() or "en")
    return BadInput(_("This is no answer to “%(question)s”.") % {"question": asked[:100]})
