"""As a cluster manager, I tell the companies whom the sweep found about an aid, and see what they answer.

From the sweep's companies I begin a campaign, see who would get it and who is left out and why, note the relationship
with those I met, write it in two languages and ask for review. A colleague reads it as a recipient would and approves it.
I send it; each head gets one mail in their language. One answers by the link on a phone, without an account, another
unsubscribes with one click. I see the figures, make an answer a need, and find it on the company's timeline.
"""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from factories import campaigns as make
from factories import reference, sweeps
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import ContactFactory
from factories.jobs import work
from grappe.apps.aids.models import SweepResult
from grappe.apps.campaigns.models import Address, Answer, Campaign
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "none": "Ni consentement ni relation au dossier", "note": "Noter une relation", "review": "Demander la relecture",
        "approve": "Approuver", "send": "Envoyer", "need": "En faire un besoin", "waiting": "Une autre personne",
        "write": "Écrire à ces entreprises",
    },
    "en": {
        "none": "No consent and no relationship on file", "note": "Note a relationship", "review": "Ask for review",
        "approve": "Approve", "send": "Send", "need": "Make it a need", "waiting": "Another person",
        "write": "Write to these companies",
    },
}  # fmt: skip
MAIL = {
    "fr": ("Une aide pour {company}", "Bonjour {person},\n\nd'après nos données, {company} pourrait obtenir "
           "« {programme} ».\n\nUne minute pour nous dire si cela vous intéresse ?\n\n{manager}"),
    "en": ("An aid for {company}", "Dear {person},\n\nby what we know, {company} may have “{programme}”.\n\n"
           "Would you take a minute to tell us whether it interests you?\n\n{manager}"),
}  # fmt: skip


@pytest.fixture
def swept(clusters, people):
    """Three companies that the sweep finds for a programme, and a large one that it does not."""
    sweeps.catalogue()
    reference.theme()
    seat, facts = [clusters["healthtech"]], {"business_permit": True}
    known = sweeps.company(seat, name="Blaue Eule S.à r.l.", heads=12, facts=facts, invented=True)
    met = sweeps.company(seat, name="Loutre Argentée S.A.", heads=30, facts=facts, invented=True)
    sweeps.company(seat, name="Headless Heron S.A.", heads=20, facts=facts, invented=True)
    large = sweeps.company(seat, name="Grand Cerf S.A.", heads=900, facts=facts, invented=True)
    make.allow(make.head(known, email="anna@blaue-eule.example", name="Anna Beispill", language="en").email,
               people.manager)  # fmt: skip
    person = make.head(met, email="luc@loutre.example", name="Luc Exemple", language="fr")
    make.head(large, name="Somebody Large")
    held = clock.now() - timedelta(days=60)
    ContactFactory(company=met, state="held", starts_at=held).people.add(person)
    sweeps.sweep(at=clock.now())
    refused = SweepResult.objects.filter(company=large).values("programme__slug")
    row = SweepResult.objects.filter(company=met).exclude(programme__slug__in=refused)
    return row.select_related("programme").order_by("-verdict", "programme__slug").first()


def outside_page(page):
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def links_in(message) -> dict[str, str]:
    found = re.findall(r"https?://\S+", message.body)
    return {
        kind: next(link for link in found if f"/campaigns/{kind}/" in link) for kind in ("answer", "choices")
    }


def write(page, live_server, swept, words, language, axe_clean, shot):
    """From the sweep's companies to a campaign that waits for review."""
    verdict = {2: "eligible", 1: "undetermined"}[swept.verdict]
    slug = swept.programme.slug
    sweep = reverse("aids:sweep_programme", args=[slug])
    page.goto(f"{live_server.url}{sweep}?verdict={verdict}&cluster=healthtech")
    page.get_by_role("link", name=words["write"]).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    count = page.locator("#segment-count")
    expect(count.locator("strong").first).to_have_text("1")
    expect(count).to_contain_text(words["none"])
    page.locator("#id_title").fill("Aids of the spring")
    for code, (subject, text) in MAIL.items():
        page.locator(f"#id_subject_{code}").fill(subject)
        page.locator(f"#id_text_{code}").fill(text)
    axe_clean(page)
    shot(page, f"campaign-write-{language}")
    page.locator("#campaign-form button.btn-primary").focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    with loads_anew(page):
        page.get_by_role("button", name=re.compile(words["note"])).click()
    page.locator(".alert-success").wait_for()
    expect(page.locator("#segment-count strong").first).to_have_text("2")
    axe_clean(page)
    shot(page, f"campaign-draft-{language}")
    page.get_by_role("button", name=words["review"]).focus()
    page.keyboard.press("Enter")
    page.get_by_text(words["waiting"]).wait_for()


def approve(page, words, axe_clean, shot, language):
    """A colleague reads the mail as a recipient and approves it."""
    campaign = Campaign.objects.get()
    url = re.sub(r"(https?://[^/]+)/.*", rf"\1/campaigns/{campaign.pk}/", page.url)
    page.goto(f"{url}preview/")
    assert (
        "Loutre Argentée"
        in page.locator("article").inner_text() + page.locator("#preview-recipient").inner_text()
    )
    axe_clean(page)
    shot(page, f"campaign-preview-{language}")
    page.goto(f"{url}recipients/")
    axe_clean(page)
    shot(page, f"campaign-recipients-{language}")
    page.goto(url)
    axe_clean(page)
    shot(page, f"campaign-review-{language}")
    page.get_by_role("button", name=words["approve"]).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=words["approve"])).to_have_count(0)
    return url


def reply(page, language, axe_clean, shot):
    """On a phone: one answers, one unsubscribes."""
    letters = {message.to[0]: message for message in mail.outbox}
    outside = outside_page(page)
    outside.goto(links_in(letters["luc@loutre.example"])["answer"])
    assert outside.locator("html").get_attribute("lang") == "fr", "in the reader's own language"
    axe_clean(outside)
    shot(outside, f"campaign-answer-{language}")
    outside.locator("input[value=interested]").focus()
    outside.keyboard.press("Space")
    outside.locator("textarea[name=text]").fill("Appelez-nous en avril.")
    outside.locator("main form .btn-primary").focus()
    with loads_anew(outside):
        outside.keyboard.press("Enter")
    outside.locator(".alert-info").wait_for()
    axe_clean(outside)
    outside.goto(links_in(letters["anna@blaue-eule.example"])["choices"])
    axe_clean(outside)
    shot(outside, f"campaign-choices-{language}")
    outside.locator("button[value=everything]").focus()
    with loads_anew(outside):
        outside.keyboard.press("Enter")
    outside.locator(".alert-success").first.wait_for()
    axe_clean(outside)
    outside.context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_campaign_from_the_sweep_to_the_answers(
    sign_in, people, swept, live_server, settings, axe_clean, shot, language
):
    settings.SITE_URL = live_server.url
    words = WORDS[language]
    page = sign_in(people.manager, language)
    write(page, live_server, swept, words, language, axe_clean, shot)
    url = approve(sign_in(people.other_manager, language), words, axe_clean, shot, language)

    page = sign_in(people.manager, language)
    page.goto(url)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=words["send"], exact=True).click()
    page.locator("#campaign-progress").wait_for()
    axe_clean(page)
    with ThreadPoolExecutor(
        1
    ) as elsewhere:  # Playwright's loop runs in this thread, the worker brings its own
        elsewhere.submit(work).result()
    assert Counter(message.to[0] for message in mail.outbox) == {
        "anna@blaue-eule.example": 1, "luc@loutre.example": 1,
    }  # fmt: skip
    reply(page, language, axe_clean, shot)
    assert Address.objects.get(email="anna@blaue-eule.example").stopped_at and Answer.objects.count() == 1

    page.goto(url)
    page.locator("#campaign-answers canvas, #campaign-answers svg").first.wait_for()
    axe_clean(page)
    shot(page, f"campaign-results-{language}", document="campaign" if language == "en" else "")
    page.goto(f"{url}answers/")
    axe_clean(page)
    shot(page, f"campaign-answers-{language}")
    page.get_by_role("button", name=words["need"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/needs/\d+/"))
    assert Need.objects.get().description == "Appelez-nous en avril."

    company = Answer.objects.get().recipient.company_id
    page.goto(f"{live_server.url}/companies/{company}/")
    page.locator("#company-consents").wait_for()
    expect(page.locator("#timeline-body")).to_contain_text("Appelez-nous en avril.")
    axe_clean(page)
    shot(page, f"campaign-company-{language}")
    for address in (
        url,
        f"{url}answers/",
        f"{live_server.url}/campaigns/",
        f"{live_server.url}/campaigns/new/",
    ):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(address)
        nothing_sticks_out(page)
    shot(page, f"campaign-write-phone-{language}")
    page.goto(url)
    shot(page, f"campaign-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/campaigns/")
    axe_clean(page)
    shot(page, f"campaign-list-{language}")
