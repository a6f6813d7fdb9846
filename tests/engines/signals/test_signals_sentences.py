"""Is a note cut where its sentences end, whatever is pasted into it?"""

from grappe.engines.signals.sentences import MOST_READ, cut


def test_sentences_bullets_and_abbreviations():
    text = (
        "Mr. Weber wants a hall. He asks; the rest waits.\n- a new press\n  * solar on the roof • heat pumps"
    )
    assert cut(text) == [
        "Mr. Weber wants a hall.", "He asks; the rest waits.", "a new press", "solar on the roof", "heat pumps",
    ]  # fmt: skip


def test_small_letters_with_accents_begin_no_sentence():
    assert cut("Il cherche un partenaire; étudier le marché") == [
        "Il cherche un partenaire; étudier le marché"
    ]
    assert cut("Il cherche un partenaire. Étudier le marché suit.") == [
        "Il cherche un partenaire.", "Étudier le marché suit.",
    ]  # fmt: skip


def test_pages_of_blanks_cost_what_they_are_long():
    """The pattern was quadratic: two hundred thousand characters of this took minutes."""
    assert cut(" \n" * 300_000 + "never read") == []
    assert cut(" \n" * 1_000 + "- still read") == ["still read"]
    assert len(cut("a b c. " * MOST_READ)[-1]) <= MOST_READ
