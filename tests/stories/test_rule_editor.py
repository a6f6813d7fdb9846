"""As an administrator, I change a rule when the law changes, see whom it concerns, and a colleague puts it in force.

I begin a draft of a programme, write in its text and am told my mistake on its line while I type; I mend it with the
keyboard. I raise a limit in the tree, try it on a company, and see how many companies gain and lose before anybody
publishes. I ask for review; I cannot approve my own draft. Another administrator reads what changes, approves, and the
programme says it from now on; its history names us both.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from factories import reference, shipped
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, FiguresFactory
from factories.matches import AT
from grappe.apps.accounts.enums import Role
from grappe.apps.aids.models import Draft, Programme, Publication

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

SLUG = "fit4-start"
NO_ERRORS = {"en": "No errors", "fr": "Aucune erreur"}
HOW_MANY = {"en": "How many people work", "fr": "Combien de personnes"}


@pytest.fixture
def colleague(people):
    return reference.user("colleague", Role.ADMINISTRATOR)


@pytest.fixture
def companies(people, clusters):
    reference_company = {"clusters": [clusters["digital"]], "founded": date(2023, 5, 1)}
    found = []
    for number in range(6):
        company = CompanyFactory(name=f"Atelier {number} S.à r.l.", **reference_company)
        FiguresFactory(company=company, headcount=4 + 20 * number, turnover_eur=900_000 + 3_000_000 * number)
        _facts(company, team=1 + number % 3)
        found.append(company)
    return found


def _facts(company, team: int) -> None:
    facts = {
        "focus_area": "digital", "team_size": team, "full_time_team_members": 1, "for_profit": True,
        "applications_per_edition": 1, "paid_up_share_capital_eur": 12_000, "min_age_of_participants": 30,
        "LU_company_and_permit_before_payment": True, "age_years_at_call_opening": 2, "de_minimis_headroom": 300_000,
    }  # fmt: skip
    for field, value in facts.items():
        company.facts.create(field=field, value=value, stated_at=AT)


@pytest.fixture
def loaded(clusters):
    reference_data = reference.clusters()
    shipped.programmes(at=AT)
    return reference_data


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_rule_is_changed_with_four_eyes(
    sign_in, people, colleague, companies, loaded, live_server, axe_clean, shot, language
):
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/aids/{SLUG}/")
    with loads_anew(page):
        page.locator(f"a[href$='?programme={SLUG}']").click()
    axe_clean(page)
    shot(page, f"editor-list-{language}")
    page.locator("main form button.btn-primary").press("Enter")
    page.wait_for_url(re.compile(r"/editor/\d+/$"))
    _write_and_mend(page, axe_clean, shot, language)
    _change_the_tree(page, axe_clean, shot, language)
    _try(page, companies[0], axe_clean, shot, language)
    _count(page, axe_clean, shot, language)
    _ask(page, axe_clean, shot, language)
    page = sign_in(colleague, language)
    _approve(page, live_server, axe_clean, shot, language)
    made = Publication.objects.get(origin="page")
    assert made.approved_by == colleague
    assert list(made.authors.all()) == [people.administrator]


def _write_and_mend(page, axe_clean, shot, language: str) -> None:
    """A wrong operator is told on its line while one types; F8 leads there, the keyboard mends it."""
    area = page.locator("#draft-text")
    count = page.locator("#findings-count")
    expect(count).to_contain_text(NO_ERRORS[language])
    before = area.input_value()
    assert before.startswith("id: fit4-start")
    area.focus()
    page.keyboard.press("Control+Home")
    area.evaluate(
        "box => { const at = box.value.indexOf('op: gte'); box.setSelectionRange(at + 4, at + 7); }"
    )
    page.keyboard.type("atleast")
    expect(count).to_contain_text({"en": "1 error", "fr": "1 erreur"}[language])
    finding = page.locator(".finding-error")
    line = before[: before.index("op: gte")].count("\n") + 1
    expect(finding).to_contain_text(f"{ {'en': 'Line', 'fr': 'Ligne'}[language] } {line}")
    expect(finding).to_contain_text("atleast")
    expect(page.locator(".gutter-error")).to_have_text(str(line))
    axe_clean(page)
    page.keyboard.press("F8")
    shot(page, f"editor-text-{language}", document="rule-editor" if language == "en" else "")
    chosen = area.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert chosen.strip() == "op: atleast"
    page.keyboard.type(chosen.replace("atleast", "gte"))
    expect(count).to_contain_text(NO_ERRORS[language])
    expect(page.locator("[data-draft-status]")).to_have_text({"en": "saved", "fr": "enregistré"}[language])
    assert Draft.objects.get().text == before


def _change_the_tree(page, axe_clean, shot, language: str) -> None:
    """By keyboard: a team of one is enough from now on; a new criterion; both stand in the text at once."""
    with loads_anew(page):
        page.locator(".draft-tabs a[href$='/tree/']").press("Enter")
    axe_clean(page)
    shot(page, f"editor-tree-{language}")
    team = page.locator(".rule-criterion", has_text="team_size gte")
    team.locator("[data-first]").press("Enter")
    value = page.locator("#id_value")
    expect(value).to_have_value("2")
    axe_clean(page)
    shot(page, f"editor-node-{language}")
    value.fill("beaucoup")
    value.press("Enter")
    expect(page.locator("#node-form .invalid-feedback")).to_be_visible()
    at_rest(page)
    page.locator("#id_value").fill("1")
    page.locator("#id_value").press("Enter")
    expect(page.locator(".rule-criterion code", has_text="team_size gte 1")).to_be_visible()
    expect(page.locator(".rule-node[data-focus] [data-first]")).to_be_focused()
    at_rest(page)
    # A new criterion: the fact is found by its words, the operators suit its type.
    page.locator(".rule-all > .rule-line a[href*='new=criterion']").first.press("Enter")
    expect(page.locator("#node-title")).to_be_focused()
    at_rest(page)
    fact = page.locator("#id_field")
    fact.fill("staff" if language == "en" else "effectif")
    page.locator("[role=listbox] [role=option][data-id=headcount]").wait_for()
    at_rest(page)  # the list of what was typed, whole
    page.keyboard.press("ArrowDown")
    while page.locator("[role=option][aria-selected=true]").get_attribute("data-id") != "headcount":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#node-edit .form-hint", has_text=HOW_MANY[language]).first).to_be_visible()
    at_rest(page)
    # One thinks again while the form for the first choice is on its way: the later choice is what comes.
    page.locator("#id_op").evaluate(
        """op => {
          op.form.dataset.before = "";
          for (const choice of ["ne", "lte"]) {
            op.value = choice;
            op.dispatchEvent(new Event("change", { bubbles: true }));
          }
        }"""
    )
    expect(page.locator("#node-edit[data-before]")).to_have_count(0)
    expect(page.locator("#id_op")).to_have_value("lte")
    at_rest(page)
    page.locator("#id_value").fill("60")
    page.locator("#id_label_en").fill("At most 60 staff")
    page.locator("#node-edit button.btn-primary").press("Enter")
    expect(page.locator(".rule-criterion", has_text="headcount lte 60")).to_be_visible()
    text = Draft.objects.get().text
    assert "value: 1\n          label:\n            en: Team of at least 2" in text
    assert "en: At most 60 staff" in text


def _try(page, company, axe_clean, shot, language: str) -> None:
    with loads_anew(page):
        page.locator(".draft-tabs a[href$='/try/']").click()
    page.locator("#try-company").fill("Atelier 0")
    page.locator("[role=listbox] [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("[role=option][aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.locator("main form button.btn-primary").press("Enter")
    tried = page.locator(f"section[aria-labelledby=company-{company.pk}]")
    expect(tried).to_contain_text({"en": "eligible", "fr": "éligible"}[language])
    axe_clean(page)
    shot(page, f"editor-try-{language}")


def _count(page, axe_clean, shot, language: str) -> None:
    with loads_anew(page):
        page.locator(".draft-tabs a[href$='/difference/']").click()
    page.locator("main form button.btn-primary").press("Enter")
    headline = page.locator(".difference-headline")
    expect(headline).to_contain_text(
        {"en": "1 company gains, 0 lose", "fr": "1 entreprise gagne, 0"}[language]
    )
    page.locator("[data-drawn=yes]").wait_for()
    expect(page.locator("tbody tr", has_text="Atelier 0")).to_be_visible()
    axe_clean(page)
    shot(page, f"editor-difference-{language}", document="rule-difference" if language == "en" else "")


def _ask(page, axe_clean, shot, language: str) -> None:
    with loads_anew(page):
        page.locator(".draft-tabs a[href$='/review/']").click()
    page.locator("#ask-comment").fill("The call of 2027 takes teams of one.")
    axe_clean(page)
    shot(page, f"editor-ask-{language}")
    with loads_anew(page):
        page.locator("button[value=ask]").press("Enter")
    expect(page.locator("button[value=publish]")).to_have_count(0)
    assert Draft.objects.get().state == "review"


def _approve(page, live_server, axe_clean, shot, language: str) -> None:
    page.goto(f"{live_server.url}/aids/editor/")
    expect(page.locator(".alert-info").first).to_contain_text("1")
    with loads_anew(page):
        page.locator("tbody a").first.press("Enter")
    expect(page.locator(".diff-added").first).to_be_visible()
    expect(page.locator(".difference-headline")).to_be_visible()
    axe_clean(page)
    shot(page, f"editor-review-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"editor-review-phone-{language}")
    page.locator("button[value=publish]").press("Enter")
    page.wait_for_url(re.compile(r"/history/fit4-start/2/$"))
    page.set_viewport_size({"width": 1280, "height": 900})
    axe_clean(page)
    page.goto(f"{live_server.url}/aids/history/{SLUG}/")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("Colleague")
    axe_clean(page)
    shot(page, f"editor-history-{language}")
    page.goto(f"{live_server.url}/aids/{SLUG}/")
    expect(page.locator("main")).to_contain_text("At most 60 staff")
    assert "At most 60 staff" in str(Programme.objects.get(slug=SLUG).content)
