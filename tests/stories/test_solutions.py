"""As a cluster manager, I find solutions for a need, see why each fits, and introduce the company.

I open a need's solutions, read the reasons, answer an unknown condition on the spot and watch the verdict change,
look at a closed programme as of its days, accept a service and introduce the company to it. The outsider, without
an account, accepts by the link in the e-mail and later reports the outcome; I see every change.
"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from playwright.sync_api import expect

from factories import matches as make
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.jobs import work
from grappe.apps.matches.models import Introduction

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {"accept": "Accepter", "introduce": "Mettre en relation", "send": "Envoyer", "closed": "Clos"},
    "en": {"accept": "Accept", "introduce": "Introduce", "send": "Send", "closed": "Closed"},
}


@pytest.fixture
def need(clusters, people):
    make.catalogue()
    firm = make.company(clusters, name="Beispill Medtech S.à r.l.", invented=True)
    return make.need(
        firm,
        "Nous craignons une cyberattaque sur nos serveurs",
        "Nos sauvegardes ne sont pas testées et un fournisseur a été attaqué. Quelle aide pour un premier diagnostic ?",
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_solutions_are_found_explained_and_introduced(
    sign_in, people, need, live_server, settings, axe_clean, shot, language
):
    settings.SITE_URL = live_server.url
    words = WORDS[language]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/matches/need/{need.pk}/")
    first = page.locator(".match-result").first
    assert "ybers" in first.inner_text()  # cybersécurité, cybersecurity
    assert first.locator(".match-reasons li").count() >= 4
    axe_clean(page)
    shot(page, f"solutions-{language}", document="solutions" if language == "en" else "")

    # Accept by keyboard: the row answers in place and keeps the focus.
    row = (
        page.locator(".match-result", has=page.locator("meter"))
        .filter(has_text=re.compile("service|Service"))
        .first
    )
    row_id = row.get_attribute("id")
    row.get_by_role("button", name=words["accept"]).focus()
    page.keyboard.press("Enter")
    introduce = page.locator(f"#{row_id}").get_by_role("link", name=re.compile(words["introduce"]))
    introduce.wait_for()
    expect(page.locator(f"#{row_id}")).to_be_focused()
    at_rest(page)
    axe_clean(page)

    # Introduce.
    introduce.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    page.locator("textarea[name=message]").wait_for()
    axe_clean(page)
    shot(page, f"introduce-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["send"], exact=True).click()
    page.locator(".match-changes").wait_for()
    axe_clean(page)
    with ThreadPoolExecutor(
        1
    ) as elsewhere:  # Playwright's loop runs in this thread, the worker brings its own
        elsewhere.submit(work).result()
    (letter,) = mail.outbox
    link = re.search(r"https?://\S+", letter.body).group()

    # The outsider, in a browser of their own, on a phone.
    outside = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ).new_page()
    outside.goto(link)
    axe_clean(outside)
    shot(outside, f"outsider-{language}")
    outside.locator("input[value=accepted]").focus()
    outside.keyboard.press("Space")
    outside.keyboard.press("Tab")
    outside.locator("main form .btn-primary").last.focus()
    with loads_anew(outside):
        outside.keyboard.press("Enter")
    outside.locator("input[value=done]").check()
    outside.locator("textarea[name=note]").fill("Premier rendez-vous le 12 mars, devis envoyé.")
    with loads_anew(outside):
        outside.locator("main form .btn-primary").last.click()
    outside.get_by_text("devis envoyé").first.wait_for()
    axe_clean(outside)
    forged = outside.goto(f"{link.rstrip('/')[:-1]}/")
    assert forged.status == 404
    axe_clean(outside)
    outside.close()

    introduction = Introduction.objects.get()
    page.goto(f"{live_server.url}/matches/introductions/{introduction.pk}/")
    assert page.locator(".match-changes li").count() == 3
    shot(page, f"introduction-{language}")
    page.goto(f"{live_server.url}/matches/introductions/")
    axe_clean(page)
    page.goto(f"{live_server.url}/matches/{introduction.match_id}/")
    axe_clean(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_unknown_condition_is_answered_on_the_spot(
    sign_in, people, need, live_server, axe_clean, shot, language
):
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/matches/need/{need.pk}/?kind=programme&all=true")
    row = page.locator(".match-result", has=page.locator(".criterion-ask")).first
    row_id = row.get_attribute("id")
    if row.locator("details[open]").count() == 0:
        row.locator("summary").first.click()
    unknown = row.locator(".criterion-unknown").count()
    row.locator(".criterion-ask button").first.focus()
    page.keyboard.press("Enter")
    form = row.locator("form.answer-form").first
    form.wait_for()
    at_rest(page)
    choice = form.locator("input[type=radio]").first
    choice.focus()
    page.keyboard.press("Space")
    form.locator("button").focus()
    with page.expect_response(
        lambda response: f"/{row_id.removeprefix('result-').replace('-', '/')}/" in response.url
    ):
        page.keyboard.press("Enter")
    page.wait_for_function(
        "([id, before]) => document.querySelectorAll(`#${id} .criterion-unknown`).length < before",
        arg=[row_id, unknown],
    )
    expect(page.locator(f"#{row_id}")).to_be_focused()
    axe_clean(page)
    shot(page, f"solutions-answered-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_closed_programme_as_of_its_days_on_a_phone(
    sign_in, people, need, live_server, axe_clean, shot, language
):
    page = sign_in(people.manager, language)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/matches/need/{need.pk}/?kind=programme&all=true")
    closed = page.locator(".match-result", has=page.locator("a[href*=fit4-resilience]"))
    assert closed.get_by_text(WORDS[language]["closed"]).count() >= 1
    axe_clean(page)
    nothing_sticks_out(page)
    shot(page, f"solutions-phone-{language}")
    page.goto(f"{live_server.url}/matches/need/{need.pk}/?kind=programme&all=true&on=2021-12-31")
    opened = page.locator(".match-result", has=page.locator("a[href*=fit4-resilience]"))
    assert opened.get_by_text(WORDS[language]["closed"], exact=True).count() == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_catalogue_is_searched_while_typing(
    sign_in, people, clusters, live_server, axe_clean, shot, language
):
    make.catalogue(vectors=False)
    page = sign_in(people.ministry, language)
    page.goto(f"{live_server.url}/solutions/")
    axe_clean(page)
    shot(page, f"catalogue-{language}")
    page.locator("#id_text").press_sequentially("roboter", delay=20)
    expect(page).to_have_url(re.compile("text=roboter"))
    at_rest(page)
    found = page.locator("#results .card", has_text="Robotik Minett").first
    found.wait_for()
    with loads_anew(page):
        found.locator("a").first.click()
    axe_clean(page)
    shot(page, f"solution-{language}")
