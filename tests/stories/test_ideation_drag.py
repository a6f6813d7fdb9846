"""As a cluster manager, I lay the cards of an ideation campaign with the mouse: between two others, and out of a group.

What is dragged is sent like what is moved by keyboard: it lies there after the page is opened anew, and can be undone.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import ideas as make
from factories.browser import at_rest, swaps
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {"moved": "Déplacée vers", "undone": "Annulé"},
    "en": {"moved": "Moved to", "undone": "Undone"},
}


@pytest.fixture
def board(people):
    """Answers are being grouped: two cards in a group, one in none."""
    begun = clock.now() - timedelta(days=12)
    challenge = make.challenge(people.manager, at=begun, state="sorting")
    group = make.answer_group(challenge, "One shared line")
    seat = make.participant(challenge, at=begun)
    first, second = (
        make.answer(seat, text, group=group, position=place, at=begun)
        for place, text in enumerate(("All offcuts on one line.", "A lorry that collects them."))
    )
    return challenge, group, first, second, make.answer(seat, "A mill for carbon fibres.", at=begun)


def lies(page, group) -> list[str]:
    """Return the cards in a group, by their element's name, in order."""
    column = page.locator(f"[data-column='{group.pk if group else ''}']")
    return column.locator("[data-card]").evaluate_all("cards => cards.map(card => card.id)")


def drag(page, card, target, *, above: bool) -> None:
    """Take a card and let it fall on the upper or the lower edge of another: a real mouse, step by step."""
    start, end = card.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
    page.mouse.down()
    height = 4 if above else end["height"] - 4
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + height / 2, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + height, steps=4)
    with swaps(page):
        page.mouse.up()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_cards_are_laid_with_the_mouse(live_server, page, people, sign_in, axe_clean, shot, board, language):
    words, (challenge, group, first, second, free) = WORDS[language], board
    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/ideas/campaigns/{challenge.pk}/board/")
    at_rest(page)
    names = {each: f"card-{each.pk}" for each in (first, second, free)}
    cards = {each: page.locator(f"#{name}") for each, name in names.items()}

    # Out of none into the group, above its second card.
    drag(page, cards[free], cards[second], above=True)
    expect(page.locator("#board-said")).to_contain_text(words["moved"])
    assert lies(page, group) == [names[first], names[free], names[second]]
    axe_clean(page)
    shot(page, f"ideation-drag-{language}")

    # The first behind the last, and undone by the button.
    drag(page, cards[first], cards[second], above=False)
    assert lies(page, group) == [names[free], names[second], names[first]]
    with swaps(page):
        page.locator("#board-undo").click()
    expect(page.locator("#board-said")).to_contain_text(words["undone"])
    assert lies(page, group) == [names[first], names[free], names[second]]

    # Out of the group again: on the column of those in none.
    drag(page, cards[second], page.locator("[data-column='']"), above=False)
    page.reload()
    at_rest(page)
    assert lies(page, None) == [names[second]] and lies(page, group) == [names[first], names[free]]
    second.refresh_from_db()
    assert second.group is None
