"""As a cluster manager, I make an idea of a sentence in a note; what is like it shows up, and its author hears of it.

In the notes of a contact a sentence is marked as an idea. From there I open the page to capture it: sentence and company
stand there already, and while I write an idea in another language shows up that is like it. Camille, who had it, gets
a mail in her language, opens her page on her telephone, and comments. I join the two ideas, part them again, and park
the idea with a reason in French, which Camille reads; from the board I take it up again.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from factories import ideas as make
from factories.browser import at_rest, loads_anew, nothing_sticks_out, swaps
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.jobs import work
from grappe.apps.companies.operations.notes import mark_passage
from grappe.apps.ideas.models import Contributor, Idea
from grappe.apps.ideas.operations.encoding import encode_waiting
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SAME = {"fr": "C’est la même idée en deux langues.", "de": "Dieselbe Idee in zwei Sprachen."}
APART = {"fr": "Ce sont deux filières différentes.", "de": "Zwei verschiedene Branchen."}
SENTENCE = "Carbon fibre offcuts of all makers could go to one shared recycling line."
WORDS = {
    "fr": {
        "make": "En faire une idée", "capture": "Recueillir", "like": "lui ressemble", "support": "La soutenir",
        "say": "Le dire", "join": "Réunir les deux", "part": "Séparer à nouveau", "park": "Mettre en attente",
        "parked": "Mise en attente", "reopen": "Reprendre",
    },
    "en": {
        "make": "Make it an idea", "capture": "Capture", "like": "is like it", "support": "Support it",
        "say": "Say it", "join": "Join the two", "part": "Part again", "park": "Park", "parked": "Parked",
        "reopen": "Take up again",
    },
}  # fmt: skip


def phone(page):
    """A telephone of somebody else, without our session."""
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def press(page, name: str) -> None:
    """Go to a button by its name and press it with the keyboard; it leads to a page."""
    page.get_by_role("button", name=name, exact=True).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


@pytest.fixture
def told(people, clusters):
    """A contact with a sentence marked as an idea, somebody who reads French, and the same idea in German."""
    seats = [clusters["healthtech"]]
    company = CompanyFactory(name="Invented Composites S.A.", clusters=seats, invented=True)
    camille = PersonFactory(
        company=company, name="Camille Exemple", email="camille@composites.example", language="fr"
    )
    contact = ContactFactory(
        company=company, subject="A visit", starts_at=clock.now(), notes=SENTENCE, notes_language="en"
    )
    mark = mark_passage(contact=contact, kind="idea", passage=SENTENCE, by=people.manager, at=clock.now())
    text = "Hersteller von Verbundwerkstoffen bringen ihren Verschnitt aus Carbonfasern zu einer gemeinsamen Anlage."
    make.idea(
        people.manager,
        "Verschnitt von Carbonfasern wiederverwerten",
        text=text,
        language="de",
        clusters=seats,
        at=clock.now(),
    )
    encode_waiting()
    return contact, mark, camille


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sentence_becomes_an_idea(
    live_server, page, people, sign_in, axe_clean, shot, told, mailoutbox, language
):
    words = WORDS[language]
    contact, _mark, camille = told
    sign_in(people.manager, language)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    at_rest(page)
    link = page.locator("#marks").get_by_role("link", name=words["make"])
    link.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")

    # Capture: what is known stands there; what is like it shows up, in another language.
    expect(page.locator("#id_text")).to_have_value(SENTENCE)
    expect(page.locator("#id_company")).to_have_value("Invented Composites S.A.")
    expect(page.locator("#similar")).to_contain_text("Verschnitt von Carbonfasern")
    page.locator("#id_title").fill("One recycling line for carbon fibre offcuts")
    page.locator("#id_author").fill("Camille")
    page.get_by_role("option", name=re.compile("Camille Exemple")).click()
    expect(page.locator("#similar")).to_contain_text(words["like"])
    axe_clean(page)
    shot(page, f"idea-capture-{language}")
    press(page, words["capture"])
    idea = Idea.objects.get(language="en")
    assert idea.links.get().passage == SENTENCE and idea.authors.get().contributor.person == camille
    expect(page.locator(".idea-passage")).to_have_text(SENTENCE)
    page.get_by_role("button", name=words["support"]).focus()
    with swaps(page):
        page.keyboard.press("Enter")
    expect(page.locator("#idea-support")).to_contain_text(people.manager.name)
    axe_clean(page)
    shot(page, f"idea-page-{language}")

    # Camille hears of it in French, whatever we speak, and opens her page on her telephone.
    work()
    mail = next(each for each in mailoutbox if each.to == [camille.email])
    assert mail.subject.startswith("Votre idée est arrivée")
    own = re.search(r"https?://[^/\s]+(/ideas/me/\S+)", mail.body)[1]
    hers = phone(page)
    hers.goto(f"{live_server.url}{own}")
    at_rest(hers)
    hers.locator("#say").fill("Nous avons 40 kg par mois.")
    hers.get_by_role("button", name="Le dire").focus()
    with swaps(hers):
        hers.keyboard.press("Enter")
    expect(hers.locator(".talk-said")).to_contain_text("40 kg")
    nothing_sticks_out(hers)
    axe_clean(hers)
    shot(hers, f"idea-own-{language}")

    # The two are joined, and parted again.
    page.goto(f"{live_server.url}/ideas/{idea.pk}/merge/")
    page.locator("input[name=kept]").first.check()
    for code in ("fr", "de"):
        page.locator(f"#id_why_{code}").fill(SAME[code])
    axe_clean(page)
    shot(page, f"idea-join-{language}")
    press(page, words["join"])
    expect(page.locator(".talk-said")).to_contain_text("40 kg")
    page.get_by_role("link", name=re.compile(words["part"])).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    for code in ("fr", "de"):
        page.locator(f"#id_why_{code}").fill(APART[code])
    axe_clean(page)
    press(page, words["part"])
    idea.refresh_from_db()
    assert idea.merged_into is None
    expect(page.locator(".idea-happened")).to_contain_text(APART[language if language in APART else "fr"])

    # Parked, with the reason in her language: without it nothing happens.
    page.goto(f"{live_server.url}/ideas/{idea.pk}/park/")
    press(page, words["park"])
    expect(page.get_by_role("alert")).to_contain_text("Français")
    page.locator("#id_why_fr").fill("Le tri des fibres n’est pas encore prêt.")
    axe_clean(page)
    shot(page, f"idea-park-{language}")
    press(page, words["park"])
    expect(page.locator("main").get_by_text(words["parked"]).first).to_be_visible()
    work()
    assert any("Le tri des fibres" in each.body for each in mailoutbox if each.to == [camille.email])
    with loads_anew(hers):
        hers.goto(f"{live_server.url}{own}")
    happened = hers.locator(".idea-happened")
    for told in ("Le tri des fibres", SAME["fr"], APART["fr"]):
        expect(happened).to_contain_text(told)
    axe_clean(hers)
    shot(hers, f"idea-own-told-{language}")
    assert Contributor.objects.get(person=camille).seen_at is not None
    nothing_sticks_out(hers)
    hers.context.close()

    look_over(live_server, page, idea, words, axe_clean, shot, language)


def look_over(live_server, page, idea, words, axe_clean, shot, language) -> None:
    """Board, funnel, themes and list, on a desk and on a telephone; from its card the idea is taken up again."""
    for name in ("board", "funnel", "themes", ""):
        page.goto(f"{live_server.url}/ideas/{name}/" if name else f"{live_server.url}/ideas/")
        axe_clean(page)
        shot(page, f"ideas-{name or 'list'}-{language}")
        page.set_viewport_size({"width": 390, "height": 844})
        nothing_sticks_out(page)
        shot(page, f"ideas-{name or 'list'}-{language}-phone")
        page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/ideas/board/")
    page.locator("#column-parked + ol").get_by_role("link", name=re.compile(words["reopen"])).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    page.locator("#id_why_fr").fill("Le tri est prêt.")
    press(page, words["reopen"])
    idea.refresh_from_db()
    assert idea.stage == "captured"
