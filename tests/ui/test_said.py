"""Do words keep the language they are in on their way to a page?"""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from grappe.ui.said import Said, said


@pytest.mark.parametrize(
    ("texts", "page", "words", "language"),
    [
        ({"en": "Wood", "fr": "Bois"}, "fr", "Bois", ""),
        ({"en": "Wood"}, "fr", "Wood", "en"),
        ({"de": "Holz"}, "lb", "Holz", ""),
        ({}, "fr", "", ""),
    ],
)
def test_words_know_their_language_where_it_is_not_the_pages(texts, page, words, language):
    found = said(texts, "de" if page == "lb" else page)
    assert (found, found.language) == (words, language)


def test_the_page_says_it_and_nothing_in_them_is_markup():
    shown = Template("{{ words|spoken }}")
    with translation.override("fr"):
        foreign = shown.render(Context({"words": Said.of("<b>Wood</b>", "en")}))
        own = shown.render(Context({"words": Said.of("<b>Bois</b>", "")}))
    assert foreign == '<span lang="en">&lt;b&gt;Wood&lt;/b&gt;</span>'
    assert own == "&lt;b&gt;Bois&lt;/b&gt;"
