"""As a company's head, I pick a free time on my telephone without an account; whoever receives me finds it as a contact."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories.browser import loads_anew
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.calendars.models import Booking
from grappe.apps.companies.operations.replies import take_mail_reply
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "save": "Save",
        "everybody": "For your signature, a website, a campaign",
        "name": "Your name",
        "mail": "E-mail",
        "book": "Book this time",
        "booked": "It is booked",
        "answers": "Answers to the invitation",
        "declined": "Declined",
    },
    "fr": {
        "save": "Enregistrer",
        "everybody": "Pour votre signature, un site, une campagne",
        "name": "Votre nom",
        "mail": "E-mail",
        "book": "Réserver ce créneau",
        "booked": "C’est réservé",
        "answers": "Réponses à l’invitation",
        "declined": "Déclinée",
    },
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_company_picks_a_time(
    sign_in, people, clusters, live_server, axe_clean, shot, language, settings, browser
):
    words, settings.SITE_URL = WORDS[language], live_server.url
    company = CompanyFactory(name="Chanvre du Sud S.A.", brand="", clusters=[clusters["healthtech"]])
    PersonFactory(company=company, name="Léa Roux", email="lea@chanvre.example")
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/calendars/booking/new/")
    page.locator("#id_names_en").fill("A first talk")
    page.locator("#id_names_fr").fill("Premier entretien")
    page.locator("#id_kind").select_option("phone")
    page.locator("#id_place").fill("+352 27 00 00")
    axe_clean(page)
    shot(page, f"booking-type-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).click()
    link = page.get_by_label(words["everybody"]).input_value()
    shot(page, f"booking-links-{language}")

    outside = browser.new_context(viewport={"width": 390, "height": 844}, locale=language).new_page()
    outside.goto(f"{link}?language={language}")
    axe_clean(outside)
    shot(outside, f"booking-days-phone-{language}")
    with loads_anew(outside):
        outside.locator(".booking-slots a").nth(1).click()
    outside.get_by_label(words["name"]).fill("Max Roux")
    outside.get_by_label(words["mail"]).fill("max@chanvre.example")
    outside.wait_for_timeout(3_100)  # quicker than people type is refused
    axe_clean(outside)
    shot(outside, f"booking-who-phone-{language}")
    with loads_anew(outside):
        outside.get_by_role("button", name=words["book"]).click()
    expect(outside.get_by_text(words["booked"])).to_be_visible()
    axe_clean(outside)
    shot(outside, f"booking-booked-phone-{language}")

    page.goto(f"{live_server.url}/calendars/requests/")
    axe_clean(page)
    shot(page, f"booking-requests-{language}")
    with loads_anew(page):
        page.get_by_role("button", name="Chanvre du Sud S.A.").click()
    uid = Booking.objects.get().uid
    host = live_server.url.partition("//")[2].partition(":")[0]
    take_mail_reply(
        ics=(
            f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}@{host}\r\nSEQUENCE:0\r\n"
            "ATTENDEE;PARTSTAT=DECLINED:mailto:max@chanvre.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
        sender="Max Roux <max@chanvre.example>", at=clock.now(),
    )  # fmt: skip
    page.reload()
    answers = page.get_by_role("region", name=words["answers"])
    expect(answers).to_contain_text(words["declined"])
    axe_clean(page)
    shot(page, f"booking-answers-{language}")
