"""As a market analyst, I ask the companies once a year, and see what they say and who said nothing.

I prepare the survey of last year, see whom it means, who gets no letter and why, and the letter in each language; I send
it. A company opens its link on a phone, in its own language, without an account: last year's answer stands there as a
hint, a number far from it is asked about and confirmed, one thing it does not know and one it would rather not say. It
sends its answers off, gets a receipt, and changes one. A manager writes down another company's answers in a call. I see
the response with those who are missing, and the results: below five answers only their number.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from factories import surveys
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.surveys.models import Answer, Participation, Wave
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"prepare": "Prepare a survey", "ask": "Ask these companies", "answer": "Answer for it", "missing": "Who is missing",
           "results": "Results", "none": "Nobody is on file"},
    "fr": {"prepare": "Préparer une enquête", "ask": "Interroger ces entreprises", "answer": "Répondre pour elle",
           "missing": "Qui manque", "results": "Résultats", "none": "Personne n’est au dossier"},
    "de": {"prepare": "Eine Umfrage vorbereiten", "ask": "Diese Unternehmen befragen", "answer": "Dafür antworten",
           "missing": "Wer fehlt", "results": "Ergebnisse", "none": "Niemand ist in der Akte"},
}  # fmt: skip
OWN = {
    "en": {"right": "Yes, that is right", "unknown": "We do not know", "refused": "We would rather not say",
           "send": "Send the answers off", "thanks": "Thank you, your answers have arrived."},
    "fr": {"right": "Oui, c’est exact", "unknown": "Nous ne savons pas", "refused": "Nous préférons ne pas répondre",
           "send": "Envoyer nos réponses", "thanks": "Merci, vos réponses sont bien arrivées."},
    "de": {"right": "Ja, das stimmt", "unknown": "Wissen wir nicht", "refused": "Möchten wir nicht sagen",
           "send": "Die Antworten abschicken", "thanks": "Danke, Ihre Antworten sind angekommen."},
}  # fmt: skip


@pytest.fixture
def companies(people, clusters):
    """Two companies that were asked last year too, four others, and one without anybody on file."""
    now = clock.now()
    first = surveys.firm(clusters["healthtech"], "Blaue Eule S.à r.l.", language="de")
    second = surveys.firm(clusters["digital"], "Loutre Argentée S.A.", language="fr")
    year = now.year - 2
    wave = surveys.started(people.analyst, year=year, at=now - timedelta(days=300))
    for company in (first, second):
        surveys.answers(
            surveys.part_of(wave, company), jobs=20, turnover=2_000_000, satisfaction=2, send=True,
            at=now - timedelta(days=290),
        )  # fmt: skip
    others = [surveys.firm(clusters["wood"], f"Firm {number}", language="en") for number in range(4)]
    CompanyFactory(name="Headless Heron S.A.", clusters=[clusters["healthtech"]])
    mail.outbox.clear()
    return [first, second, *others]


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_yearly_survey_answered_by_a_company(
    sign_in, people, companies, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}{reverse('surveys:waves')}")
    page.get_by_role("link", name=words["prepare"]).first.click()
    today = clock.today()
    page.locator("#id_year").select_option(str(today.year - 1))
    page.locator("#id_opens_on").fill(today.isoformat())
    page.locator("#id_closes_on").fill((today + timedelta(days=40)).isoformat())
    page.locator("#id_remind_after").fill("14, 28")
    axe_clean(page)
    with loads_anew(page):
        page.locator("form[data-unsaved] button.btn-primary").click()
    # Whom it means, who gets no letter, and what the letter says in each language; nothing is sent yet.
    expect(page.locator("main")).to_contain_text(words["none"])
    expect(page.locator("article.campaign-mail")).to_have_count(3)
    axe_clean(page)
    shot(page, f"survey-draft-{language}")
    wave = Wave.objects.get(year=today.year - 1)
    assert not Participation.objects.filter(wave=wave).exists()
    with loads_anew(page):
        page.get_by_role("button", name=words["ask"]).press("Enter")
    # On the day it was prepared nine o'clock may still be to come.
    wave.participations.first().letters.model.objects.update(try_at=clock.now())
    work()
    letters = {message.to[0]: message for message in mail.outbox}
    assert len(letters) == 6
    company = {"de": companies[0], "fr": companies[1], "en": companies[2]}[language]
    letter = letters[f"head{company.pk}@firm.example"]
    link = re.search(r"https?://\S+/surveys/own/\S+", letter.body).group()
    _answers(page, live_server, link, company, language, axe_clean, shot)
    _in_a_call(sign_in, people, companies, live_server, axe_clean, shot, language)
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}{reverse('surveys:wave', args=[wave.pk])}")
    expect(page.locator("p.lead")).to_contain_text("2")
    axe_clean(page)
    shot(page, f"survey-response-{language}")
    _results(page, people, companies, wave, words, axe_clean, shot, language)


def _answers(page, live_server, link, company, language, axe_clean, shot):
    """On a phone, without an account."""
    words = OWN[language]
    outside = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ).new_page()
    outside.goto(re.sub(r"https?://[^/]+", live_server.url, link))
    assert outside.locator("html").get_attribute("lang") == language, "in the company's own language"
    axe_clean(outside)
    nothing_sticks_out(outside)
    jobs = outside.locator("#jobs-number")
    jobs.fill("many")
    jobs.press("Tab")
    expect(outside.locator("#saved-jobs .text-danger")).to_be_visible()
    jobs.fill("61")
    jobs.press("Tab")
    if language != "en":  # asked last year too: it was 20
        expect(outside.locator("#question-jobs .form-hint").last).to_contain_text("20")
        confirm = outside.get_by_role("button", name=words["right"])
        confirm.wait_for()
        shot(outside, f"survey-own-phone-{language}")
        confirm.press("Enter")
        expect(confirm).to_have_count(0)
    expect(outside.locator("#saved-jobs .text-success")).to_be_visible()
    at_rest(outside)
    outside.locator("#turnover-refused").press("Enter")
    expect(outside.locator("#turnover-refused")).to_have_attribute("aria-pressed", "true")
    outside.locator("#investment-unknown").press("Enter")
    expect(outside.locator("#investment-unknown")).to_have_attribute("aria-pressed", "true")
    outside.locator("#outlook-decline").check()
    outside.locator("#why_decline-text").wait_for()
    at_rest(outside)
    # What is needed is said before anything is sent off.
    outside.get_by_role("button", name=words["send"]).press("Enter")
    expect(outside.locator(".alert-danger")).to_be_visible()
    axe_clean(outside)
    outside.locator("#satisfaction-3").check()
    expect(outside.locator("#saved-satisfaction .text-success")).to_be_visible()
    at_rest(outside)
    outside.get_by_role("button", name=words["send"]).press("Enter")
    expect(outside.locator(".alert-success")).to_contain_text(words["thanks"])
    axe_clean(outside)
    nothing_sticks_out(outside)
    shot(outside, f"survey-receipt-phone-{language}")
    # It changes one answer afterwards.
    outside.locator("a[href*='change=yes']").click()
    outside.locator("#jobs-number").fill("60")
    outside.locator("#jobs-number").press("Tab")
    at_rest(outside)
    kept = {each.question: (each.kind, each.number) for each in Answer.objects.filter(participation__company=company,
            participation__wave__year=clock.today().year - 1)}  # fmt: skip
    assert kept["jobs"] == ("value", 60) and kept["satisfaction"] == ("value", 4)
    assert (kept["turnover"][0], kept["investment"][0]) == ("refused", "unknown")
    outside.context.close()


def _in_a_call(sign_in, people, companies, live_server, axe_clean, shot, language):
    """A manager writes down what the company without anybody on file says in a call."""
    page = sign_in(people.manager, language)
    wave = Wave.objects.get(year=clock.today().year - 1)
    page.goto(f"{live_server.url}{reverse('surveys:missing', args=[wave.pk])}")
    axe_clean(page)
    shot(page, f"survey-missing-{language}")
    row = page.locator("tr", has_text="Headless Heron")
    with loads_anew(page):
        row.get_by_role("link", name=re.compile(WORDS[language]["answer"])).click()
    page.locator("#jobs-number").fill("5")
    page.locator("#jobs-number").press("Tab")
    at_rest(page)
    page.locator("#turnover-unknown").press("Enter")
    expect(page.locator("#turnover-unknown")).to_have_attribute("aria-pressed", "true")
    page.locator("#satisfaction-4").check()
    at_rest(page)
    axe_clean(page)
    shot(page, f"survey-call-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=OWN[language]["send"]).press("Enter")
    expect(page.locator("main")).to_contain_text(people.manager.name)
    axe_clean(page)
    assert (
        Participation.objects.get(wave=wave, company__name__startswith="Headless").answered_by
        == people.manager
    )


def _results(page, people, companies, wave, words, axe_clean, shot, language):
    """Two answers are too few to be shown; four more, and the figures are there."""
    page.get_by_role("link", name=words["results"]).click()
    expect(page.locator("#result-jobs").locator("xpath=ancestor::article")).not_to_contain_text("€")
    answered = set(wave.participations.exclude(answered_at=None).values_list("company", flat=True))
    for number, company in enumerate(each for each in companies if each.pk not in answered):
        surveys.answers(
            surveys.part_of(wave, company), jobs=10 + number, turnover=1_000_000 * (number + 1), satisfaction=3,
            outlook="growth", investment=100_000, new=["product"], send=True, at=clock.now(),
        )  # fmt: skip
    page.reload()
    jobs = page.locator("#result-jobs").locator("xpath=ancestor::article")
    expect(jobs.locator("dl")).to_be_visible()
    expect(jobs).to_contain_text("7")
    page.locator("[data-drawn=yes]").first.wait_for()
    axe_clean(page)
    shot(page, f"survey-results-{language}", document="survey-results" if language == "en" else "")
