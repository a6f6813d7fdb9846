"""As a cluster manager, I see which aids a company may have and why, and answer the questions that decide.

I look at a company's aids, answer the next best question and watch the undetermined ones fall; I see a closed
programme as closed, and look at it as of its last day. Of a refusal I read what would change it: a permit can be got, an
age cannot be changed; and I let the questions that decide over most euros come first.
"""

import pytest
from playwright.sync_api import expect

from factories import shipped
from factories.browser import at_rest
from factories.companies import CompanyFactory, FiguresFactory

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company(people, db):
    from datetime import UTC, date, datetime

    shipped.programmes(at=datetime(2026, 6, 1, tzinfo=UTC))
    company = CompanyFactory(
        name="Menuiserie Exemple",
        clusters=[people.manager.memberships.first().cluster],
        founded=date(2015, 4, 1),
    )
    FiguresFactory(company=company, headcount=12, turnover_eur=1_500_000)
    return company


@pytest.mark.parametrize("language", ["fr", "en"])
def test_questions_settle_verdicts(sign_in, people, company, live_server, axe_clean, shot, language):
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/company/{company.pk}/")
    axe_clean(page)
    shot(page, f"company-aids-{language}", document="company-aids" if language == "en" else "")
    undetermined = page.locator("[data-count=undetermined]")
    before = int(undetermined.inner_text())
    # The next best question is answered by keyboard: choose yes, then send.
    form = page.locator("section form.answer-form").first
    choice = form.locator("input[type=radio]").first
    choice.focus()
    page.keyboard.press("Space")
    with page.expect_response(lambda response: "/now/" in response.url):
        form.locator("button").focus()
        page.keyboard.press("Enter")
    page.wait_for_function(
        "before => Number(document.querySelector('[data-count=undetermined]').innerText) <= before",
        arg=before,
    )
    # A question of one criterion, on the spot.
    page.goto(f"{live_server.url}/aids/company/{company.pk}/?show=undetermined")
    page.locator("details[open] .criterion-ask button").first.click()
    page.locator("details[open] .criterion-ask form").first.wait_for()
    at_rest(page)
    axe_clean(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_would_change_a_refusal(sign_in, people, company, live_server, axe_clean, shot, language):
    from datetime import UTC, datetime

    from grappe.apps.companies.operations.facts import state_fact

    at = datetime(2026, 6, 1, tzinfo=UTC)
    for field, value in {"business_permit": False, "collaboration": False, "established_in_LU": True}.items():
        state_fact(company=company, field=field, value=value, by=people.manager, at=at)
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/company/{company.pk}/?on=2026-11-01&show=not_eligible")
    refused = page.locator("details.judgement", has=page.locator(".way-in-reach")).first
    if refused.get_attribute("open") is None:
        refused.locator("summary").first.focus()
        page.keyboard.press("Enter")
    change = refused.locator(".way-in-reach .way-changes li").first
    expect(change).to_be_visible()
    can = {"fr": "peut être changé", "en": "can be changed"}[language]
    expect(change).to_contain_text(can)
    never = {"fr": "ne peut pas être changé", "en": "cannot be changed"}[language]
    assert page.get_by_text(never, exact=True).count() > 0
    axe_clean(page)
    shot(page, f"company-aids-ways-{language}")
    # Getting the permit lifts it: what was said comes true.
    name = refused.locator("h3").inner_text()
    before = page.locator("details.judgement").count()
    state_fact(company=company, field="business_permit", value=True, by=people.manager, at=at)
    page.reload()
    assert page.locator("details.judgement").count() < before
    assert name not in page.locator("details.judgement h3").all_inner_texts()
    # The questions by euros, chosen by keyboard.
    page.locator(".next-question nav a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**by=euros*")
    most = {"fr": "Le plus d’euros attendus", "en": "Most expected euros"}[language]
    expect(page.locator(".next-question nav a[aria-current=true]")).to_have_text(most)
    page.locator(".next-question summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".next-question tbody tr").first).to_be_visible()
    axe_clean(page)
    shot(page, f"company-aids-euros-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/aids/company/{company.pk}/?on=2026-11-01&show=not_eligible&by=euros")
    axe_clean(page)
    shot(page, f"company-aids-ways-phone-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_closed_programme(sign_in, people, company, live_server, axe_clean, shot, language):
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/")
    axe_clean(page)
    shot(page, f"aids-{language}")
    page.goto(f"{live_server.url}/aids/fit4-resilience/")
    closed = {"fr": "Clos", "en": "Closed"}[language]
    opened = {"fr": "Ouvert", "en": "Open"}[language]
    expect(page.get_by_text(closed, exact=False).first).to_be_visible()
    axe_clean(page)
    page.locator("input[type=date]").fill("2021-12-31")
    page.locator("input[type=date]").press("Enter")
    page.wait_for_url("**on=2021-12-31*")
    expect(page.locator(".badge", has_text=opened).first).to_be_visible()
    shot(page, f"aid-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/aids/company/{company.pk}/")
    axe_clean(page)
    shot(page, f"company-aids-phone-{language}")
