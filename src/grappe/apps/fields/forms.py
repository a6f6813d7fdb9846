"""What does an administrator fill in to define a custom field?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.fields.models import Definition
from grappe.apps.fields.operations import LONGEST_HELP, LONGEST_LABEL, LONGEST_UNIT, MOST_OPTIONS, Choice
from grappe.ui.custom import MOST, PLACES, WITH_OPTIONS, FieldKind
from grappe.ui.fields import AmountField
from grappe.ui.trilingual import CODES, NAMES, Trilingual

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
        self, data: QueryDict | None = None, *, kind: str, definition: Definition | None = None
    ) -> None:
        initial = {}
        if definition is not None:
            plain = ("required", "minimum", "maximum", "unit")
            initial = self.spread(definition) | {name: getattr(definition, name) for name in plain}
        super().__init__(data, initial=initial)
        self.kind = FieldKind(kind)
        if self.kind != FieldKind.NUMBER:
            for name in ("minimum", "maximum", "unit"):
                del self.fields[name]
        self.with_options = self.kind in WITH_OPTIONS
        self.rows = self._rows(definition) if self.with_options else []

    def _rows(self, definition: Definition | None) -> list[dict[str, Any]]:
        """Return the choices as they are drawn: those there are, or were sent, and some empty rows."""
        rows: list[dict[str, Any]]
        if self.is_bound:
            rows = [
                {"key": choice.key, "hidden": choice.hidden, "label": dict(choice.label)}
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
                "texts": [(code, NAMES[code], row["label"].get(code, "")) for code in CODES],
            }
            for number, row in enumerate(rows, start=1)
        ]

    def choices(self) -> list[Choice]:
        """Return the choices that were sent, in their order; a row without any name takes a choice away."""
        sent: Any = self.data
        found = []
        for number in range(1, MOST_OPTIONS + SPARE + 1):
            label = {code: sent.get(f"option_{number}_{code}", "")[:500] for code in CODES}
            key = sent.get(f"option_{number}_key", "")
            if not any(text.strip() for text in label.values()):
                continue
            found.append(Choice(label, key, f"option_{number}_hidden" in sent))
        return found

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
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(f"label_{code}") for code in CODES):
            self.add_error(f"label_{CODES[0]}", _("The field needs a label, in one language at least."))
        return cleaned
