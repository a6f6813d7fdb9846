"""As a cluster manager, I plan with a company what it will do, follow it, and close it with what came of it.

I take over an accepted solution, add a step by hand that waits for it, move the first by dragging its bar, by the
keyboard and by typing a date, and see what depends on it move and why; I ask for an aid, subscribe a calendar, hand the
company its roadmap on paper, set how often we speak, and close with the outcome.
"""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from playwright.sync_api import expect

from factories import matches, roadmaps
from factories.browser import at_rest, loads_anew, swaps
from grappe.apps.matches import operations as match_operations
from grappe.apps.roadmaps.models import Roadmap, Step
from grappe.apps.solutions.models import Solution
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "add": "Add a step", "late": "Late:", "done": "Done", "outcome": "What came of it?",
        "close": "Close with this outcome", "take": "Put it on the roadmap", "next": "Next state",
        "requested": "Requested", "save": "Save", "closed": "Closed on", "dates": "Save dates",
        "moved": "moved because", "rhythm": "Set a cadence", "told": "Somebody else changed this roadmap",
    },
    "fr": {
        "add": "Ajouter une étape", "late": "En retard", "done": "Terminée", "outcome": "Qu’en est-il sorti",
        "close": "Clôturer avec ce résultat", "take": "La mettre sur la feuille de route", "next": "État suivant",
        "requested": "Demandée", "save": "Enregistrer", "closed": "Clôturée le", "dates": "Enregistrer les dates",
        "moved": "déplacée car", "rhythm": "Fixer une cadence", "told": "Quelqu’un d’autre a modifié",
    },
}  # fmt: skip


@pytest.fixture
def company(clusters, people):
    matches.catalogue(vectors=False)
    return matches.company(clusters, slugs=("digital",), name="Menuiserie Exemple S.à r.l.", invented=True)


@pytest.fixture
def match(company, people):
    need = matches.need(company, "Protéger l’atelier contre les pannes", language="fr")
    solution = Solution.objects.get(slug="cybersecurity-first-check")
    return match_operations.decide(
        need_id=need.pk, kind=solution.kind, pk=solution.pk, state="accepted", as_of=clock.today(),
        by=people.manager, at=clock.now(),
    )  # fmt: skip


def days_of(step: Step) -> tuple[date, date]:
    step.refresh_from_db()
    return step.start, step.end


def settled(page, act) -> None:
    """Do something that changes the plan, and wait for the fragment to be in place."""
    with swaps(page):
        act()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_an_accepted_solution_to_the_outcome(
    sign_in, people, match, company, live_server, axe_clean, shot, language, settings
):
    words = WORDS[language]
    settings.SITE_URL = live_server.url
    page = sign_in(people.manager, language)

    # The accepted solution becomes a step where it was decided on; the page of the match leads to the roadmap.
    page.goto(f"{live_server.url}/matches/{match.pk}/")
    settled(page, page.get_by_role("button", name=words["take"]).click)
    page.locator("[id^=roadmap-of-match] a").click()
    page.wait_for_url("**/roadmaps/*/")
    roadmap = Roadmap.objects.get(company=company)
    first = roadmap.steps.get()
    today = clock.today()
    assert days_of(first) == (today, today + timedelta(days=29))

    # A second step by hand waits for the first.
    page.get_by_role("link", name=words["add"]).first.click()
    page.locator("#id_title").fill("Formation de l’équipe")
    page.locator("#id_cost_eur").fill("9 000")
    page.locator("input[name=depends_on]").first.check()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/roadmaps/*/")
    second = roadmap.steps.get(title="Formation de l’équipe")
    assert days_of(second)[0] == today + timedelta(days=30)
    axe_clean(page)
    shot(page, f"roadmap-{language}", document="roadmap" if language == "en" else "")

    # Drag the first bar by ten days: both move.
    bar = page.locator(f"#bar-{first.pk} .gantt-block")
    day_width = int(page.locator("[data-gantt]").get_attribute("data-day"))
    at_rest(page)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 20 + 5 * day_width, box["y"] + 10)
    page.mouse.move(box["x"] + 20 + 10 * day_width, box["y"] + 10)
    settled(page, page.mouse.up)
    assert days_of(first)[0] == today + timedelta(days=10)
    assert days_of(second)[0] == today + timedelta(days=40)
    expect(page.locator("#plan .alert")).to_contain_text(words["moved"])
    shot(page, f"roadmap-moved-{language}")

    # The same by keyboard: three days back, one day longer; the focus stays on the bar.
    slider = page.locator(f"#bar-{first.pk}")
    slider.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert slider.get_attribute("aria-valuetext").count(str((today + timedelta(days=7)).year)) >= 1
    settled(page, lambda: page.keyboard.press("Enter"))
    assert days_of(first) == (today + timedelta(days=7), today + timedelta(days=37))
    expect(slider).to_be_focused()
    # Escape leaves it as it was.
    page.keyboard.press("PageUp")
    page.keyboard.press("Escape")
    assert slider.get_attribute("data-offset") == slider.get_attribute("aria-valuenow")

    # The same by typing: a later end pushes what waits.
    page.locator(f"#step-{first.pk}-end").fill((today + timedelta(days=50)).isoformat())
    settled(page, page.locator(f"#move-{first.pk}-go").click)
    assert days_of(second)[0] == today + timedelta(days=51)

    # A colleague changed it meanwhile: the second is told, nothing is lost.
    Roadmap.objects.filter(pk=roadmap.pk).update(version=99)
    page.locator(f"#step-{first.pk}-end").fill((today + timedelta(days=60)).isoformat())
    settled(page, page.locator(f"#move-{first.pk}-go").click)
    expect(page.locator("#plan [role=alert]")).to_contain_text(words["told"])
    assert days_of(second)[0] == today + timedelta(days=51)
    axe_clean(page)

    # The paper, in the language of the company's letters; the calendar, without signing in.
    answer = page.request.get(f"{live_server.url}/roadmaps/{roadmap.pk}/roadmap.pdf")
    assert answer.ok and answer.body().startswith(b"%PDF") and answer.headers["content-language"] == "fr"
    address = page.locator("#feed-address").input_value()
    outsider = page.context.browser.new_context()
    calendar = icalendar.Calendar.from_ical(outsider.request.get(address).body())
    assert len(calendar.walk("VEVENT")) == 2
    outsider.close()

    # Done, and closed with what came of it.
    settled(page, page.locator(f"#done-{first.pk}").click)
    expect(page.locator("#sentence")).to_contain_text("1")
    page.locator("#close").click()  # without an outcome the browser asks for it
    expect(page.locator("#plan textarea[name=outcome]:invalid")).to_have_count(1)
    page.locator("#plan textarea[name=outcome]").fill("Deux pannes de moins par mois.")
    settled(page, page.locator("#close").click)
    expect(page.locator("#plan")).to_contain_text(words["closed"])
    expect(page.locator("#plan")).to_contain_text("Deux pannes de moins par mois.")
    expect(page.locator(f"#done-{second.pk}")).to_have_count(0)
    axe_clean(page)
    shot(page, f"roadmap-closed-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_aid_and_the_rhythm(sign_in, people, company, live_server, axe_clean, shot, language):
    words = WORDS[language]
    roadmap = roadmaps.roadmap(company, people.manager, at=clock.now())
    step = roadmaps.step(roadmap, people.manager, "Audit", 0)
    Step.objects.filter(pk=step.pk).update(
        start=clock.today() - timedelta(days=20), end=clock.today() - timedelta(days=4)
    )
    roadmaps.aid(roadmap, people.manager, "SME Package", step=step)
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/roadmaps/")
    axe_clean(page)
    shot(page, f"roadmaps-{language}")
    with loads_anew(page):
        page.get_by_role("link", name="Digital plan").click()
    expect(page.locator("#sentence")).to_contain_text(words["late"])
    with loads_anew(page):
        page.get_by_role("link", name=words["next"]).first.click()
    axe_clean(page)
    page.get_by_label(words["requested"], exact=True).check()
    page.locator("#id_amount").fill("5 000")
    shot(page, f"roadmap-aid-{language}")
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url("**/roadmaps/*/")
    expect(page.locator("#sentence")).to_contain_text("5")
    with loads_anew(page):
        page.get_by_role("link", name=words["rhythm"]).click()
    axe_clean(page)
    page.locator("#id_every").fill("3")
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url(f"**/companies/{company.pk}/")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/roadmaps/{roadmap.pk}/")
    axe_clean(page)
    shot(page, f"roadmap-phone-{language}")
