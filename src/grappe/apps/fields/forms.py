"""What does an administrator fill in to define a custom field?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.fields.models import Definition
from grappe.apps.fields.operations import LONGEST_HELP, LONGEST_LABEL, LONGEST_UNIT, MOST_OPTIONS, Choice
from grappe.apps.fields.queries import as_field
from grappe.ui.custom import MOST, PLACES, WITH_OPTIONS, Colour, CustomField, FieldKind, answers_of
from grappe.ui.custom_forms import form_field
from grappe.ui.custom_forms import initial as initial_of
from grappe.ui.fields import AmountField
from grappe.ui.trilingual import CODES, NAMES, Trilingual

COLOURS = Colour.choices
SPARE = 3  # rows for new choices


class DefinitionForm(Trilingual):
    """How a field of one kind is called, explained and bounded."""

    texts = {
        "label": (gettext_lazy("Label"), 1, LONGEST_LABEL),
        "help": (gettext_lazy("Explanation beside the field"), 2, LONGEST_HELP),
    }
    required = forms.BooleanField(
        label=gettext_lazy("Has to be filled in"), required=False,
        help_text=gettext_lazy("Whoever saves a record by its form is asked for it; records on file stay as they are."),
    )  # fmt: skip
    minimum = AmountField(label=gettext_lazy("At least"), places=PLACES, most=MOST, signed=True)
    maximum = AmountField(label=gettext_lazy("At most"), places=PLACES, most=MOST, signed=True)
    unit = forms.CharField(
        label=gettext_lazy("Unit"), required=False, max_length=LONGEST_UNIT,
        help_text=gettext_lazy("Stands behind the number, for example kWh or €."),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, kind: str, definition: Definition | None = None,
        others: Sequence[CustomField] = (),
    ) -> None:  # fmt: skip
        initial = {}
        if definition is not None:
            plain = ("required", "minimum", "maximum", "unit")
            initial = self.spread(definition) | {name: getattr(definition, name) for name in plain}
        super().__init__(data, initial=initial)
        self._take_default(kind, definition)
        self._take_needed(others, definition)
        self.kind = FieldKind(kind)
        if self.kind != FieldKind.NUMBER:
            for name in ("minimum", "maximum", "unit"):
                del self.fields[name]
        self.with_options = self.kind in WITH_OPTIONS
        self.asks_when = "needed_when" in self.fields
        self.rows = self._rows(definition) if self.with_options else []

    def _take_default(self, kind: str, definition: Definition | None) -> None:
        """Ask for what stands in the form of a new record; of choices, once these are there."""
        if definition is None and kind in WITH_OPTIONS:
            return
        options = as_field(definition).options if definition is not None else ()
        each = CustomField("default", kind, {}, options=options)
        value = definition.default if definition is not None else None
        asked = form_field(each, value)
        asked.label = _("In the form of a new record from the start")
        self.fields["default"] = asked
        self.initial["default"] = initial_of(each, value)

    def _take_needed(self, others: Sequence[CustomField], definition: Definition | None) -> None:
        """Ask on which answers of other fields it hangs whether this one has to be filled in."""
        choices = [
            (f"{other.name}={json.dumps(value)}", f"{other} · {label}")
            for other in others
            for value, label in answers_of(other)
        ]
        if not choices:
            return
        self.fields["needed_when"] = forms.MultipleChoiceField(
            label=_("Has to be filled in when"),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if definition is not None:
            self.initial["needed_when"] = [
                f"{one['field']}={json.dumps(one['is'])}" for one in definition.needed_when
            ]

    def _rows(self, definition: Definition | None) -> list[dict[str, Any]]:
        """Return the choices as they are drawn: those there are, or were sent, and some empty rows."""
        rows: list[dict[str, Any]]
        if self.is_bound:
            rows = [
                {
                    "key": choice.key,
                    "hidden": choice.hidden,
                    "label": dict(choice.label),
                    "colour": choice.colour,
                }
                for choice in self.choices()
                if choice.key or any(choice.label.values())
            ]
        else:
            rows = list(definition.options) if definition is not None else []
        empty: dict[str, Any] = {"key": "", "hidden": False, "label": {}}
        rows = [*rows, *[empty] * (SPARE if len(rows) + SPARE <= MOST_OPTIONS else 0)]
        return [
            {
                "number": number,
                "key": row["key"],
                "hidden": row.get("hidden", False),
                "colour": row.get("colour", ""),
                "texts": [(code, NAMES[code], row["label"].get(code, "")) for code in CODES],
            }
            for number, row in enumerate(rows, start=1)
        ]

    def choices(self) -> list[Choice]:
        """Return the choices that were sent, by the numbers beside them; a row without any name takes a choice away."""
        sent: Any = self.data
        found = []
        for number in range(1, MOST_OPTIONS + SPARE + 1):
            label = {code: sent.get(f"option_{number}_{code}", "")[:500] for code in CODES}
            key = sent.get(f"option_{number}_key", "")
            if not any(text.strip() for text in label.values()):
                continue
            colour = sent.get(f"option_{number}_colour", "")
            place = sent.get(f"option_{number}_place", "")
            order = int(place) if place.isascii() and place.isdecimal() and len(place) < 6 else number
            found.append((order, number, Choice(label, key, f"option_{number}_hidden" in sent, colour)))
        return [choice for _order, _number, choice in sorted(found, key=lambda each: each[:2])]

    def facts(self) -> dict[str, Any]:
        """Return what the operations define and change take, of a form that is valid."""
        given = self.cleaned_data
        return {
            "label": self.text("label"),
            "help": self.text("help"),
            "required": given["required"],
            "choices": self.choices() if self.with_options else (),
            "minimum": given.get("minimum"),
            "maximum": given.get("maximum"),
            "unit": given.get("unit", ""),
            "default": given.get("default"),
            "needed_when": [
                (name, json.loads(answer))
                for name, _mark, answer in (one.partition("=") for one in given.get("needed_when", ()))
            ],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(f"label_{code}") for code in CODES):
            self.add_error(f"label_{CODES[0]}", _("The field needs a label, in one language at least."))
        return cleaned
