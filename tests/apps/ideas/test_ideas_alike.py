"""Which ideas are shown as like what somebody writes: in another language, parked and rejected ones too, and nothing else?"""

from __future__ import annotations

import pytest

from factories import ideas
from grappe.apps.ideas.operations.encoding import encode_waiting
from grappe.apps.ideas.queries.similar import similar_to

pytestmark = pytest.mark.django_db
OFFCUTS = {
    "en": ("Recycling carbon fibre offcuts", "Composite makers send their carbon fibre waste to one shared line."),
    "fr": ("Recycler les chutes de fibre de carbone", "Les fabricants de composites envoient leurs déchets à une ligne commune."),
    "de": ("Verschnitt von Carbonfasern wiederverwerten", "Hersteller von Verbundwerkstoffen bringen Reste zu einer Anlage."),
}  # fmt: skip
OTHERS = (
    (
        "Drones carry laboratory samples between hospitals",
        "Samples fly in twelve minutes instead of taking a taxi.",
        "en",
    ),
    (
        "Une matinée où les créatifs ouvrent leurs studios",
        "Design et industrie se rencontrent une fois par mois.",
        "fr",
    ),
    ("Ein gemeinsamer Einkauf von Strom", "Kleine Betriebe kaufen Strom zusammen und sparen.", "de"),
    ("A cryptocurrency of our own for cluster services", "Members would pay one another in tokens.", "en"),
)


@pytest.fixture
def catalogue(people, clusters):
    """The same idea in three languages, and four others; all encoded."""
    seats = [clusters["healthtech"]]
    found = {
        code: ideas.idea(people.manager, title, text=text, language=code, clusters=seats)
        for code, (title, text) in OFFCUTS.items()
    }
    for title, text, code in OTHERS:
        ideas.idea(people.manager, title, text=text, language=code, clusters=seats)
    encode_waiting()
    return found


def titles(found):
    return [each.idea.title for each in found]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "One plant for carbon fibre waste", "Every composite maker throws offcuts away each week."),
        (
            "fr",
            "Une usine pour les déchets de fibres de carbone",
            "Chaque fabricant de composites jette des chutes.",
        ),
        (
            "de",
            "Eine Anlage für Abfälle aus Carbonfasern",
            "Jeder Hersteller von Verbundteilen wirft Reste weg.",
        ),
    ],
)
def test_the_same_idea_is_found_in_every_language_and_no_other(catalogue, people, language, title, text):
    found = similar_to(title=title, text=text, language=language, reader=people.manager)
    assert set(titles(found)) == {title for title, _text in OFFCUTS.values()}
    assert all(each.passage for each in found)


def test_something_new_is_like_nothing(catalogue, people):
    title, text = "A choir for apprentices", "Apprentices of all trades sing together on Thursdays."
    assert similar_to(title=title, text=text, language="en", reader=people.manager) == []


@pytest.mark.parametrize("text", ["", "   ", "A line", "\x00"])
def test_a_few_letters_ask_for_nothing(catalogue, people, text, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert similar_to(title=text, text="", language="en", reader=people.manager) == []


def test_what_became_of_it_is_shown_and_what_one_may_not_see_is_not(catalogue, people):
    said = {"title": OFFCUTS["en"][0], "text": OFFCUTS["en"][1], "language": "en"}
    for code, values in (
        ("fr", {"stage": "parked", "rested_from": "captured"}),
        ("de", {"confidential": True}),
    ):
        type(catalogue[code]).objects.filter(pk=catalogue[code].pk).update(**values)
    found = similar_to(**said, reader=people.other_manager)
    assert {each.idea.stage for each in found} == {"captured", "parked"} and OFFCUTS["de"][0] not in titles(
        found
    )
    assert OFFCUTS["de"][0] in titles(similar_to(**said, reader=people.manager))
    assert similar_to(**said, reader=people.ministry) == []


def test_an_outsider_is_shown_their_own_only_and_nobody_the_idea_they_are_writing(catalogue, people):
    said = {"title": OFFCUTS["en"][0], "text": OFFCUTS["en"][1], "language": "en"}
    mine = catalogue["fr"].authors.get().contributor
    assert titles(similar_to(**said, reader=mine)) == [OFFCUTS["fr"][0]]
    found = similar_to(**said, reader=people.manager, but=catalogue["en"].pk)
    assert OFFCUTS["en"][0] not in titles(found) and found
