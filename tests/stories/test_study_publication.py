"""Story: a study is read by somebody from outside, its comments are answered, and everybody reads the edition."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import studies as make
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from grappe.apps.studies.models import Edition, Review
from grappe.apps.studies.queries.review_links import token_of
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "ask": "Ask", "send": "Send it to review", "keep": "Keep the comment",
        "finish": "Send the review", "minor": "Publish it after small changes", "taken_up": "Taken up: Odile Gutachter, Summary",
        "publish": "Publish", "clear": "Nothing is in the way.", "open": "1 comment is not answered.",
        "bare": "Without evidence",
    },
    "fr": {
        "ask": "Demander", "send": "L’envoyer en relecture", "keep": "Garder le commentaire",
        "finish": "Envoyer la relecture", "minor": "La publier après de petits changements",
        "taken_up": "Retenu : Odile Gutachter, Résumé", "publish": "Publier", "clear": "Rien ne l’empêche.",
        "open": "1 commentaire est sans réponse.", "bare": "Sans élément à l’appui",
    },
}  # fmt: skip


@pytest.fixture
def study(people):
    at = clock.now()
    made = make.study(
        people.manager, at=at, authors="Weber, Claire",
        questions={"en": "Can a recycling line pay in the country?", "fr": "Une ligne de recyclage peut-elle se payer ?"},
        summaries={"en": "Half of the waste is burnt.", "fr": "La moitié des déchets est brûlée."},
        methods={"en": "Three interviews and the national statistics.", "fr": "Trois entretiens et la statistique nationale."},
    )  # fmt: skip
    make.hypothesis(
        made, at and "Volume is the bottleneck", outcome="supported", reasons={"en": "120 to 150 t a year."}
    )
    make.section(
        made, at=at, words="The volumes are small [@muller2021].\n\n- 120 t in 2021\n- 150 t in 2023"
    )
    source, table = make.source(made, "muller2021", at=at), make.table(made, at=at)
    finding = make.finding(made, at=at)
    interview = make.interview(
        made, ContactFactory(company=CompanyFactory(name="Loutre Argentée S.A.")), at=at
    )
    make.evidence(finding, make.passage(interview, at=at))
    make.evidence(finding, table, where="2023")
    make.evidence(finding, source)
    make.finding(made, "Nobody sorts by fibre", at=at, position=1)
    return made


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_study_from_review_to_edition(
    sign_in, live_server, people, study, axe_clean, shot, settings, language
):
    settings.SITE_URL = live_server.url
    words = WORDS[language]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}{reverse('studies:review', args=[study.pk])}")
    page.locator("input[name=name]").fill("Odile Gutachter")
    page.locator("input[name=email]").fill("odile@university.example")
    page.locator("select[name=language]").select_option(language)
    with loads_anew(page):
        page.get_by_role("button", name=words["ask"], exact=True).press("Enter")
    axe_clean(page)
    with loads_anew(page):
        page.get_by_role("button", name=words["send"]).press("Enter")
    work()
    (letter,) = mail.outbox
    review = Review.objects.get()
    assert f"/studies/r/{token_of(review)}/" in letter.body
    read(page, live_server, review, words, language, axe_clean, shot)
    page.goto(f"{live_server.url}{reverse('studies:editions', args=[study.pk])}")
    expect(page.get_by_text(words["open"])).to_be_visible()
    axe_clean(page)
    shot(page, f"study-obstacles-{language}")
    page.goto(f"{live_server.url}{reverse('studies:review', args=[study.pk])}")
    axe_clean(page)
    shot(page, f"study-review-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["taken_up"], exact=True).press("Enter")
    publish(page, live_server, study, words, language, axe_clean, shot)


def read(page, live_server, review, words, language, axe_clean, shot):
    """The reviewer reads on a phone, comments on the summary, and recommends."""
    context = page.context.browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    outside = context.new_page()
    outside.set_default_timeout(90_000)
    outside.goto(f"{live_server.url}/studies/r/{token_of(review)}/")
    axe_clean(outside)
    nothing_sticks_out(outside)
    shot(outside, f"study-own-review-phone-{language}")
    outside.locator("#summary summary").focus()
    outside.keyboard.press("Enter")
    box = outside.locator("textarea[name=summary-text]")
    box.fill("Of which year? <b>Please</b> say so.")
    with loads_anew(outside):
        box.locator("xpath=ancestor::form").get_by_role("button", name=words["keep"]).press("Enter")
    expect(outside.get_by_text("Of which year? <b>Please</b> say so.", exact=True)).to_be_visible()
    outside.get_by_label(words["minor"]).check()
    with loads_anew(outside):
        outside.get_by_role("button", name=words["finish"]).press("Enter")
    expect(outside.locator(".alert-success").first).to_be_visible()
    axe_clean(outside)
    context.close()


def publish(page, live_server, study, words, language, axe_clean, shot):
    page.goto(f"{live_server.url}{reverse('studies:preview', args=[study.pk])}")
    axe_clean(page)
    shot(page, f"study-preview-{language}")
    page.goto(f"{live_server.url}{reverse('studies:editions', args=[study.pk])}")
    expect(page.get_by_text(words["clear"])).to_be_visible()
    with loads_anew(page):
        page.get_by_role("button", name=words["publish"], exact=True).press("Enter")
    edition = Edition.objects.get()
    axe_clean(page)
    shot(page, f"study-editions-{language}")
    context = page.context.browser.new_context(viewport={"width": 1280, "height": 900})
    anybody = context.new_page()
    anybody.set_default_timeout(90_000)
    anybody.goto(f"{live_server.url}/studies/p/?language={language}")
    axe_clean(anybody)
    with loads_anew(anybody):
        anybody.locator(".event-list a").first.press("Enter")
    expect(anybody.locator("h1")).to_have_text(edition.content["titles"][language])
    expect(anybody.get_by_text(words["bare"])).to_be_visible()
    assert anybody.get_by_text("Loutre").count() == 0
    axe_clean(anybody)
    shot(anybody, f"study-public-{language}", document="study-public" if language == "en" else "")
    anybody.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(anybody)
    axe_clean(anybody)
    shot(anybody, f"study-public-phone-{language}")
    with anybody.expect_download() as kept:
        anybody.get_by_role("link", name=f"PDF {language.upper()}").press("Enter")
    paper = PdfReader(io.BytesIO(kept.value.path().read_bytes()))
    text = " ".join(each.extract_text() for each in paper.pages)
    assert edition.content["titles"][language] in text and "Loutre" not in text
    context.close()
