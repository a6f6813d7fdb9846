"""Are Django's widgets drawn the same by its Jinja2 templates as by those for Django?"""

from __future__ import annotations

from collections import Counter
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from grappe.ui.fields import Combobox
from grappe.ui.form_renderer import Renderer

CHOICES = [
    ("", "-"),
    ("a", gettext_lazy("Companies")),
    (2, "<b>two</b>"),
    ("Group & co", [("x", 'x"y'), (True, "yes")]),
]
WIDGETS = [
    forms.TextInput(),
    forms.EmailInput(attrs={"data-a": "<>", "required": True, "disabled": False}),
    forms.NumberInput(attrs={"min": 0}),
    forms.Textarea(attrs={"rows": 3}),
    forms.DateInput(attrs={"type": "date"}),
    forms.CheckboxInput(),
    forms.HiddenInput(),
    forms.PasswordInput(),
    forms.FileInput(),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
]


class _Parts(HTMLParser):
    """What a browser reads, white space between elements aside."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, Counter(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(data.strip())


def _read(text: str) -> list[object]:
    return _Parts(text).parts


def test_it_draws_the_forms() -> None:
    assert isinstance(get_default_renderer(), Renderer)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@given(
    value=st.one_of(
        st.none(), st.sampled_from(["", "a", "x", 2, True, date(2026, 11, 28)]), st.text(max_size=20)
    )
)
def test_the_same_for_a_browser(widget: forms.Widget, value: object) -> None:
    many = isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
    given_value = [value] if many else value
    drawn = [
        widget.render("field", given_value, {"id": "id_field"}, renderer)
        for renderer in (Renderer(), DjangoTemplates())
    ]
    assert _read(drawn[0]) == _read(drawn[1])


def test_a_text_is_never_markup() -> None:
    drawn = forms.TextInput().render("field", '"><script>', {}, Renderer())
    assert "<script>" not in drawn


def test_own_widgets_stay_as_they_are() -> None:
    drawn = Combobox("companies:nace").render("field", "a", {}, Renderer())
    assert "data-combobox" in drawn and 'value="a"' in drawn
