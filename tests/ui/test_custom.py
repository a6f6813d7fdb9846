"""Is what somebody says in a custom field kept as its kind wants it, refused where it does not fit, and read back the same?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grappe.ui import custom, custom_forms
from grappe.ui.custom import CustomField, FieldKind, Option
from grappe.ui.custom_told import differences
from grappe.ui.errors import BadInput

OPTIONS = (
    Option("sun", {"en": "Sun", "fr": "Soleil", "de": "Sonne"}),
    Option("wind", {"en": "Wind", "fr": "Vent"}),
    Option("coal", {"en": "Coal"}, hidden=True),
)


def of(kind: str, **more) -> CustomField:
    options = OPTIONS if kind in custom.WITH_OPTIONS else ()
    return CustomField("energy", kind, {"en": "Energy", "fr": "Énergie"}, options=options, **more)


FITS = {
    FieldKind.LINE: ("  two   words ", "two words"),
    FieldKind.TEXT: ("a\r\nb\n", "a\nb"),
    FieldKind.NUMBER: (Decimal("12.50"), 12.5),
    FieldKind.DAY: (date(2026, 3, 1), "2026-03-01"),
    FieldKind.YES_NO: (False, False),
    FieldKind.CHOICE: ("wind", "wind"),
    FieldKind.CHOICES: (["coal", "sun", "sun"], ["sun", "coal"]),
    FieldKind.URL: ("https://a.example/x", "https://a.example/x"),
    FieldKind.EMAIL: ("a@b.example", "a@b.example"),
}
DOES_NOT = {
    FieldKind.LINE: ["x" * 301, "nul\x00"],
    FieldKind.TEXT: ["x" * 5001, "\x00"],
    FieldKind.NUMBER: ["twelve", True, float("nan"), float("inf"), 10**12, Decimal("1e400"), [1]],
    FieldKind.DAY: ["2026-13-01", "yesterday", 5, True],
    FieldKind.YES_NO: ["yes", 1, 0, [True]],
    FieldKind.CHOICE: ["rain", 3, ["sun"]],
    FieldKind.CHOICES: ["sun", ["rain"], [["sun"]], 4],
    FieldKind.URL: ["javascript:alert(1)", "no address", "https://" + "x" * 400],
    FieldKind.EMAIL: ["a@", "a b@c.example"],
}


def test_every_kind_is_told_here():
    assert set(FITS) == set(DOES_NOT) == set(FieldKind)


@pytest.mark.parametrize("kind", FieldKind)
def test_what_fits_is_kept(kind):
    given_, kept = FITS[kind]
    assert custom.kept_value(of(kind), given_) == kept
    assert custom.kept_value(of(kind), kept) == kept, "what is kept fits"


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind in FieldKind for value in DOES_NOT[kind]])
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises(BadInput, match="Energy"):
        custom.kept_value(of(kind), value)


@pytest.mark.parametrize("nothing", [None, "", [], ()])
@pytest.mark.parametrize("kind", FieldKind)
def test_nothing_is_not_known(kind, nothing):
    assert custom.kept_value(of(kind), nothing) is None
    assert custom.shown(of(kind), None) == ""


def test_a_number_keeps_its_bounds():
    bounded = of(FieldKind.NUMBER, minimum=Decimal(0), maximum=Decimal(100), unit="%")
    assert custom.kept_value(bounded, 100) == 100
    with pytest.raises(BadInput, match=r"Energy: at least 0\."):
        custom.kept_value(bounded, Decimal("-0.01"))
    with pytest.raises(BadInput, match=r"Energy: at most 100\."):
        custom.kept_value(bounded, 101)
    assert custom.shown(bounded, 12.5) == "12.5 %"


exact = st.decimals(min_value=-(10**11), max_value=10**11, places=4, allow_nan=False, allow_infinity=False)


@given(exact)
def test_json_keeps_every_number_as_it_was_written(number):
    kept = custom.kept_value(of(FieldKind.NUMBER), number)
    assert custom_forms.initial(of(FieldKind.NUMBER), kept) == number


plain_text = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80)
said = st.one_of(
    exact.map(lambda number: (FieldKind.NUMBER, number)),
    st.dates().map(lambda day: (FieldKind.DAY, day)),
    st.sets(st.sampled_from(["sun", "wind"])).map(lambda keys: (FieldKind.CHOICES, sorted(keys))),
    st.booleans().map(lambda answer: (FieldKind.YES_NO, answer)),
    plain_text.map(lambda text: (FieldKind.LINE, text)),
)


@given(said)
def test_what_a_form_sends_back_is_what_was_kept(pair):
    kind, value = pair
    each = of(kind)
    kept = custom.kept_value(each, value)
    data = QueryDict(mutable=True)
    data.setlist(each.input_name, custom_forms.sent(each, kept))
    form = custom_forms.WithCustomFields(data)
    form.take_custom([each], {})
    assert form.is_valid(), form.errors
    assert form.custom_values() == {"energy": kept}


def test_a_cell_of_a_file_is_read_in_three_languages():
    assert custom.read(of(FieldKind.CHOICES), "Soleil; WIND") == ["sun", "wind"]
    assert custom.read(of(FieldKind.CHOICE), "Sonne") == "sun"
    assert custom.read(of(FieldKind.YES_NO), "Oui") is True
    assert custom.read(of(FieldKind.YES_NO), "nein") is False
    assert custom.read(of(FieldKind.NUMBER), "1 234,5") == 1234.5
    assert custom.read(of(FieldKind.DAY), "2026-02-03") == "2026-02-03"
    assert custom.read(of(FieldKind.LINE), "  ") is None
    with pytest.raises(BadInput, match="no choice. There are: Sun, Wind"):
        custom.read(of(FieldKind.CHOICE), "rain")
    with pytest.raises(BadInput, match="neither yes nor no"):
        custom.read(of(FieldKind.YES_NO), "perhaps")
    with pytest.raises(BadInput, match="Energy"):
        custom.read(of(FieldKind.NUMBER), "many")


def test_a_hidden_choice_is_offered_only_where_it_stands():
    assert "coal" not in dict(custom_forms.form_field(of(FieldKind.CHOICE)).choices)
    assert "coal" in dict(custom_forms.form_field(of(FieldKind.CHOICE), "coal").choices)


def test_checked_lays_values_over_what_stands_and_keeps_what_is_put_away():
    fields = [of(FieldKind.CHOICE), replace(of(FieldKind.LINE), name="note")]
    before = {"energy": "sun", "old": "kept"}
    assert custom.checked(fields, {"note": "x"}, before=before) == {
        "energy": "sun",
        "old": "kept",
        "note": "x",
    }
    assert custom.checked(fields, {"energy": None}, before=before) == {"old": "kept"}
    with pytest.raises(BadInput, match="no custom field “old”"):
        custom.checked(fields, {"old": "y"}, before=before)
    with pytest.raises(BadInput, match="has to be filled in"):
        custom.checked([of(FieldKind.CHOICE, required=True)], {"energy": None}, before=before)
    assert before == {"energy": "sun", "old": "kept"}


def test_a_required_field_is_asked_for():
    data = QueryDict(mutable=True)
    form = custom_forms.WithCustomFields(data)
    form.take_custom([of(FieldKind.NUMBER, required=True)], {})
    assert not form.is_valid()
    assert "custom_energy" in form.errors


def test_differences_are_told_in_words_and_in_the_language_of_the_page():
    fields = [of(FieldKind.CHOICES)]
    with translation.override("fr"):
        told = differences(fields, {"energy": ["sun"], "gone": "a"}, {"energy": ["sun", "wind"]})
    assert told == [("Énergie", "Soleil", "Soleil, Vent"), ("gone", "a", "")]
