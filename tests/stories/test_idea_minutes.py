"""As a cluster manager, I read the minutes of a working group, select words in them, and make them an idea.

The words come up with a button wherever on the page I select them; what I capture quotes them and leads back to the
session. Without a mouse I choose a sentence in the list below, while the minutes are still being written as well.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories import groups as make
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from grappe.apps.ideas.models import Idea
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SAID = "One bench that travels from one workshop to the next would serve all of us. Who pays for the lorry?"
WORDS = {
    "fr": {"make": "En faire une idée", "capture": "Recueillir", "list": "Une phrase du procès-verbal"},
    "en": {"make": "Make it an idea", "capture": "Capture", "list": "A sentence of the minutes"},
}


@pytest.fixture
def read(people):
    """Minutes that were put before the members: they are read, not written."""
    group = make.group(people.manager, at=clock.now())
    make.member(group, at=clock.now())
    return make.proposed(group, at=clock.now(), words=SAID)


@pytest.fixture
def written(people):
    """Minutes that are being written."""
    session = make.session(make.group(people.manager), at=clock.now(), in_days=0, state="held")
    make.point(session, words="A crane for all. A second one later.")
    return session


def select(page, text) -> str:
    """Draw over the first words of a text with the mouse; return what the bar says was selected."""
    text.scroll_into_view_if_needed()
    box = text.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 8, steps=3)
    page.mouse.move(box["x"] + 240, box["y"] + 8, steps=3)
    page.mouse.up()
    bar = page.locator("form[data-quote]")
    expect(bar).to_be_visible()
    return bar.locator("[data-quote-words]").inner_text()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_of_minutes_become_an_idea(
    live_server, page, people, sign_in, axe_clean, shot, read, written, language
):
    words = WORDS[language]
    sign_in(people.manager, language)

    # Read minutes: words are selected with the mouse, and pressed.
    page.goto(f"{live_server.url}/groups/session/{read.pk}/approval/")
    at_rest(page)
    bar = page.locator("form[data-quote]")
    expect(bar).to_be_hidden()
    chosen = select(page, page.locator(".minutes-point [data-quotable]").first)
    assert SAID.startswith(chosen) and len(chosen) > 10
    axe_clean(page)
    shot(page, f"idea-minutes-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"idea-minutes-{language}-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    with loads_anew(page):
        bar.get_by_role("button", name=words["make"]).click()
    expect(page.locator("blockquote.idea-passage")).to_have_text(chosen)
    expect(page.locator("#id_text")).to_have_value(chosen)
    axe_clean(page)
    page.get_by_role("button", name=words["capture"], exact=True).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    link = Idea.objects.get().links.get()
    assert (link.passage, link.session) == (chosen, read)
    expect(page.locator("main")).to_contain_text(chosen)

    # Minutes that are being written: selected in the box, and by keyboard from the list.
    page.goto(f"{live_server.url}/groups/session/{written.pk}/minutes/")
    at_rest(page)
    box = page.locator("textarea[data-quotable]")
    expect(box).to_be_editable()
    box.focus()
    page.keyboard.press("Control+Home")
    for _press in range(5):
        page.keyboard.press("Control+Shift+ArrowRight")
    expect(bar.locator("[data-quote-words]")).to_contain_text("A crane")
    page.keyboard.press("ArrowLeft")
    expect(bar).to_be_hidden()
    page.get_by_label(words["list"]).select_option("A second one later.")
    page.get_by_role("button", name=words["make"]).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    expect(page.locator("blockquote.idea-passage")).to_have_text("A second one later.")
