"""As a cluster manager, I follow one sentence from the notes of a visit to the dossier of a flagship project.

In a contact I write down what the head of a company says and mark it as an idea; I make it an idea, answer its canvas, and
it goes through its five gates, the last of which I decide on the page: before the partners and the money are there it
does not let it pass. Then the project starts. The line from the first sentence to the first result stands on one page,
the author reads what became of the idea, and the ministry takes the dossier.
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import flagships as make
from factories import ideas as people_of_ideas
from factories import shipped
from factories.browser import at_rest, loads_anew, nothing_sticks_out, signed_in
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.jobs import work
from grappe.apps.ideas.enums import Outcome
from grappe.apps.ideas.models import Assessment, Contributor, Flagship, Idea
from grappe.apps.ideas.operations import assessments, decisions, reviews
from grappe.apps.ideas.queries import token_of
from grappe.apps.ideas.queries.judging import panel
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SENTENCE = "Un centre pour tester les composites, ouvert à toutes les PME."
WORDS = {
    "fr": {
        "make": "En faire une idée", "capture": "Recueillir", "save": "Enregistrer", "decide": "Décider et les informer",
        "start": "Démarrer le projet phare", "make_it": "Créer le projet phare", "line": "Depuis la première phrase",
        "lacks": "au moins deux organisations",
    },
    "en": {
        "make": "Make it an idea", "capture": "Capture", "save": "Save", "decide": "Decide and tell them",
        "start": "Start the flagship project", "make_it": "Make the flagship project", "line": "From the first sentence",
        "lacks": "at least two organisations",
    },
}  # fmt: skip


def press(page, name: str) -> None:
    """Go to a button by its name and press it with the keyboard; it leads to a page."""
    page.get_by_role("button", name=name, exact=True).first.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


@pytest.fixture
def visit(people, clusters):
    """A contact of today with Camille, whose company is the manager's."""
    shipped.ideas()
    company = CompanyFactory(
        name="Invented Composites S.A.", clusters=[clusters["healthtech"]], invented=True
    )
    camille = PersonFactory(
        company=company, name="Camille Exemple", email="camille@composites.example", language="fr"
    )
    return ContactFactory(company=company, subject="A visit", starts_at=clock.now()), camille


def said_and_marked(page, live_server, contact) -> None:
    """Write the sentence down and mark its line as an idea, without a mouse."""
    page.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    at_rest(page)
    notes = page.locator("#notes-text")
    notes.focus()
    page.keyboard.type(SENTENCE)
    page.keyboard.press("Alt+i")
    expect(page.locator("#marks [data-mark=idea] [data-passage]")).to_have_text(SENTENCE)


def captured(page, words) -> Idea:
    link = page.locator("#marks").get_by_role("link", name=words["make"])
    expect(link).to_be_visible()
    link.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    expect(page.locator("#id_text")).to_have_value(SENTENCE)
    page.locator("#id_title").fill("Centre national des composites")
    page.locator("#id_language").select_option("fr")
    page.locator("#id_author").fill("Camille")
    page.get_by_role("option", name=re.compile("Camille Exemple")).click()
    press(page, words["capture"])
    return Idea.objects.get()


def canvas_answered(page, live_server, idea, words) -> None:
    """Answer every question of the canvas on the page where the idea is written."""
    page.goto(f"{live_server.url}/ideas/{idea.pk}/edit/")
    canvas = page.locator("details", has=page.locator("textarea[name^=canvas]"))
    if canvas.get_attribute("open") is None:
        canvas.locator("summary").press("Enter")
    boxes = page.locator("textarea[name^=canvas]")
    assert boxes.count() == 8
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"Réponse {number + 1} : 40 PME le demandent.")
    press(page, words["save"])


def reviewed(idea: Idea, people, reviewers: list[Contributor]) -> Assessment:
    """The gate of the idea's stage is opened, and all who were asked give their review."""
    now = clock.now()
    opened = assessments.open_gate(
        idea=Idea.objects.get(pk=idea.pk),
        reviewers=reviewers,
        due_on=now.date() + timedelta(days=10),
        by=people.manager,
        at=now,
    )
    for place, each in enumerate(opened.reviewers.select_related("contributor", "assessment__idea")):
        who = each.contributor
        reviews.declare(reviewer=each, conflict="", by=who, at=now)
        scores = {entry["key"]: 2 + (place + number) % 3 for number, entry in enumerate(opened.criteria)}
        said = reviews.Said(scores=scores, advice="pass", words="It serves the whole country.")
        reviews.give(reviewer=each, said=said, version=0, by=who, at=now)
    return opened


def through_four_gates(idea: Idea, people, reviewers: list[Contributor]) -> None:
    for _gate in range(4):
        opened = reviewed(idea, people, reviewers)
        decisions.decide(
            assessment=opened,
            outcome=Outcome.PASS,
            reasons={"fr": "Le besoin est là."},
            version=panel(Assessment.objects.get(pk=opened.pk)).version,
            by=people.manager,
            at=clock.now(),
        )
    idea.refresh_from_db()
    assert idea.stage == "candidate"


def a_project(page, live_server, idea, words) -> Flagship:
    """Make the flagship project of the candidate on its page."""
    page.goto(f"{live_server.url}/ideas/{idea.pk}/flagship/new/")
    for code, name in make.NAMES.items():
        page.locator(f"#id_names_{code}").fill(name)
    page.locator("#id_begins_on").fill("2027-01-01")
    page.locator("#id_ends_on").fill("2028-12-31")
    press(page, words["make_it"])
    return Flagship.objects.get()


def decided(page, live_server, opened: Assessment, words, axe_clean) -> None:
    """Decide the last gate: refused as long as partners are missing, and nothing that was written is lost."""
    page.goto(f"{live_server.url}/ideas/assessments/{opened.pk}/decide/")
    page.locator("[name=outcome][value=pass]").check()
    page.locator("[name=reasons_fr]").fill("Les partenaires et l’argent sont là.")
    press(page, words["decide"])
    expect(page.locator("main")).to_contain_text(words["lacks"])
    expect(page.locator("[name=reasons_fr]")).to_have_value("Les partenaires et l’argent sont là.")
    axe_clean(page)
    flagship = Flagship.objects.get()
    first = make.letter(make.partner(flagship, "Alpha S.A.", role="coordinator", size="small"))
    second = make.letter(make.partner(flagship, "Institut Exemple", role="research", size="large"))
    make.money(first, private=60_000, national=40_000)
    make.money(second, 2028, 50_000, private=50_000)
    page.locator("[name=outcome][value=pass]").check()
    press(page, words["decide"])
    assert Idea.objects.get().stage == "flagship"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_a_sentence_to_the_dossier(
    live_server, page, people, sign_in, axe_clean, shot, visit, mailoutbox, language
):
    words, (contact, camille) = WORDS[language], visit
    sign_in(people.manager, language)
    page.on("dialog", lambda dialog: dialog.accept())
    said_and_marked(page, live_server, contact)
    idea = captured(page, words)
    canvas_answered(page, live_server, idea, words)
    asked = [people_of_ideas.contributor(f"Expert {number}") for number in range(4)]
    through_four_gates(idea, people, asked)
    flagship = a_project(page, live_server, idea, words)
    opened = reviewed(idea, people, asked)
    decided(page, live_server, opened, words, axe_clean)
    page.goto(f"{live_server.url}/ideas/flagships/{flagship.pk}/")
    press(page, words["start"])
    make.milestone(flagship, due_on=date(2027, 3, 1), reached_on=date(2027, 2, 1), at=clock.now())

    # One line on one page, from the sentence to the first result.
    page.goto(f"{live_server.url}/ideas/flagships/{flagship.pk}/trace/")
    line = page.locator("main")
    expect(line).to_contain_text(SENTENCE)
    expect(line).to_contain_text("Le besoin est là.")
    expect(line).to_contain_text("First line runs")
    axe_clean(page)
    shot(page, f"whole-trace-{language}", document="flagship-trace" if language == "en" else "")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"whole-trace-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})

    # Camille was told at each gate, in French, and reads it on her page.
    work()
    hers = [each for each in mailoutbox if each.to == [camille.email]]
    assert len(hers) >= 6 and all("Bonjour Camille" in each.body for each in hers)
    own = page.context.browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    author = Contributor.objects.get(person=camille)
    own.goto(f"{live_server.url}/ideas/me/{token_of(author)}/idea/{idea.pk}/")
    expect(own.locator("main")).to_contain_text("Les partenaires et l’argent sont là.")
    own.context.close()

    # The ministry takes the dossier.
    ministry = signed_in(page, live_server, people.ministry, language)
    answer = ministry.request.get(
        f"{live_server.url}/ideas/flagships/{flagship.pk}/dossier/?language={language}"
    )
    read = PdfReader(io.BytesIO(answer.body()))
    text = " ".join(each.extract_text() for each in read.pages)
    assert read.metadata.title == make.NAMES[language]
    assert "Alpha S.A." in text and "Institut Exemple" in text
