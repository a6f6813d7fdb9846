"""As a cluster manager, I ask those who came how it was, and keep what came of the event where it can be found again.

The event is over. I add a question of my own and send the survey to those who came. One of them answers it on a phone by
the link in the mail, without an account, and changes the answer. I read the results: counts, the net promoter score with
its margin, texts without names. From the event I add a need to a company's file and note a cooperation of two companies;
both count for the event and stand in the files. I enter what it cost and what I think of it. The ministry reads what all
events brought, without names, and the report is one page of paper.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import events as make
from factories import reference
from factories.browser import loads_anew, nothing_sticks_out, swaps
from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.events.models import Cooperation, SurveyAnswer
from grappe.apps.events.operations import costs, survey
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"add": "Add a question", "send": "Send to 6 people", "need": "Add need", "together": "Note cooperation",
           "file": "Needs", "agreed": "Agreed", "came": "What came of it", "up": "Move up: Which part helped most?",
           "label": "Which part helped most?", "first": "“Which part helped most?” is number 1 of 2 now."},
    "fr": {"add": "Ajouter une question", "send": "Envoyer à 6 personnes", "need": "Ajouter un besoin",
           "together": "Noter une coopération", "file": "Besoins", "agreed": "Convenue", "came": "Ce qui en est issu",
           "up": "Monter : Quelle partie a le plus aidé ?", "label": "Quelle partie a le plus aidé ?",
           "first": "« Quelle partie a le plus aidé ? » est maintenant numéro 1 sur 2."},
}  # fmt: skip


@pytest.fixture
def held(clusters, people):
    """An event of yesterday at which six people of two companies were checked in, and an earlier one of its kind."""
    reference.theme()
    event = make.event(
        people.manager, at=clock.now(), in_days=-1, invented=True,
        titles={"en": "Clean rooms for small series", "fr": "Salles blanches pour petites séries"},
    )  # fmt: skip
    earlier = make.event(
        people.manager, at=clock.now(), in_days=-40, titles={"en": "Filling", "fr": "Remplir"}
    )
    pair = [
        CompanyFactory(name=name, clusters=[clusters["healthtech"]], invented=True)
        for name in ("Blaue Eule S.à r.l.", "Loutre Argentée S.A.")
    ]
    for number in range(6):
        company = pair[number % 2]
        make.registration(
            event,
            f"Guest {number}",
            company=company,
            organisation=company.name,
            checked_in_at=event.starts_at,
        )
    event.questions.create(labels={"en": "What next?", "fr": "Et ensuite ?"}, kind="text", stage="survey")
    make.registration(earlier, "Guest of old", company=pair[0], checked_in_at=earlier.starts_at)
    make.registration(event, "Stayed away")
    costs.save_cost(
        event=earlier, kind="venue", label="Hall", planned_eur=Decimal(400), actual_eur=Decimal(410),
        by=people.manager, at=clock.now(),
    )  # fmt: skip
    return event


def on_a_phone(page):
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def press(page, role, name):
    """Go to a button or link by its name and press it by the keyboard."""
    found = page.get_by_role(role, name=name).first
    found.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def put_first(page, words, language, axe_clean, shot):
    """The question just written goes before the one that was there, by its button, which keeps the focus."""
    up = page.get_by_role("button", name=words["up"])
    up.focus()
    with swaps(page):
        page.keyboard.press("Enter")
    expect(page.locator("#order-says")).to_have_text(words["first"])
    expect(up).to_be_focused()
    expect(page.locator("#survey-question-list li").nth(1)).to_contain_text(words["label"])
    axe_clean(page)
    shot(page, f"event-survey-order-{language}")
    wide = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, f"event-survey-order-phone-{language}")
    page.set_viewport_size(wide)


def ask(page, words, language, axe_clean, shot):
    """A question of one's own, then the survey goes out."""
    press(page, "link", words["add"])
    page.locator("#id_kind").select_option("choice")
    for code, label, listed in (
        ("en", "Which part helped most?", "Talks\nWorkshop"), ("fr", "Quelle partie a le plus aidé ?", "Exposés\nAtelier"),
    ):  # fmt: skip
        page.locator(f"#id_label_{code}").fill(label)
        page.locator(f"#id_choices_{code}").fill(listed)
    axe_clean(page)
    shot(page, f"event-survey-question-{language}")
    with loads_anew(page):
        page.locator("main .btn-primary").press("Enter")
    put_first(page, words, language, axe_clean, shot)
    press(page, "button", words["send"])
    page.locator(".alert-success").wait_for()
    axe_clean(page)
    shot(page, f"event-survey-sent-{language}")
    work()


def answer_outside(page, axe_clean, shot, language):
    """One of them answers on a phone, and thinks again."""
    letter = next(message for message in mail.outbox if "/survey/" in message.body)
    link = re.search(r"https?://\S+/survey/", letter.body).group()
    outside = on_a_phone(page)
    outside.goto(link)
    assert outside.locator("html").get_attribute("lang") == "fr", "in the reader's own language"
    axe_clean(outside)
    shot(outside, f"event-survey-outside-{language}")
    for score in ("3", "9"):
        outside.locator("input[name=satisfaction][value='5']").check()
        outside.locator(f"input[name=recommend][value='{score}']").focus()
        outside.keyboard.press("Space")
        outside.locator("textarea[name=comment]").fill("Très concret.")
        outside.locator("main form .btn-primary").focus()
        with loads_anew(outside):
            outside.keyboard.press("Enter")
        outside.locator(".alert-success").wait_for()
    axe_clean(outside)
    shot(outside, f"event-survey-answered-{language}")
    nothing_sticks_out(outside)
    outside.context.close()
    given = SurveyAnswer.objects.get()
    assert (given.satisfaction, given.recommend, given.comment) == (5, 9, "Très concret.")


def others_answer(event):
    for number, registration in enumerate(
        event.registrations.filter(survey_answer=None, checked_in_at__isnull=False)
    ):
        survey.answer(
            registration=registration, satisfaction=3 + number % 3, recommend=(10, 9, 8, 4, 10)[number], answers={},
            comment=f"Said {number}", language="fr", at=clock.now(),
        )  # fmt: skip


def add_need(page, words, language, axe_clean, shot):
    press(page, "link", words["need"])
    page.locator("#id_company").select_option(label="Blaue Eule S.à r.l.")
    page.locator("#id_title").fill("A clean room by the hour")
    page.locator("#id_theme").select_option(index=1)
    axe_clean(page)
    shot(page, f"event-need-{language}")
    with loads_anew(page):
        page.locator("main form .btn-primary").press("Enter")
    page.locator(".alert-success").wait_for()


def add_cooperation(page, words, language, axe_clean, shot):
    press(page, "link", words["together"])
    page.locator("#id_first").select_option(label="Blaue Eule S.à r.l.")
    page.locator("#id_partner").fill("Loutre")
    page.locator(".combobox-list [role=option]", has_text="Loutre Argentée S.A.").click()
    page.locator("#id_title").fill("Filling in small series")
    page.locator("#id_value_eur").fill("12 500")
    axe_clean(page)
    shot(page, f"event-cooperation-new-{language}")
    with loads_anew(page):
        page.locator("main form .btn-primary").press("Enter")
    page.locator(".alert-success").wait_for()
    press(page, "button", words["agreed"])
    page.locator(".alert-success").wait_for()
    axe_clean(page)
    shot(page, f"event-cooperation-{language}")


def account(page, live_server, event, language, axe_clean, shot):
    page.goto(live_server.url + reverse("events:costs", args=[event.pk]))
    for kind, label, planned, actual in (
        ("venue", "Hall", "900", "950,50"),
        ("staff", "Own time", "1200", ""),
    ):
        page.locator("#id_kind").select_option(kind)
        page.locator("#id_label").fill(label)
        page.locator("#id_planned_eur").fill(planned)
        page.locator("#id_actual_eur").fill(actual)
        with loads_anew(page):
            page.locator("form[aria-labelledby=cost-new] .btn-primary").press("Enter")
        page.get_by_role("link", name=label).wait_for()
    page.locator("#cost-chart canvas, #cost-chart svg").first.wait_for()
    axe_clean(page)
    shot(page, f"event-costs-{language}")
    page.goto(live_server.url + reverse("events:results_write", args=[event.pk]))
    page.locator("#id_text").fill("Small, and much was solved on the spot.")
    with loads_anew(page):
        page.locator("main form .btn-primary").press("Enter")
    page.locator(".alert-success").wait_for()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_after_the_event(page, live_server, settings, sign_in, people, held, language, axe_clean, shot):
    settings.SITE_URL = live_server.url
    words = WORDS[language]
    sign_in(people.manager, language)
    page.goto(live_server.url + reverse("events:survey", args=[held.pk]))
    ask(page, words, language, axe_clean, shot)
    answer_outside(page, axe_clean, shot, language)
    page.reload()
    assert "Très concret" not in page.content(), "one answer is nobody's to read"
    others_answer(held)
    page.reload()
    page.locator("#recommend-chart canvas, #recommend-chart svg").first.wait_for()
    shown = page.locator("main").inner_text()
    assert "+50" in shown and "Très concret" in shown and "Guest" not in shown
    axe_clean(page)
    shot(page, f"event-survey-results-{language}")

    where = live_server.url + reverse("events:after", args=[held.pk])
    page.goto(where)
    add_need(page, words, language, axe_clean, shot)
    add_cooperation(page, words, language, axe_clean, shot)
    account(page, live_server, held, language, axe_clean, shot)
    page.goto(where)
    shown = page.locator("main").inner_text()
    for what in ("A clean room by the hour", "Filling in small series", "solved on the spot", "Guest"):
        assert (what in shown) == (what != "Guest"), what
    axe_clean(page)
    shot(page, f"event-after-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    axe_clean(page)
    shot(page, f"event-after-{language}-phone")
    nothing_sticks_out(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    made = Cooperation.objects.get()
    assert (made.event, made.state, made.value_eur) == (held, "agreed", 12_500)
    page.goto(live_server.url + Need.objects.get().company.get_absolute_url())
    page.locator("#company-cooperations a", has_text="Filling in small series").wait_for()
    assert "A clean room by the hour" in page.locator("main").inner_text()
    axe_clean(page)
    shot(page, f"event-company-file-{language}")

    sign_in(people.ministry, language)
    page.goto(live_server.url + reverse("events:results"))
    page.locator("#results-chart canvas, #results-chart svg").first.wait_for()
    axe_clean(page)
    shot(page, f"event-results-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    axe_clean(page)
    shot(page, f"event-results-{language}-phone")
    answer = page.request.get(live_server.url + reverse("events:report", args=[held.pk]))
    paper = PdfReader(io.BytesIO(answer.body()))
    assert len(paper.pages) == 1 and words["came"] in paper.pages[0].extract_text()
