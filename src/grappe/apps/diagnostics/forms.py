"""What did somebody answer, start, or ask to be sent? Forms of the diagnostics pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.diagnostics import queries
from grappe.apps.diagnostics.queries.pages import NONE
from grappe.engines.diagnosis import Question, QuestionType
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.diagnostics.models import Run


def posted_answer(question: Question, data: QueryDict) -> object | None:
    """Return the answer that a sent form holds for a question, None for a blank. Raises BadInput for no number."""
    if "blank" in data:
        return None
    if question.type is QuestionType.MULTI:
        return _ticks(question, data.getlist(question.id))
    if question.type is QuestionType.MATRIX_TWO_COLUMNS:
        return {
            column.id: _ticks(question, data.getlist(f"{question.id}.{column.id}"))
            for column in question.columns
        }
    if question.type is QuestionType.SCALE_MATRIX:
        return {item.id: _step(data.get(f"{question.id}.{item.id}", "")) for item in question.items}
    sent = data.get(question.id, "").strip()
    if question.type is QuestionType.SCALE:
        return _step(sent)
    if question.type is QuestionType.NUMBER:
        return _number(sent)
    return sent or None


def _ticks(question: Question, sent: list[str]) -> list[str] | None:
    """Return the ticks; nothing sent is a blank, "none of these" alone is an answer without a tick."""
    if NONE not in question.item_ids and sent == [NONE]:
        return []
    return sent or None


def _step(sent: str) -> int | None:
    if not sent:
        return None
    if not sent.isdecimal() or len(sent) > 3:
        raise BadInput(_("“%(value)s” is not a step of the scale.") % {"value": sent[:40]})
    return int(sent)


def _number(sent: str) -> float | None:
    """Return a number written with a point or a comma, with or without a percent sign."""
    plain = sent.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").removesuffix("%")
    if not plain:
        return None
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    unsigned = plain.removeprefix("-")
    if not unsigned.replace(".", "", 1).isdecimal() or len(plain) > 20:
        raise BadInput(_("“%(value)s” is not a number. Write for example 12 or 12.5.") % {"value": sent[:40]})
    return float(plain)


class StartForm(forms.Form):
    """Which questionnaire is to be answered?"""

    questionnaire = forms.SlugField()


class SendLinkForm(forms.Form):
    """To whom at the company is the link sent?"""

    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Send the link to")
    )

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.people_to_ask(run)  # type: ignore[attr-defined]  # a field that chooses models
