"""Is it said word by word how one text became another, with no word of either left out, and in bounded time?"""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from hypothesis import example, given
from hypothesis import strategies as st

from grappe.ui import differences as module
from grappe.ui.differences import Change, differences, folded, size_of

texts = st.text(st.sampled_from("ab é\n\r\u2028😀"), max_size=60)


@given(texts, texts)
def test_both_texts_are_in_it_whole(before, after):
    """Law: what is the same or gone is the old text, what is the same or new the new one; folding loses nothing."""
    found = differences(before, after)
    for each in (found, folded(found)):
        assert "".join(one.text for one in each if one.kind != "new") == before
        assert "".join(one.text for one in each if one.kind != "gone") == after
    assert all(one.text for one in found) and (before != after or size_of(found) == module.Size(0, 0))


@given(texts, texts)
@example("\r ", "\na")
def test_never_two_of_a_kind_in_a_row(before, after):
    """Law: what stands together is said together, first what is gone."""
    kinds = [each.kind for each in differences(before, after)]
    pairs = set(zip(kinds, kinds[1:], strict=False))
    assert not pairs & {("same", "same"), ("gone", "gone"), ("new", "new"), ("new", "gone")}


def test_by_words():
    found = differences("We buy one bench.", "We buy two benches.")
    assert found == [Change("same", "We buy"), Change("gone", " one bench."), Change("new", " two benches.")]
    assert size_of(found) == module.Size(new=2, gone=2)


def test_lines_that_changed_are_compared_one_by_one():
    found = differences("a b\nc d\n", "a x\nc y\n")
    assert [each.text for each in found if each.kind == "same"] == ["a", "\nc", "\n"]


def test_a_line_that_came_in_between_leaves_the_others_alone():
    found = differences("One line.\nAnother line.", "One line.\nAnd a new line.\nAnother line.")
    assert [(each.kind, each.text) for each in found if each.kind != "same"] == [("new", "And a new line.\n")]


def test_too_much_to_be_compared_is_replaced_as_a_whole(monkeypatch):
    monkeypatch.setattr(module, "MOST_PAIRS", 3)
    found = differences("x a a b b y", "x b b a a y")
    assert [each.kind for each in found] == ["same", "gone", "new", "same"]
    assert [each.text for each in found] == ["x", " a a b b", " b b a a", " y"]


def test_long_unchanged_stretches_are_folded():
    far = " ".join(f"word{number}" for number in range(200))
    shown = folded(differences(f"Old. {far} end", f"New. {far} end"))
    assert [each.kind for each in shown] == ["gone", "new", "same", "far"]
    assert shown[2].words == 25 and shown[3].words == 176
    assert folded(differences(far, far)) == [Change("same", far)]


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_it_is_shown_without_a_word_lost_and_as_text(settings, language):
    from django.utils import translation

    far = "<b> " * 100
    with translation.override(language):
        page = render_to_string(
            "ui/changes.html", {"changes": folded(differences(f"old {far}", f"new {far}"))}
        )
    assert "<del>old</del><ins>new</ins>" in page and "<b>" not in page and page.count("&lt;b&gt;") == 100
    assert "<details" in page and "\n" not in page
