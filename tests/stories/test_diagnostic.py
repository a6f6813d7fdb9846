"""As a cluster manager, I diagnose a company in a call, see what stands out and why, and decide on its needs.

I start the EU assessment, answer by keyboard, each answer is saved as I go; I leave, come back and find it; I leave
blank what the company does not know and see the coverage. The result shows the radar, the change since last year and
findings with their answers; I confirm one need, reword another, dismiss a third. The company answers the second
questionnaire alone, by a link, on a phone, without an account.
"""

import re

import pytest
from playwright.sync_api import expect

from factories import diagnostics as made
from factories.browser import at_rest, loads_anew, nothing_sticks_out, swaps
from factories.companies import CompanyFactory, FiguresFactory
from grappe.apps.companies.models import NaceCode
from grappe.apps.diagnostics import operations, queries
from grappe.apps.diagnostics.models import Answer, Run
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

RIPE = {
    "q1": {"invested": ["i2", "i3", "i6"], "plan": ["i3", "i6"]},
    "q2": ["i1", "i5", "i6"],
    "q3": ["i1", "i2", "i4", "i8"],
    "q4": {f"i{n}": level for n, level in enumerate((1, 0, 5, 1, 2, 0, 0), 1)},
    "q5": ["i3", "i4"],
    "q6": ["i1", "i2", "i7"],
    "q7": ["i3", "i6"],
    "q8": ["i2", "i3"],
    "q9": {f"i{n}": level for n, level in enumerate((1, 0, 0, 0, 2), 1)},
    "q10": ["i10"],
    "q11": {f"i{n}": level for n, level in enumerate((0, 0, 1, 0, 2), 1)},
}


@pytest.fixture
def company(people, clusters):
    made.load()
    nace = NaceCode.objects.create(code="25.53", level=4, section="C", label_en="Machining of metals")
    company = CompanyFactory(name="Mécanique du Sud", clusters=[clusters["digital"]], nace=nace)
    FiguresFactory(company=company, headcount=20)
    made.finish(company, people.manager, RIPE, days=-360)
    for ticks in range(5):
        peer = CompanyFactory(clusters=[clusters["digital"]], nace=nace)
        FiguresFactory(company=peer, headcount=30)
        made.finish(peer, people.manager, RIPE | {"q8": [f"i{n + 1}" for n in range(ticks)]})
    Need.objects.all().delete()
    return company


def saved(page, question: str):
    """What the page says of a question, once all that was sent is answered."""
    at_rest(page)
    return expect(page.locator(f"#saved-{question}"))


SAVED = {"fr": "Enregistré", "en": "Saved"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_diagnose_in_a_call(sign_in, people, company, live_server, axe_clean, shot, language):
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/diagnostics/company/{company.pk}/")
    axe_clean(page)
    shot(page, f"diagnostics-{language}")
    page.locator("section:has(input[value=dma]) button").press("Enter")
    page.wait_for_url(re.compile(r"/diagnostics/\d+/$"))
    axe_clean(page)
    # Ticks and selects by keyboard; each is saved on its own.
    page.locator("input[name=q2][value=i1]").focus()
    page.keyboard.press("Space")
    saved(page, "q2").to_contain_text(SAVED[language])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    saved(page, "q2").to_contain_text(SAVED[language])
    page.locator("select[name='q4.i3']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    saved(page, "q4").to_contain_text(SAVED[language])
    # "None of these" stands alone, and is an answer, not a blank.
    page.locator("input[name=q8][value=i1]").check()
    page.locator("input[name=q8][value=none]").check()
    expect(page.locator("input[name=q8][value=i1]")).not_to_be_checked()
    saved(page, "q8").to_contain_text(SAVED[language])
    page.locator("input[name='q1.plan'][value=i3]").check()
    saved(page, "q1").to_contain_text(SAVED[language])
    page.locator("input[name=q10][value=i1]").check()
    saved(page, "q10").to_contain_text(SAVED[language])
    with swaps(page):
        page.locator("#question-q10 button[name=blank]").press("Enter")
    expect(page.locator("input[name=q10][value=i1]")).not_to_be_checked()
    expect(page.locator("#progress")).to_contain_text("4")
    # Leave and come back: everything is there.
    page.goto(f"{live_server.url}/")
    page.goto(f"{live_server.url}/diagnostics/company/{company.pk}/")
    with loads_anew(page):
        page.locator("section:has(input[value=dma]) button").click()
    expect(page.locator("input[name=q2][value=i2]")).to_be_checked()
    expect(page.locator("input[name=q8][value=none]")).to_be_checked()
    run = Run.objects.get(company=company, finished_at=None)
    values = dict(Answer.objects.filter(run=run).values_list("question", "value"))
    assert values == {"q1": {"plan": ["i3"]}, "q2": ["i1", "i2"], "q4": {"i3": 1}, "q8": []}
    shot(page, f"diagnostic-answer-{language}")
    page.locator("form[action$='/finish/'] button").click()
    page.wait_for_url(re.compile(r"/result/$"))
    page.locator("[data-drawn=yes]").wait_for()
    expect(page.locator("#proposed-needs")).to_be_visible()
    axe_clean(page)
    shot(page, f"diagnostic-result-{language}", document="diagnostic-result" if language == "en" else "")
    _decide_on_needs(page, axe_clean, shot, language)


def _decide_on_needs(page, axe_clean, shot, language: str) -> None:
    needs = page.locator("article.need")
    assert Need.objects.count() > 3
    expect(needs).to_have_count(Need.objects.count())
    at_rest(page)
    first = needs.nth(0)
    assert first.locator(".evidence li").count() >= 1
    first.locator("form[action$='/confirm/'] button").press("Enter")
    expect(first).to_contain_text({"fr": "Confirmé", "en": "Confirmed"}[language])
    needs.nth(1).locator("form[action$='/dismiss/'] button").click()
    expect(needs.nth(1)).to_contain_text({"fr": "Écarté", "en": "Dismissed"}[language])
    at_rest(page)
    with loads_anew(page):
        needs.nth(2).locator("a[href$='/edit/']").click()
    page.locator("input[name=title]").fill("In our own words")
    axe_clean(page)
    with loads_anew(page):
        page.locator("form[data-unsaved] button").click()
    expect(page.locator("h1")).to_contain_text("In our own words")
    axe_clean(page)
    page.goto(page.url.split("/needs/")[0] + "/needs/?state=all")
    expect(page.locator("tbody tr")).to_have_count(Need.objects.count())
    axe_clean(page)
    shot(page, f"needs-{language}")


def test_the_company_answers_alone_on_a_phone(page, people, company, live_server, axe_clean, shot):
    run = made.start(company, people.manager, slug="resilience")
    operations.open_link(run=run, by=people.manager, at=clock.now())
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{live_server.url}/diagnostics/alone/{queries.link_token(run)}/")
    with loads_anew(page):
        page.locator("button[name=language][value=de]").click()
    axe_clean(page)
    nothing_sticks_out(page)
    page.locator("input[name=m1]").fill("42,5")
    page.locator("input[name=m1]").press("Tab")
    saved(page, "m1").to_contain_text("Gespeichert")
    page.locator("input[name=m1]").fill("viel")
    page.locator("input[name=m1]").press("Tab")
    saved(page, "m1").to_contain_text("ist keine Zahl")
    expect(page.locator("input[name=s2]")).to_have_count(0)
    page.locator("input[name=s1][value=i3]").check()
    page.locator("input[name=s2][value='1']").wait_for()
    at_rest(page)
    page.locator("input[name=s2][value='1']").check()
    saved(page, "s2").to_contain_text("Gespeichert")
    page.locator("textarea[name=h5]").fill("Die Energiepreise")
    saved(page, "h5").to_contain_text("Gespeichert")
    shot(page, "diagnostic-alone-phone-de")
    page.locator("form[action$='/finish/'] button").click()
    expect(page.locator("main")).to_contain_text("Vielen Dank")
    axe_clean(page)
    shot(page, "diagnostic-alone-result-phone-de")
    values = dict(Answer.objects.filter(run=run).values_list("question", "value"))
    assert values == {"m1": 42.5, "s1": "i3", "s2": 1, "h5": "Die Energiepreise"}
