"""What does one fill in to prepare a wave, and what does a company send for a question?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.campaigns.queries.campaigns import SIZES
from grappe.apps.clusters import queries as clusters
from grappe.apps.diagnostics.queries.pages import NONE
from grappe.apps.surveys.enums import AnswerKind
from grappe.apps.surveys.models import Wave
from grappe.apps.surveys.operations.waves import Plan
from grappe.apps.surveys.queries.audience import Audience
from grappe.apps.surveys.queries.editions import years
from grappe.engines.diagnosis import Question, QuestionType
from grappe.ui.errors import BadInput
from grappe.ui.fields import DayField
from grappe.ui.numbers import number_of


class WaveForm(forms.Form):
    """When is the wave, and whom does it mean?"""

    fields: dict[str, Any]
    year = forms.TypedChoiceField(label=gettext_lazy("Year asked about"), coerce=int)
    opens_on = DayField(label=gettext_lazy("Letters go out on"))
    closes_on = DayField(label=gettext_lazy("Last day to answer"))
    remind_after = forms.CharField(
        label=gettext_lazy("Reminders after so many days"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("For example 14, 28. Only those who have not answered are reminded."),
    )
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all of them."),
    )
    sizes = forms.MultipleChoiceField(
        label=gettext_lazy("Sizes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(SIZES.items()),
        help_text=gettext_lazy("None ticked: every size."),
    )
    looked_after = forms.BooleanField(
        label=gettext_lazy("Only companies with a contact in the last two years"), required=False
    )

    def __init__(self, *args: Any, wave: Wave | None = None, **kwargs: Any) -> None:
        if wave is not None:
            audience = Audience.of(wave.audience)
            kwargs["initial"] = {
                "year": wave.year, "opens_on": wave.opens_on, "closes_on": wave.closes_on,
                "remind_after": ", ".join(map(str, wave.remind_after)), "clusters": list(audience.clusters),
                "sizes": list(audience.sizes), "looked_after": audience.looked_after,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year) for year in years()]
        self.fields["clusters"].choices = [(each.slug, str(each)) for each in clusters.clusters()]
        if wave is not None and wave.started_at is not None:
            for name in ("year", "opens_on", "clusters", "sizes", "looked_after"):
                self.fields[name].disabled = True

    def clean_remind_after(self) -> list[int]:
        """Return the days as numbers."""
        words = self.cleaned_data["remind_after"].replace(";", ",").replace(" ", ",").split(",")
        words = [word for word in words if word]
        if not all(word.isascii() and word.isdecimal() and len(word) < 4 for word in words):
            raise forms.ValidationError(_("Write the days as numbers, for example 14, 28."))
        return [int(word) for word in words]

    def plan(self) -> Plan:
        """Return what the operation takes."""
        cleaned = self.cleaned_data
        return Plan(
            year=cleaned["year"], opens_on=cleaned["opens_on"], closes_on=cleaned["closes_on"],
            remind_after=cleaned["remind_after"],
            audience=Audience(tuple(cleaned["clusters"]), tuple(cleaned["sizes"]), cleaned["looked_after"]),
        )  # fmt: skip


def posted_kind(data: QueryDict) -> str:
    """Return whether a value was sent, or that the company does not know or would rather not say."""
    said = data.get("said", "")
    return said if said in (AnswerKind.UNKNOWN, AnswerKind.REFUSED) else AnswerKind.VALUE.value


def posted_value(question: Question, data: QueryDict) -> object | None:
    """Return the answer that was sent for a question, None for a blank. Raises BadInput for no number."""
    if "blank" in data or posted_kind(data) != AnswerKind.VALUE:
        return None
    if question.type is QuestionType.MULTI:
        sent = data.getlist(question.id)
        if NONE not in question.item_ids and sent == [NONE]:
            return []
        return sent or None
    text = data.get(question.id, "").replace("\x00", "").strip()
    if not text:
        return None
    if question.type is QuestionType.SCALE:
        if not text.isascii() or not text.isdecimal() or len(text) > 3:
            raise BadInput(_("“%(value)s” is not a step of the scale.") % {"value": text[:40]})
        return int(text)
    if question.type is QuestionType.NUMBER:
        return _number(text)
    return text


def _number(text: str) -> float:
    plain = text[:40].removesuffix("%").strip()
    try:
        number = float(number_of(plain))
    except BadInput as fault:
        raise BadInput(
            _("“%(value)s” is not a number. Write for example 12 or 12.5.") % {"value": text[:40]}
        ) from fault
    if not -1e15 < number < 1e15:
        raise BadInput(_("This number is larger than can be."))
    return number
