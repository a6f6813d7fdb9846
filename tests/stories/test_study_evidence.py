"""As a market analyst, I gather what a study rests on.

I add a page of the web by hand, and bring in the BibTeX file of a colleague in which one entry is broken: I see which, in
which line and why, what is new, and that one is on my list already. I take in the rest, look at how a source is cited in
three languages, copy it, and export the list for my citation software.

Then I ask companies: I write a guide, put it in order, hold three interviews whose answers save themselves, note what each
allows (by name, without names, nothing), mark passages, and make them ready for print without a name in them.
"""

import re

import pytest
from playwright.sync_api import expect

from factories import studies as make
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.studies.models import Interview, Passage, Source
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "add": "Add a source", "file": "Bring in a file", "look": "Look at it", "take": "Take in what is chosen",
        "save": "Save", "broken": "1 entry cannot be read", "copied": "Copied", "sources": "Sources",
        "available": "Available at", "site": "Organisation behind it",
    },
    "fr": {
        "add": "Ajouter une source", "file": "Importer un fichier", "look": "Examiner",
        "take": "Prendre ce qui est choisi", "save": "Enregistrer", "broken": "1 entrée est illisible",
        "copied": "Copié", "sources": "Sources", "available": "Disponible sur",
        "site": "Organisation responsable",
    },
}  # fmt: skip
BIB = r"""@article{muller2021,
  author = {M{\"u}ller, Jean and Weber, Claire}, title = {Recycling composites in small countries},
  journal = {Journal of Invented Materials}, year = 2021, volume = 12, pages = {1--14}, doi = {10.1000/invented.1},
}
@techreport{grappe2024, title = {What becomes of carbon fibre, institution = {Invented Institute}, year = 2024}
@book{schmit1999, author = {Schmit, Paul}, title = {Verbundwerkstoffe}, publisher = {Erfundener Verlag}, year = {1999}}
@online{known, title = {Waste statistics}, organization = {Invented Office}, url = {https://stat.example/waste},
  urldate = {2026-01-15}}
"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_study_rests_on(sign_in, live_server, people, axe_clean, shot, tmp_path, language):
    words = WORDS[language]
    study = make.study(people.analyst, at=clock.now())
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/studies/{study.pk}/")
    page.get_by_role("link", name=words["sources"], exact=True).press("Enter")
    by_hand(page, words, axe_clean, shot, language)
    a_file(page, words, axe_clean, shot, language, tmp_path)
    cited(page, words, axe_clean, shot, language)


def by_hand(page, words, axe_clean, shot, language):
    page.get_by_role("link", name=words["add"]).press("Enter")
    page.locator("#id_title").fill("Waste statistics")
    page.locator("#id_type").select_option("webpage")
    page.get_by_label(words["site"]).fill("Invented Office")
    expect(page.locator("#id_title")).to_have_value("Waste statistics")
    at_rest(page)
    page.get_by_role("button", name=words["save"]).press("Enter")
    expect(page.locator("#id_accessed_error")).to_be_visible()
    axe_clean(page)
    shot(page, f"study-source-add-{language}")
    page.locator("#id_URL").fill("https://stat.example/waste")
    page.locator("#id_accessed").fill("2026-01-15")
    page.get_by_role("button", name=words["save"]).press("Enter")
    expect(page.locator(".source-entry")).to_contain_text("Invented Office")


def a_file(page, words, axe_clean, shot, language, tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text(BIB, encoding="utf-8")
    page.get_by_role("link", name=words["file"]).press("Enter")
    axe_clean(page)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name=words["look"]).press("Enter")
    expect(page.get_by_role("heading", name=words["broken"])).to_be_visible()
    expect(page.locator("input[name=chosen]")).to_have_count(2)
    axe_clean(page)
    shot(page, f"study-source-preview-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"study-source-preview-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert Source.objects.count() == 1
    page.get_by_role("button", name=words["take"]).press("Enter")
    expect(page.locator(".source-entry")).to_have_count(3)
    axe_clean(page)
    shot(page, f"study-sources-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"study-sources-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})


def cited(page, words, axe_clean, shot, language):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    entry = page.locator(".list-group-item", has_text="muller2021")
    expect(entry.locator(".source-entry")).to_contain_text(words["available"])
    entry.get_by_role("button").press("Enter")
    expect(entry.get_by_role("button")).to_contain_text(words["copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Müller, J.") and "<i>" not in copied
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").press("Enter")
    assert re.search(r"@article\{muller2021,", download.value.path().read_text(encoding="utf-8"))
    with loads_anew(page):
        entry.get_by_role("link").press("Enter")
    axe_clean(page)
    shot(page, f"study-source-{language}")


ASKED = {
    "en": {
        "interviews": "Interviews", "guide": "Guide", "add": "Add a question", "save": "Save", "up": "Move up: How much?",
        "first": "“How much?” is number 1 of 2 now.", "saved": "Saved", "mark": "Mark a passage: What becomes of it?",
        "note": "Note the consent", "print": "Save for print", "named": "May be quoted by name",
        "anonymous": "May be quoted without names", "refused": "Nothing may be used outside the team",
        "answers": "Answers over all", "take": "Take as an interview", "choose": "Choose", "new": "Add an interview",
        "fits": "companies on file fit this description", "names": "names stand in it",
    },
    "fr": {
        "interviews": "Entretiens", "guide": "Guide", "add": "Ajouter une question", "save": "Enregistrer",
        "up": "Monter : How much?", "first": "« How much? » est maintenant", "saved": "Enregistré",
        "mark": "Marquer un passage : What becomes of it?", "note": "Noter le consentement",
        "print": "Enregistrer pour l’impression", "named": "Peut être cité nommément",
        "anonymous": "Peut être cité sans nom", "refused": "Rien ne peut sortir de l’équipe",
        "answers": "Réponses d’ensemble", "take": "Reprendre comme entretien", "choose": "Choisir",
        "new": "Ajouter un entretien", "fits": "entreprises enregistrées correspondent à cette description",
        "names": "il contient des noms",
    },
}  # fmt: skip
SAID = "At Blaue Eule we burn what we cannot sell. Nobody takes the cores."


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_companies_say_and_what_may_be_printed(sign_in, live_server, people, axe_clean, shot, language):
    words = ASKED[language]
    study = make.study(people.analyst, at=clock.now())
    company = CompanyFactory(name="Blaue Eule S.à r.l.")
    PersonFactory(company=company, name="Anna Beispill")
    for other in (company, CompanyFactory(name="Rouge Gorge"), CompanyFactory(name="Green Finch")):
        ContactFactory(company=other, subject="Visit", notes="A loud hall.")
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/studies/{study.pk}/")
    page.get_by_role("link", name=words["interviews"], exact=True).press("Enter")
    a_guide(page, words, axe_clean, shot, language)
    an_interview(page, study, company, words, axe_clean, shot, language)
    three_consents(page, live_server, study, people, words, axe_clean, shot, language)
    for_print(page, live_server, words, axe_clean, shot, language)


def a_guide(page, words, axe_clean, shot, language):
    page.get_by_role("link", name=words["guide"], exact=True).press("Enter")
    for text, kind in (("What becomes of it?", "text"), ("How much?", "choice")):
        page.get_by_role("link", name=words["add"]).press("Enter")
        page.locator("#id_texts_en").fill(text)
        page.locator("#id_kind").select_option(kind)
        if kind == "choice":
            page.locator("#id_choices_en").fill("Little\nA lot")
        at_rest(page)
        with loads_anew(page):
            page.get_by_role("button", name=words["save"]).press("Enter")
    page.get_by_role("button", name=words["up"]).press("Enter")
    expect(page.locator("#order-says")).to_contain_text(words["first"])
    expect(page.locator(".guide-question").first).to_contain_text("How much?")
    axe_clean(page)
    shot(page, f"study-guide-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"study-guide-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})


def an_interview(page, study, company, words, axe_clean, shot, language):
    page.get_by_role("link", name=words["interviews"], exact=True).press("Enter")
    page.get_by_role("link", name=words["new"]).press("Enter")
    page.locator("#id_name").press_sequentially("Blaue")
    page.get_by_role("option", name="Blaue Eule").click()
    page.get_by_role("button", name=words["choose"]).press("Enter")
    expect(page.get_by_role("heading", name="Blaue Eule S.à r.l.")).to_be_visible()
    axe_clean(page)
    shot(page, f"study-interview-add-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["take"]).press("Enter")
    question = study.guide.get(kind="text")
    area = page.locator(f"#question-{question.pk} textarea")
    area.press_sequentially(SAID[:20])
    area.fill(SAID)
    expect(page.locator(f"#saved-{question.pk}")).to_contain_text(words["saved"])
    page.get_by_label("A lot").check()
    closed = study.guide.get(kind="choice")
    expect(page.locator(f"#saved-{closed.pk}")).to_contain_text(words["saved"])
    area.focus()
    area.evaluate("box => box.setSelectionRange(0, 43)")
    page.get_by_role("button", name=words["mark"]).press("Enter")
    expect(page.locator("#passages li")).to_have_count(1)
    expect(page.locator("#passages li")).to_contain_text("At Blaue Eule we burn what we cannot sell.")
    expect(page.get_by_text(words["fits"])).to_be_visible()
    axe_clean(page)
    shot(page, f"study-interview-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"study-interview-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})


def three_consents(page, live_server, study, people, words, axe_clean, shot, language):
    for contact in type(study.interviews.get().contact).objects.exclude(company__name__startswith="Blaue"):
        make.interview(study, contact, consent="unasked", at=clock.now())
    pairs = zip(study.interviews.order_by("pk"), ("anonymous", "named", "refused"), strict=True)
    for interview, consent in pairs:
        page.goto(f"{live_server.url}/studies/interviews/{interview.pk}/")
        page.get_by_role("link", name=words["note"]).press("Enter")
        page.get_by_label(words[consent]).check()
        if consent == "anonymous":
            page.get_by_role("button", name=words["save"]).press("Enter")
            expect(page.locator("#id_how_error")).to_be_visible()
            axe_clean(page)
            shot(page, f"study-consent-{language}")
        page.locator("#id_how").select_option("written")
        page.locator("#id_by").fill("Anna Beispill")
        with loads_anew(page):
            page.get_by_role("button", name=words["save"]).press("Enter")
        expect(page.locator("#consent-title")).to_be_visible()
    assert sorted(study.interviews.values_list("consent", flat=True)) == ["anonymous", "named", "refused"]
    page.goto(f"{live_server.url}/studies/{study.pk}/interviews/")
    axe_clean(page)
    shot(page, f"study-interviews-{language}")
    page.get_by_role("link", name=words["answers"]).press("Enter")
    expect(page.locator("[data-chart]")).to_have_count(1)
    axe_clean(page)
    shot(page, f"study-interview-answers-{language}")


def for_print(page, live_server, words, axe_clean, shot, language):
    passage = Passage.objects.get()
    Interview.objects.filter(pk=passage.interview_id).update(language="en")
    page.goto(f"{live_server.url}/studies/passages/{passage.pk}/")
    box = page.locator("#id_published_en")
    expect(box).not_to_have_value(re.compile("Eule"))
    box.fill("At Blaue Eule we burn what we cannot sell.")
    at_rest(page)
    with loads_anew(page):
        page.get_by_role("button", name=words["print"]).press("Enter")
    expect(page.locator("mark")).to_contain_text("Blaue Eule")
    expect(page.get_by_text(words["names"]).first).to_be_visible()
    axe_clean(page)
    shot(page, f"study-passage-{language}")
    page.locator("#id_published_en").fill("We burn what we cannot sell.")
    with loads_anew(page):
        page.get_by_role("button", name=words["print"]).press("Enter")
    expect(page.locator("mark")).to_have_count(0)
    passage.refresh_from_db()
    assert passage.published == {"en": "We burn what we cannot sell."}


PLAN = {
    "en": {"plan": "Calendar, costs, documents", "add": "Add the date", "done": "Done: Draft is read", "all": "All costs"},
    "fr": {
        "plan": "Calendrier, coûts, documents", "add": "Ajouter l’échéance", "done": "Fait : Draft is read",
        "all": "Tous les coûts",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_when_and_for_how_much(sign_in, live_server, people, axe_clean, shot, language):
    words = PLAN[language]
    study = make.study(people.analyst, at=clock.now())
    make.hypothesis(study, outcome="refuted", reasons={"en": "Three companies have more than they can sell."})
    study.costs.create(kind="travel", label="Train", planned_eur=40, actual_eur="38.50")
    study.costs.create(kind="data", label="Prices", planned_eur=900)
    make.material(study, at=clock.now())
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/studies/{study.pk}/hypotheses/")
    axe_clean(page)
    shot(page, f"study-hypotheses-{language}")
    page.goto(f"{live_server.url}/studies/{study.pk}/")
    axe_clean(page)
    page.get_by_role("link", name=words["plan"]).press("Enter")
    page.locator("#id_m-title").fill("Draft is read")
    page.locator("#id_m-due_on").fill("2026-01-15")
    page.get_by_role("button", name=words["add"]).press("Enter")
    expect(page.get_by_role("button", name=words["done"])).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(words["all"]))).to_contain_text("940")
    axe_clean(page)
    shot(page, f"study-plan-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("Draft is read")).to_be_visible()
