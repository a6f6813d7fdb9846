"""As a market analyst, I draw a chart and an extract, found a finding on three kinds of evidence, and note what came of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories import events
from factories import studies as make
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.studies.models import Evidence, Table, Use

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "make": "Make a chart", "save": "Save", "high": "Highest 150 (2023)", "draw": "Draw the table",
        "new": "New finding", "sentence": "Finding, in one sentence", "strength": "Strength", "bare": "Without evidence",
        "add": "Add evidence", "evidence": "The evidence is added.", "warning": "all that supports it is of one kind",
        "note": "Note what came of it", "came": "What came of it", "idea": "The idea or measure, in a few words",
        "used": "Findings of studies used here", "open": "Note a finding that is used here", "finding": "Finding",
        "here": "Note it", "noted": "It is noted that the finding is used here.",
    },
    "fr": {
        "make": "Faire un diagramme", "save": "Enregistrer", "high": "Maximum 150 (2023)", "draw": "Tirer le tableau",
        "new": "Nouveau constat", "sentence": "Constat, en une phrase", "strength": "Solidité",
        "bare": "Sans élément à l’appui", "add": "Ajouter un élément à l’appui", "evidence": "L’élément à l’appui est ajouté.",
        "warning": "tout ce qui l’appuie est d’un seul type", "note": "Noter ce qui en est issu", "came": "Ce qui en est issu",
        "idea": "L’idée ou la mesure, en quelques mots", "used": "Constats d’études utilisés ici",
        "open": "Noter un constat utilisé ici", "finding": "Constat", "here": "Noter",
        "noted": "L’usage du constat est noté ici.",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_finding_from_its_figures_to_its_use(sign_in, people, live_server, axe_clean, shot, language):
    words = WORDS[language]
    study = make.study(people.analyst)
    table, event = make.table(study), events.event(people.manager)
    make.source(study, "muller2021")
    make.passage(make.interview(study, ContactFactory(company=CompanyFactory())))
    CompanyFactory.create_batch(2, nace=None)
    page = sign_in(people.analyst, language)
    _chart(page, live_server.url, table, words)
    axe_clean(page)
    shot(page, f"study-chart-{language}")
    _extract(page, live_server.url, study, words)
    axe_clean(page)
    shot(page, f"study-extract-{language}")
    _finding(page, live_server.url, study, words, axe_clean, shot, language)
    _uses(page, live_server.url, study, event, words, axe_clean, shot, language)


def _chart(page, base, table, words):
    page.goto(f"{base}/studies/tables/{table.pk}/")
    page.get_by_role("link", name=words["make"]).press("Enter")
    page.get_by_role("button", name=words["save"]).press("Enter")
    expect(page.get_by_text(words["high"])).to_be_visible()
    expect(page.locator("[data-drawn]")).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()


def _extract(page, base, study, words):
    page.goto(f"{base}/studies/{study.pk}/figures/")
    with loads_anew(page):
        page.get_by_role("button", name=words["draw"]).press("Enter")
    expect(page.get_by_role("columnheader").first).to_be_visible()
    assert Table.objects.filter(origin="own", study=study).count() == 1


def _finding(page, base, study, words, axe_clean, shot, language):
    page.goto(f"{base}/studies/{study.pk}/findings/")
    page.get_by_role("link", name=words["new"]).press("Enter")
    page.get_by_label(words["sentence"]).first.fill("Half of the waste is burnt")
    page.get_by_label(words["strength"]).select_option("strong")
    axe_clean(page)
    page.get_by_role("button", name=words["save"]).press("Enter")
    for n, kind in enumerate(("passage", "figures", "source")):
        form = page.locator(f"form:has(input[name=kind][value={kind}])")
        form.locator(f"#id_{kind}-where").fill(f"p. {n}")
        if n == 0:
            axe_clean(page)
            shot(page, f"study-evidence-{language}")
        form.get_by_role("button").press("Enter")
        expect(page.get_by_text(words["evidence"])).to_be_visible()
        if n == 0:
            expect(page.get_by_text(words["warning"])).to_be_visible()
        if n < 2:
            page.get_by_role("link", name=words["add"]).press("Enter")
    expect(page.get_by_text(words["warning"])).to_have_count(0)
    assert sorted(Evidence.objects.values_list("kind", flat=True)) == ["figures", "passage", "source"]


def _uses(page, base, study, event, words, axe_clean, shot, language):
    page.get_by_role("link", name=words["note"]).press("Enter")
    page.get_by_label(words["idea"]).fill("A recycling line for the Minett")
    axe_clean(page)
    page.get_by_role("button", name=words["save"]).press("Enter")
    expect(page.get_by_text("A recycling line for the Minett")).to_be_visible()
    page.goto(f"{base}/events/{event.pk}/")
    expect(page.get_by_role("heading", name=words["used"])).to_be_visible()
    page.get_by_text(words["open"]).press("Enter")
    page.locator("#id_used_event_finding").select_option(index=1)
    page.get_by_role("button", name=words["here"], exact=True).press("Enter")
    expect(page.get_by_text(words["noted"])).to_be_visible()
    axe_clean(page)
    shot(page, f"study-used-{language}")
    assert sorted(Use.objects.values_list("kind", flat=True)) == ["event", "idea"]
    page.goto(f"{base}/studies/{study.pk}/findings/")
    axe_clean(page)
    shot(page, f"study-findings-{language}", document="study-findings" if language == "en" else "")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"study-findings-phone-{language}")
