"""As a market analyst, I turn a theme into an action plan, and its first measure becomes a programme in the aids catalogue.

From the page of a theme I make a plan with three measures and an indicator, and begin it. An administrator writes the new
aid instrument of the first measure as a programme: the draft carries what the measure says. Another administrator puts it
in force. The plan shows the programme, the programme shows the plan; what is late stands on the plan and on My day. From the
measure that is an awareness campaign an administrator begins a mailing and an event, which show the plan. The ministry reads
the plan on a telephone.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import reference, shipped
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory
from factories.matches import AT
from grappe.apps.accounts.enums import Role
from grappe.apps.aids.models import Programme
from grappe.apps.insight.models import ActionPlan, Measure
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "new": "New action plan", "save": "Save", "measure": "Add a measure", "begin": "Begin the plan",
        "indicator": "Add an indicator", "note": "Note it", "of": "of the way", "draft": "Begin the draft",
        "write": "Write it as a programme", "errors": "No errors", "catalogue": "in the catalogue", "in": "In action plans",
        "late": "should be done", "plan": "Test benches", "why": "Every SME has a test bench within an hour.",
        "aid": "Aid for benches", "film": "Film", "exchange": "Exchange", "for": "For SMEs without a bench.",
        "users": "SMEs that use a bench", "register": "Register of benches", "mailing": "Begin a mailing for it",
        "event": "Begin an event for it", "now": "Late now",
    },
    "fr": {
        "new": "Nouveau plan d’action", "save": "Enregistrer", "measure": "Ajouter une mesure", "begin": "Lancer le plan",
        "indicator": "Ajouter un indicateur", "note": "Noter", "of": "du chemin",
        "draft": "Commencer le brouillon", "write": "En faire un programme", "errors": "Aucune erreur",
        "catalogue": "au catalogue", "in": "Dans les plans d’action", "late": "devrait être réalisé",
        "plan": "Bancs d’essai", "why": "Chaque PME a un banc d’essai à moins d’une heure.", "aid": "Aide aux bancs",
        "film": "Film", "exchange": "Bourse", "for": "Pour les PME sans banc.", "users": "PME qui utilisent un banc",
        "register": "Registre des bancs", "mailing": "Commencer un envoi", "event": "Commencer un événement",
        "now": "En retard maintenant",
    },
}  # fmt: skip


@pytest.fixture
def colleague(people):
    return reference.user("colleague", Role.ADMINISTRATOR)


@pytest.fixture
def loaded(clusters):
    found = reference.clusters()
    shipped.programmes(at=AT)
    CompanyFactory(name="Atelier S.à r.l.", clusters=[clusters["digital"]])
    return found


def press(page, name: str) -> None:
    """Press a button or follow a link by its name with the keyboard, to a page that loads anew."""
    found = page.locator("main").get_by_role("button", name=name, exact=True)
    found = found.or_(page.locator("main, .page-header").get_by_role("link", name=name, exact=True)).first
    found.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def a_plan(page, words, language: str) -> None:
    """Make the plan from the page of its theme, give it three measures and an indicator, and begin it."""
    today = clock.today()
    press(page, words["new"])
    page.locator(f"#id_titles_{language}").fill(words["plan"])
    page.locator(f"#id_objectives_{language}").fill(words["why"])
    page.locator("#id_starts_on").fill((today - timedelta(days=60)).isoformat())
    page.locator("#id_ends_on").fill((today + timedelta(days=600)).isoformat())
    press(page, words["save"])
    for title, kind, begins, due in (
        ("aid", "aid", -50, 200), ("film", "awareness", -60, -5), ("exchange", "platform", 30, 400),
    ):  # fmt: skip
        page.goto(f"{page.url.split('/insight/')[0]}/insight/plans/{ActionPlan.objects.get().pk}/")
        press(page, words["measure"])
        page.locator(f"#id_titles_{language}").fill(words[title])
        page.locator(f"#id_descriptions_{language}").fill(words["for"])
        page.locator("#id_kind").select_option(kind)
        page.locator("#id_starts_on").fill((today + timedelta(days=begins)).isoformat())
        page.locator("#id_due_on").fill((today + timedelta(days=due)).isoformat())
        page.locator("#id_budget_eur").fill("250 000")
        press(page, words["save"])


def an_indicator(page, words, language: str, axe_clean, shot) -> None:
    page.goto(f"{page.url.split('/insight/')[0]}/insight/plans/{ActionPlan.objects.get().pk}/")
    press(page, words["indicator"])
    page.locator(f"#id_names_{language}").fill(words["users"])
    page.locator("#id_target").fill("40")
    axe_clean(page)
    press(page, words["save"])
    page.locator("#id_value").fill("10")
    page.locator("#id_source").fill(words["register"])
    press(page, words["note"])
    expect(page.locator("main")).to_contain_text(re.compile(rf"25.%.{words['of']}"))
    axe_clean(page)
    shot(page, f"plan-indicator-{language}")


def becomes_a_programme(page, words, language: str, axe_clean, shot) -> None:
    """An administrator writes the first measure as a programme; the draft says what the measure says."""
    measure = Measure.objects.get(kind="aid")
    page.goto(f"{page.url.split('/day')[0].rstrip('/')}/insight/measures/{measure.pk}/")
    page.locator("summary", has_text=words["write"]).press("Enter")
    page.locator("#id_slug").fill("Bancs d’essai")
    press(page, words["draft"])  # no id: told, and nothing is lost
    expect(page.locator("#id_slug")).to_have_value("Bancs d’essai")
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    axe_clean(page)
    shot(page, f"plan-measure-{language}")
    page.locator("#id_slug").fill("test-bench-aid")
    page.get_by_role("button", name=words["draft"]).press("Enter")
    page.wait_for_url(re.compile(r"/editor/\d+/$"))
    expect(page.locator("#findings-count")).to_contain_text(words["errors"])
    text = page.locator("#draft-text").input_value()
    assert words["aid"] in text and words["for"] in text
    with loads_anew(page):
        page.locator(".draft-tabs a[href$='/difference/']").click()
    page.locator("main form button.btn-primary").press("Enter")
    expect(page.locator(".difference-headline")).to_be_visible()
    with loads_anew(page):
        page.locator(".draft-tabs a[href$='/review/']").click()
    page.locator("#ask-comment").fill("Mesure 1 du plan.")
    with loads_anew(page):
        page.locator("button[value=ask]").press("Enter")


def begins(page, live_server, words, language: str, axe_clean, shot) -> None:
    """The film's measure begins a mailing and an event, and both show from which plan they are."""
    measure = Measure.objects.get(kind="awareness")
    for name, leads_to in (("mailing", r"/campaigns/\d+/$"), ("event", r"/events/\d+/$")):
        page.goto(f"{live_server.url}/insight/measures/{measure.pk}/")
        axe_clean(page)
        press(page, words[name])
        expect(page).to_have_url(re.compile(leads_to))
        section = page.locator("section", has=page.get_by_role("heading", name=words["in"]))
        expect(section).to_contain_text(words["film"])
        axe_clean(page)
    page.goto(f"{live_server.url}/insight/measures/{measure.pk}/")
    shot(page, f"plan-measure-begun-{language}")


def put_in_force(page, live_server) -> None:
    page.goto(f"{live_server.url}/aids/editor/")
    with loads_anew(page):
        page.locator("tbody a").first.press("Enter")
    page.locator("button[value=publish]").press("Enter")
    page.wait_for_url(re.compile(r"/history/test-bench-aid/1/$"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_measure_becomes_a_programme(
    sign_in, people, colleague, loaded, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/insight/themes/")
    axe_clean(page)
    shot(page, f"themes-{language}")
    page.goto(f"{live_server.url}/insight/themes/innovation_models/")
    axe_clean(page)
    shot(page, f"theme-{language}")
    a_plan(page, words, language)
    an_indicator(page, words, language, axe_clean, shot)
    plan = ActionPlan.objects.get()
    page.goto(f"{live_server.url}/insight/plans/{plan.pk}/")
    press(page, words["begin"])
    expect(page.locator("#measures-title").locator("xpath=../..")).to_contain_text(words["late"])
    expect(page.locator(".plan-late")).to_contain_text(words["now"])
    expect(page.locator(".plan-late")).to_contain_text(words["film"])
    expect(page.locator(".gantt-overdue-days")).to_be_visible()
    page.goto(f"{live_server.url}/")
    expect(page.locator("#measures")).to_contain_text("Film")
    page = sign_in(people.administrator, language)
    becomes_a_programme(page, words, language, axe_clean, shot)
    begins(page, live_server, words, language, axe_clean, shot)
    page = sign_in(colleague, language)
    put_in_force(page, live_server)
    programme = Programme.objects.get(slug="test-bench-aid")
    page.goto(f"{live_server.url}/aids/{programme.slug}/")
    section = page.locator("section", has=page.get_by_role("heading", name=words["in"]))
    expect(section).to_contain_text(words["aid"])
    page = sign_in(people.ministry, language)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/insight/plans/{plan.pk}/")
    expect(page.locator(f"#measure-{Measure.objects.get(kind='aid').pk}")).to_contain_text(words["catalogue"])
    nothing_sticks_out(page)
    axe_clean(page)
    at_rest(page)
    shot(page, f"plan-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    shot(page, f"plan-{language}", document="action-plan" if language == "en" else "")
    page.goto(f"{live_server.url}/insight/plans/")
    axe_clean(page)
    shot(page, f"plans-{language}")
