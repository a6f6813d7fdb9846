"""As one of a study's team, I write a chapter with a colleague at the same time, in several languages, citing what we read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories import studies as make
from factories.browser import nothing_sticks_out, signed_in, swaps
from grappe.apps.studies.models import Section
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"text": "Text", "add": "Add a chapter", "save": "Save", "saved": "Everything is saved", "cite": "Cite English",
           "unwritten": "not written yet"},
    "fr": {"text": "Texte", "add": "Ajouter un chapitre", "save": "Enregistrer", "saved": "Tout est enregistré",
           "cite": "Citer English", "unwritten": "pas encore écrit"},
}  # fmt: skip


@pytest.fixture
def colleague(browser, browser_context_args, live_server, people):
    """Open the browser of a colleague, signed in."""

    def _open(language: str):
        page = browser.new_context(**browser_context_args).new_page()
        return signed_in(page, live_server, people.other_manager, language)

    return _open


def ready(page) -> None:
    expect(page.locator("[data-together][data-ready=yes]")).to_have_count(1)
    expect(page.locator("textarea[data-shared]").first).to_be_editable()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_two_people_write_one_chapter(sign_in, colleague, people, live_server, axe_clean, shot, language):
    words = WORDS[language]
    study = make.study(people.manager, at=clock.now())
    study.team.add(people.other_manager)
    make.source(study, "muller2021")
    mine = sign_in(people.manager, language)
    mine.goto(f"{live_server.url}/studies/{study.pk}/")
    mine.get_by_role("link", name=words["text"], exact=True).press("Enter")
    mine.get_by_role("link", name=words["add"]).first.press("Enter")
    mine.locator("[name=headings_en]").fill("The market")
    mine.locator("[name=headings_fr]").fill("Le marché")
    mine.get_by_role("button", name=words["save"]).press("Enter")
    ready(mine)
    section = Section.objects.get()
    theirs = colleague(language)
    theirs.goto(f"{live_server.url}/studies/chapter/{section.pk}/")
    ready(theirs)

    # Both in the same text at the same time, and one in another language meanwhile.
    mine.locator("#text-en").press_sequentially("The market is small. ")
    expect(theirs.locator("#text-en")).to_have_value("The market is small. ")
    theirs.locator("#text-en").press("End")
    for one, other in zip("It grows in France.", "Costs fall each yr.", strict=True):
        theirs.locator("#text-en").press_sequentially(one)
        mine.locator("#text-en").press_sequentially(other)
    theirs.locator("#text-fr").press_sequentially("Le marché est petit.")
    for page in (mine, theirs):
        expect(page.locator("[data-together-status]")).to_have_text(words["saved"])
    expect(mine.locator("#text-fr")).to_have_value("Le marché est petit.")
    text = mine.locator("#text-en").input_value()
    expect(theirs.locator("#text-en")).to_have_value(text)
    assert sorted(text) == sorted("The market is small. It grows in France.Costs fall each yr.")

    expect(mine.locator(".study-unwritten:visible")).to_have_count(1)  # the German one

    # A citation by keyboard, where the cursor is; and a key that is of no source.
    mine.locator("#text-en").press("End")
    mine.locator("#insert-en").press("Enter")
    expect(theirs.locator("#text-en")).to_have_value(text + " [@muller2021]")
    mine.locator("#text-en").press_sequentially(", see [@nobody].")
    expect(mine.locator("#looks")).to_contain_text("[@nobody]", timeout=20_000)
    expect(mine.locator("#looks")).to_contain_text("2021")
    axe_clean(mine)
    shot(mine, f"study-text-{language}")
    mine.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(mine)
    shot(mine, f"study-text-phone-{language}")
    mine.set_viewport_size({"width": 1280, "height": 900})

    # The list says what is written, and its arrows work by keyboard.
    make.section(study, "The cost", position=1, at=clock.now())
    mine.goto(f"{live_server.url}/studies/{study.pk}/text/")
    expect(mine.locator("#chapters")).to_contain_text(words["unwritten"])
    with swaps(mine):
        mine.locator(f"#chapter-{section.pk}-down").press("Enter")
    expect(mine.locator("#chapters h3").first).to_contain_text("The cost")
    axe_clean(mine)
    shot(mine, f"study-chapters-{language}")
