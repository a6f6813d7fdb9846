"""As an organiser, I invite a segment to an event, and the companies answer by their own link.

From the event's page I begin an invitation, find the texts prepared in three languages and who would get it counted, and
ask for review; a colleague approves it, I send it. On a phone, without an account, one of the invited opens the link in
the mail, finds name and company filled in, and is registered at once, with the seat, the video link and the calendar
entry in the letter; another declines. The event's page says what came of it.
"""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from factories import campaigns as make
from factories import events
from factories.browser import loads_anew, nothing_sticks_out
from factories.jobs import work
from grappe.apps.campaigns.models import Campaign
from grappe.apps.events.models import Registration
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "write": "Écrire une invitation", "review": "Demander la relecture", "approve": "Approuver",
        "send": "Envoyer", "waiting": "Une autre personne", "no": "Je ne peux pas venir",
    },
    "en": {
        "write": "Write an invitation", "review": "Ask for review", "approve": "Approve", "send": "Send",
        "waiting": "Another person", "no": "I cannot come",
    },
}  # fmt: skip


@pytest.fixture
def event(clusters, people):
    """A coming event for invited people only, online too, and three companies of its cluster who allow invitations."""
    made = events.event(
        people.manager, at=clock.now(), in_days=20, visibility="invited", mode="hybrid", capacity=40,
        video_link="https://meet.example/composites", address="1, rue des Essais, Esch-sur-Alzette", invented=True,
        summaries={
            "en": "Two hours of talks on light materials, then a visit of the plant.",
            "fr": "Deux heures d’exposés sur les matériaux légers, puis une visite de l’usine.",
            "de": "Zwei Stunden Vorträge über leichte Werkstoffe, dann ein Werksbesuch.",
        },
    )  # fmt: skip
    made.clusters.add(clusters["healthtech"])
    for name, language in (
        ("Blaue Eule S.à r.l.", "en"),
        ("Loutre Argentée S.A.", "fr"),
        ("Roter Fuchs S.A.", "de"),
    ):
        firm = make.firm(clusters, people.manager, name, language=language, invented=True)
        make.allow(firm.people.get().email, people.manager, purpose="events")
    return made


def phone(page):
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def link_in(message) -> str:
    return next(word for word in re.findall(r"https?://\S+", message.body) if "/events/i/" in word)


def invite(page, address, words, language, axe_clean, shot):
    """From the event's page to an invitation that waits for review."""
    page.goto(address)
    axe_clean(page)
    shot(page, f"event-invitations-empty-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["write"]).press("Enter")
    expect(page.locator("#segment-count strong").first).to_have_text("3")
    assert "{link}" in page.locator("#id_text_de").input_value()
    axe_clean(page)
    shot(page, f"event-invitation-write-{language}")
    with loads_anew(page):
        page.locator("#campaign-form button.btn-primary").press("Enter")
    page.get_by_role("button", name=words["review"]).press("Enter")
    page.get_by_text(words["waiting"]).wait_for()
    shot(page, f"event-invitation-review-{language}")


def answer(page, language, words, axe_clean, shot):
    """On a phone: one of the invited registers, another declines."""
    letters = {message.subject: message for message in mail.outbox}
    (invitation,) = [
        message
        for subject, message in letters.items()
        if subject.startswith("Invitation") and "pour" in subject
    ]
    assert "Loutre Argentée S.A." in invitation.body and "Maison de l’innovation" in invitation.body
    outside = phone(page)
    outside.goto(link_in(invitation))
    assert outside.locator("html").get_attribute("lang") == "fr", "in the reader's own language"
    assert outside.locator("input[name=name]").input_value() == "Head of Loutre Argentée S.A."
    assert outside.locator("input[name=organisation]").input_value() == "Loutre Argentée S.A."
    axe_clean(outside)
    shot(outside, f"event-invited-{language}")
    outside.locator("input[name=attendance][value=online]").check()
    outside.wait_for_timeout(3_500)  # people type; what is quicker is taken for a program
    outside.locator("main form .btn-primary").press("Enter")
    outside.wait_for_url("**/events/r/**")
    axe_clean(outside)
    shot(outside, f"event-registered-{language}")
    other = next(message for subject, message in letters.items() if subject.startswith("Einladung"))
    outside.goto(link_in(other))
    with loads_anew(outside):
        outside.get_by_role("link", name="Ich kann nicht kommen").press("Enter")
    outside.locator("textarea[name=reason]").fill("Wir sind auf einer Messe.")
    axe_clean(outside)
    shot(outside, f"event-decline-{language}")
    outside.locator("main form .btn-primary").press("Enter")
    outside.locator("text=Wir wissen, dass Sie nicht kommen können.").wait_for()
    axe_clean(outside)
    outside.context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_inviting_a_segment_to_an_event(
    sign_in, live_server, people, event, axe_clean, shot, settings, language
):
    settings.SITE_URL = live_server.url
    words = WORDS[language]
    address = f"{live_server.url}{reverse('events:invitations', args=[event.pk])}"
    page = sign_in(people.manager, language)
    invite(page, address, words, language, axe_clean, shot)
    campaign = f"{live_server.url}{reverse('campaigns:detail', args=[Campaign.objects.get().pk])}"
    sign_in(people.administrator, language)
    page.goto(campaign)
    with loads_anew(page):
        page.get_by_role("button", name=words["approve"]).press("Enter")
    expect(page.get_by_role("button", name=words["approve"])).to_have_count(0)
    sign_in(people.manager, language)
    page.goto(campaign)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=words["send"], exact=True).press("Enter")
    page.locator("#campaign-progress").wait_for()
    work()
    assert len(mail.outbox) == 3
    answer(page, language, words, axe_clean, shot)
    work()
    made = Registration.objects.get()
    assert (made.state, made.attendance, made.company.name) == ("confirmed", "online", "Loutre Argentée S.A.")
    seat = mail.outbox[-1]
    assert seat.to == [made.email] and "https://meet.example/composites" in seat.body, (
        "a seat, no second confirmation"
    )
    assert "text/calendar" in [part.get_content_type() for part in seat.message().walk()]
    assert len(mail.outbox) == 4, "nobody else was written to"
    page.goto(address)
    figures = page.locator("section[aria-labelledby=funnel-title] td").all_inner_texts()
    assert figures == ["3", "1", "0", "1", "1", "0"], "written to, registered, waiting, declined, open, came"
    axe_clean(page)
    shot(page, f"event-invitations-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"event-invitations-phone-{language}")
