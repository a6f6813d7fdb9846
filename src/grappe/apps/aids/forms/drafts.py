"""How is a node of a rule typed: a criterion with its field, operator and value, a group, a condition nobody published?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.forms.programmes import unit_word
from grappe.apps.aids.queries.rule_trees import GROUPS
from grappe.engines import eligibility as engine
from grappe.ui.fields import DayField

OPERATORS = {
    "eq": _("is"), "ne": _("is not"), "lt": _("is less than"), "lte": _("is at most"), "gt": _("is more than"),
    "gte": _("is at least"), "between": _("lies between (both included)"), "in": _("is one of"),
    "not_in": _("is none of"), "contains": _("contains"), "nace": _("lies under (NACE)"), "prefix": _("begins with"),
    "known": _("is known"),
}  # fmt: skip
CONFIDENCES = [
    ("", "–"), ("sourced", _("read at the source")), ("partly", _("partly sourced")), ("unverified", _("not verified")),
    ("general_knowledge", _("from general knowledge")),
]  # fmt: skip
JOINS = {
    "all": _("all of"), "any": _("at least one of"), "at_least": _("at least some of"), "not": _("none of"),
}  # fmt: skip
NUMBERS = frozenset({"number", "money", "percent", "integer"})
LISTED = frozenset({"in", "not_in", "contains", "nace", "prefix"})
LANGUAGES = ("en", "fr", "de")
EARLIEST = date(1801, 1, 1)  # as the years of a criterion


class StartForm(forms.Form):
    """What a draft begins with."""

    programme = forms.CharField(
        label=_("Programme"), required=False, max_length=300,
        help_text=_("Some letters of its name, or its id. Leave empty for a new programme."),
    )  # fmt: skip
    slug = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    start = forms.ChoiceField(
        label=_("Begin with"),
        choices=[("change", _("the text in force")), ("version", _("a new version of it from a day on"))],
        widget=forms.RadioSelect,
        initial="change",
    )
    day = DayField(
        label=_("First day of the new version"), required=False, validators=[MinValueValidator(EARLIEST)]
    )
    new = forms.CharField(
        label=_("Id of a new programme"), required=False, max_length=80,
        help_text=_("Small letters, digits and hyphens. Only for a new programme."),
    )  # fmt: skip


class WordingForm(forms.Form):
    """The words, the source and the confidence of a criterion or of an unpublished condition."""

    id = forms.CharField(
        label=_("Id"), required=False, max_length=80, help_text=_("Unique in the rule; default: the fact.")
    )
    label_en = forms.CharField(label=_("Label, English"), required=False, max_length=300)
    label_fr = forms.CharField(label=_("Label, French"), required=False, max_length=300)
    label_de = forms.CharField(label=_("Label, German"), required=False, max_length=300)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=1000,
        help_text=_("Article or address. Empty: the sources of the programme."),
    )  # fmt: skip
    checked_on = DayField(label=_("Checked on"), required=False)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=CONFIDENCES, required=False)

    @staticmethod
    def wording_of(node: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a node says of itself as the form shows it."""
        label = node.get("label")
        words = label if isinstance(label, Mapping) else {"en": label}
        return {
            **{f"label_{code}": words.get(code) for code in LANGUAGES},
            **{name: node.get(name) for name in ("id", "source", "checked_on", "confidence")},
        }

    def worded(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return a node with the words typed; names that were there and are emptied become null or go."""
        typed = self.cleaned_data
        words = {code: typed[f"label_{code}"] or None for code in LANGUAGES}
        before = node.get("label")
        if any(words.values()):
            bare = isinstance(before, str) and words == {"en": before, "fr": None, "de": None}
            node["label"] = before if bare else {code: word for code, word in words.items() if word}
        else:
            node.pop("label", None)
        for name in ("source", "checked_on", "confidence"):
            if typed[name]:
                node[name] = typed[name]
            elif name in node:
                if name == "confidence":
                    del node[name]
                else:
                    node[name] = None
        return node


class UnknownForm(WordingForm):
    """A condition that nobody has published: it stays unknown, whatever a company says."""

    @classmethod
    def initial_of(cls, node: Mapping[str, Any]) -> dict[str, Any]:
        inner = node.get("unknown")
        if isinstance(inner, str):
            return {"label_en": inner}
        if isinstance(inner, Mapping):
            return cls.wording_of(inner if "label" in inner or "id" in inner else {"label": inner})
        return {}

    def node(self, before: Mapping[str, Any]) -> dict[str, Any]:
        inner = before.get("unknown")
        kept = dict(inner) if isinstance(inner, Mapping) and ("label" in inner or "id" in inner) else {}
        made = {"id": self.cleaned_data["id"]} if self.cleaned_data["id"] else {}
        kept.pop("id", None)
        return {"unknown": self.worded({**made, **kept})}


class GroupForm(forms.Form):
    """How a group joins what is in it."""

    kind = forms.ChoiceField(label=_("Joins"), choices=[(kind, JOINS[kind]) for kind in GROUPS])
    n = forms.IntegerField(label=_("How many of them"), min_value=1, max_value=500, required=False, initial=1)


class CriterionForm(WordingForm):
    """One condition: a fact, an operator that suits its type, a value of that type, and the words for it."""

    fields: dict[str, Any]  # which there are depends on the fact and the operator
    field_order = [
        "field",
        "op",
        "stands",
        "value",
        "low",
        "high",
        "other",
        "times",
        "other_year",
        "except_",
        "at",
        "year",
    ]

    field = forms.CharField(label=_("Fact"), max_length=100)
    op = forms.ChoiceField(label=_("Operator"))
    stands = forms.ChoiceField(
        label=_("Value"),
        choices=[
            ("value", _("stated here")),
            ("null", _("not published (stays unknown)")),
            ("field", _("another fact")),
        ],
    )
    other = forms.CharField(label=_("Compared with the fact"), required=False, max_length=100)
    times = forms.FloatField(label=_("times"), required=False)
    other_year = forms.IntegerField(label=_("of the year"), required=False, min_value=1801, max_value=2999)
    at = DayField(label=_("As it stood on"), required=False)
    year = forms.IntegerField(
        label=_("In the accounts of the year"), required=False, min_value=1801, max_value=2999
    )

    def __init__(self, *args: Any, known: Mapping[str, engine.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        said = self.data if self.is_bound else self.initial
        self.described = known.get(str(said.get("field") or ""))
        kind = self.described.type if self.described else "text"
        suited = engine.operators_of(kind)
        self.fields["op"].choices = [(op, words) for op, words in OPERATORS.items() if op in suited]
        op = str(said.get("op") or "")
        self.operator = op if op in suited else next(op for op in OPERATORS if op in suited)
        if not self.is_bound:
            self.initial["op"] = self.operator
        self._value_fields(kind)
        self.order_fields(self.field_order)

    def _value_fields(self, kind: str) -> None:
        comparable = (
            self.operator not in LISTED and self.operator != "between" and kind not in ("set", "nace")
        )
        said = self.data if self.is_bound else self.initial
        stands = str(said.get("stands") or "value")
        if self.operator == "known" or stands != "field" or not comparable:
            for name in ("other", "times", "other_year"):
                del self.fields[name]
        if self.operator == "known":
            del self.fields["stands"]
            return
        if not comparable:
            self.fields["stands"].choices = self.fields["stands"].choices[:2]
        if stands == "null" or (stands == "field" and comparable):
            return
        if self.operator == "between":
            self.fields["low"] = self._one(kind, _("Lowest"))
            self.fields["high"] = self._one(kind, _("Highest"))
        elif self.operator in LISTED:
            self.fields["value"] = self._many()
        else:
            self.fields["value"] = self._one(kind, _("Stated value"))
        if self.operator == "nace":
            self.fields["except_"] = forms.CharField(
                label=_("Except under"), required=False, help_text=_("NACE codes, separated by commas.")
            )

    def _one(self, kind: str, label: Any) -> forms.Field:
        if kind == "boolean":
            choices = [("true", _("Yes")), ("false", _("No"))]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        if kind == "date":
            return DayField(label=label, required=False)
        if self.described and self.described.choices:
            return forms.ChoiceField(label=label, choices=self._choices(), required=False)
        attributes = {"inputmode": "decimal"} if kind in NUMBERS else {}
        unit = unit_word(kind, self.described.unit if self.described else "")
        return forms.CharField(
            label=f"{label} ({unit})" if unit else label, required=False, widget=forms.TextInput(attributes)
        )

    def _many(self) -> forms.Field:
        if self.described and self.described.choices:
            return forms.MultipleChoiceField(
                label=_("Stated values"),
                choices=self._choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return forms.CharField(label=_("Stated values"), required=False, help_text=_("Separated by commas."))

    def _choices(self) -> list[tuple[str, str]]:
        assert self.described is not None
        language = get_language() or "en"
        return [
            (one, self.described.choice_label(one).in_language(language)) for one in self.described.choices
        ]

    # --- From a node, and back ---

    @classmethod
    def initial_of(cls, node: Mapping[str, Any]) -> dict[str, Any]:
        """Return a criterion of a document as the form shows it."""
        value = node.get("value")
        found = cls.wording_of(node) | {
            "field": node.get("field"),
            "op": node.get("op"),
            "at": node.get("at"),
        }
        found |= {"year": node.get("year"), "stands": "null" if value is None else "value"}
        found["except_"] = _joined(node.get("except"))
        if isinstance(value, Mapping):
            found |= {"stands": "field", "other": value.get("field"), "times": value.get("times")}
            found["other_year"] = value.get("year")
        elif node.get("op") == "between" and isinstance(value, list) and len(value) == 2:
            found["low"], found["high"] = value
        elif isinstance(value, bool):
            found["value"] = "true" if value else "false"
        else:
            found["value"] = value
        return found

    def shown(self) -> CriterionForm:
        """Return the form with lists written by commas where the value is a line of text."""
        field, value = self.fields.get("value"), self.initial.get("value")
        if isinstance(field, forms.MultipleChoiceField) and value is not None and not isinstance(value, list):
            self.initial["value"] = [value]
        elif type(field) is forms.CharField and isinstance(value, list):
            self.initial["value"] = _joined(value)
        return self

    def clean_field(self) -> str:
        name: str = self.cleaned_data["field"].strip()
        if name not in self.known:
            raise forms.ValidationError(_("Choose a fact of the catalogue."))
        return name

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "stands" not in self.fields or self.errors or self.described is None:
            return typed
        if typed["stands"] == "field":
            if str(typed.get("other", "")).strip() not in self.known:
                self.add_error("other", _("Choose a fact of the catalogue."))
            return typed
        if typed["stands"] == "value":
            names = ("low", "high") if self.operator == "between" else ("value",)
            for name in names:
                if typed.get(name) in ("", None, []):
                    self.add_error(name, _("State the value, or say that it is not published."))
                    continue
                try:
                    typed[name] = self._read(typed[name])
                except ValueError:
                    self.add_error(name, _("Write a number, for example 1500 or 12.5."))
        return typed

    def _read(self, value: Any) -> Any:
        kind = self.described.type if self.described else "text"
        if self.operator in LISTED:
            items = (
                value
                if isinstance(value, list)
                else [one.strip() for one in str(value).split(",") if one.strip()]
            )
            return [
                _number(one) if kind in NUMBERS else _day(one) if kind == "date" else one for one in items
            ]
        if kind == "boolean":
            return value == "true"
        return _number(value) if kind in NUMBERS else value

    def node(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the criterion as the document has it; what the form does not show (a note) stays."""
        typed, made = self.cleaned_data, dict(before)
        own = {"id": typed["id"]} if typed["id"] else {}
        made.pop("id", None)
        made = {**own, **made, "field": typed["field"], "op": self.operator}
        if self.operator == "known":
            made.pop("value", None)
        else:
            made["value"] = self._stated(typed, before.get("value"))
        codes = [one.strip() for one in typed.get("except_", "").split(",") if one.strip()]
        for name, value in (("except", codes), ("at", typed["at"]), ("year", typed["year"])):
            if value:
                made[name] = value
            else:
                made.pop(name, None)
        return self.worded(made)

    def _stated(self, typed: Mapping[str, Any], before: Any) -> Any:
        if typed["stands"] == "null":
            return None
        if typed["stands"] == "field":
            made = dict(before) if isinstance(before, Mapping) else {}
            made["field"] = typed["other"].strip()
            for name, value in (("year", typed["other_year"]), ("times", typed["times"])):
                if value:
                    made[name] = value
                else:
                    made.pop(name, None)
            return made
        return [typed["low"], typed["high"]] if self.operator == "between" else typed["value"]


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _number(text: Any) -> int | float:
    bare = re.sub(r"[\s\u00a0\u202f']", "", str(text)).replace(",", ".")
    number = float(bare)
    if number != number or abs(number) > 10**13:
        raise ValueError(text)
    return int(number) if number == int(number) else number


def _day(text: Any) -> date:
    return text if isinstance(text, date) else date.fromisoformat(str(text))
