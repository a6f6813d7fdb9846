"""As a market analyst, I gather what a study rests on.

I add a page of the web by hand, and bring in the BibTeX file of a colleague in which one entry is broken: I see which, in
which line and why, what is new, and that one is on my list already. I take in the rest, look at how a source is cited in
three languages, copy it, and export the list for my citation software.
"""

import re

import pytest
from playwright.sync_api import expect

from factories import studies as make
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from grappe.apps.studies.models import Source
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
