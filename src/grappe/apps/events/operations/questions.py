"""Is what somebody answered to the organiser's questions an answer to them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.events.enums import QuestionKind
from grappe.apps.events.models import Question
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput

LONGEST = {QuestionKind.TEXT: 300, QuestionKind.LONG_TEXT: 4_000}


def checked(
    questions: Iterable[Question], given: Mapping[str, Any], *, required: bool = True
) -> dict[str, Any]:
    """Return answers as they are kept, question id -> answer; what was not answered has no key.

    A choice is a position in the question's list, several are a list of them, yes or no is a bool. Raises BadInput for
    an answer that is none, for one that is missing (where `required`), and for a question that is not asked.
    """
    asked = {str(question.pk): question for question in questions}
    unknown = set(map(str, given)) - set(asked)
    if unknown:
        raise BadInput(_("A question that was answered is no longer asked. Load the page again."))
    kept: dict[str, Any] = {}
    for key, question in asked.items():
        answer = _checked(question, given.get(key))
        if answer is not None:
            kept[key] = answer
        elif required and question.required:
            raise BadInput(_("Please answer: “%(question)s”.") % {"question": _label(question)})
    return kept


def _checked(question: Question, answer: Any) -> Any:
    if answer is None or answer == "" or answer == []:
        return None
    kind = question.kind
    if kind in LONGEST:
        text = str(answer).replace("\r\n", "\n").strip()
        if len(text) > LONGEST[QuestionKind(kind)]:
            raise _fault(question)
        return text or None
    if kind == QuestionKind.YES_NO:
        if not isinstance(answer, bool):
            raise _fault(question)
        return answer
    places = answer if kind == QuestionKind.CHOICES else [answer]
    if not isinstance(places, list) or not all(_is_place(place, question) for place in places):
        raise _fault(question)
    return sorted(set(places)) if kind == QuestionKind.CHOICES else places[0]


def _is_place(place: Any, question: Question) -> bool:
    return isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(question.choices)


def _fault(question: Question) -> BadInput:
    return BadInput(_("This is no answer to “%(question)s”.") % {"question": _label(question)})


def _label(question: Question) -> str:
    return Text.of(question.labels).in_language(get_language() or "en")
