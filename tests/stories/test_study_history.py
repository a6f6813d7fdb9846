"""As one of a study's team, I look who wrote what in a chapter, compare two versions, and take one back.

And I find the words of a colleague beside mine where we both changed one finding.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import studies as make
from factories.browser import nothing_sticks_out
from factories.companies import ContactFactory
from grappe.apps.studies.models import Finding
from grappe.apps.texts import operations as texts
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"history": "Who wrote when", "compare": "Compare the two that are chosen", "restore": "Restore the text of",
           "yes": "The text is again what it was then", "choose": "Save with these choices", "saved": "Saved."},
    "fr": {"history": "Qui a écrit quand", "compare": "Comparer les deux versions choisies", "restore": "Rétablir le texte du",
           "yes": "Le texte est de nouveau ce qu’il était", "choose": "Enregistrer avec ces choix", "saved": "Enregistré."},
}  # fmt: skip
FAR = "The market for composites is small and grows slowly, says everybody who was asked. " * 12


@pytest.fixture
def section(people):
    study = make.study(people.manager, at=clock.now() - timedelta(days=9))
    section = make.section(study)
    versions = [
        ("Claire Weber", f"Half of the waste is burnt.\n\n{FAR}\n\nNobody recycles it."),
        ("Jonas Müller", f"Half of the waste is burnt.\n\n{FAR}\n\nOne company recycles it."),
        ("Claire Weber", f"Two thirds of the waste are burnt.\n\n{FAR}\n\nOne company recycles it."),
    ]
    for number, (writer, words) in enumerate(versions):
        at = clock.now() - timedelta(days=3 - number)
        texts.set_words(text=section.text_en, words=words, by=people.manager, writer=writer, at=at)
    return section


@pytest.mark.parametrize("language", ["en", "fr"])
def test_versions_are_compared_and_one_comes_back(
    sign_in, section, people, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/studies/chapter/{section.pk}/")
    page.get_by_role("link", name=words["history"]).first.press("Enter")
    changes = page.locator(".text-changes")
    expect(changes.locator("ins").first).to_have_text("Two thirds")
    page.locator("[name=older]").last.check()
    page.get_by_role("button", name=words["compare"]).press("Enter")
    expect(changes.locator("del").first).to_have_text("Half")
    expect(changes.locator("ins")).to_have_count(3)
    expect(changes.locator("details")).to_have_count(1)
    axe_clean(page)
    shot(page, f"chapter-history-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"chapter-history-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=words["restore"]).first.press("Enter")
    expect(page.locator("main, .toast, body").get_by_text(words["yes"]).first).to_be_visible()
    expect(page.locator(".text-steps > li")).to_have_count(4)
    section.text_en.refresh_from_db()
    assert section.text_en.plain.startswith("Half") and section.text_en.plain.endswith("Nobody recycles it.")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_two_change_one_finding(sign_in, section, people, live_server, axe_clean, shot, language):
    words = WORDS[language]
    finding = make.finding(section.study)
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/studies/findings/{finding.pk}/edit/")
    page.locator("[name=statements_en]").fill("Two thirds of the waste are burnt")
    Finding.objects.filter(pk=finding.pk).update(statements={"en": "A third of the waste is burnt"})
    page.locator("main form[data-unsaved] button.btn-primary").last.press("Enter")
    expect(page.locator("#conflict-title")).to_be_focused()
    axe_clean(page)
    shot(page, f"finding-two-writers-{language}")
    page.locator("[name=keep_statements_en][value=theirs]").check()
    page.get_by_role("button", name=words["choose"]).press("Enter")
    expect(page.get_by_text(words["saved"]).first).to_be_visible()
    finding.refresh_from_db()
    assert finding.statements == {"en": "A third of the waste is burnt"}


@pytest.mark.parametrize("language", ["fr"])
def test_the_forms_on_a_phone(sign_in, section, people, live_server, axe_clean, shot, language):
    study = section.study
    interview = make.interview(study, ContactFactory())
    forms = {
        "description": f"interviews/{interview.pk}/description/", "facts": f"interviews/{interview.pk}/facts/",
        "hypothesis": f"hypotheses/{make.hypothesis(study).pk}/", "question": f"guide/{make.question(study).pk}/",
    }  # fmt: skip
    page = sign_in(people.manager, language)
    for name, address in forms.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server.url}/studies/{address}")
        expect(page.locator("main form[data-unsaved]")).to_be_visible()
        axe_clean(page)
        shot(page, f"study-form-{name}")
        page.set_viewport_size({"width": 390, "height": 844})
        nothing_sticks_out(page)
        axe_clean(page)
        shot(page, f"study-form-{name}-phone")
