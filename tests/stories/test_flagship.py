"""As a cluster manager, I make a flagship project of a candidate: partners, letters, a budget that agrees, the dossier.

The research centre puts its letter by its own link, on a telephone. The budget does not agree at first, and the page says by how
much; the project cannot start. The sums follow while I type, and the page takes over the national aid that the aids engine
proposes beside an award that the register has. Then it agrees, one partner's planned aid is above its ceiling and is marked,
and the project starts. A risk of the matrix leads to its line, and the search finds the project. The ministry reads the line
from the first sentence without the sentence, and takes the dossier as PDF.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import flagships as make
from factories import ideas
from factories.awards import award
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.companies import operations as companies
from grappe.apps.ideas.models import Flagship, Idea, Milestone, Partner
from grappe.apps.ideas.operations.ideas import Origin, link
from grappe.apps.ideas.queries.links import token_of
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SENTENCE = "Unsere Carbonreste gehen in den Ofen."
WORDS = {
    "fr": {
        "tab": "Projet phare", "make": "Créer le projet phare", "save": "Enregistrer", "ask": "La demander",
        "keep": "Déposer la lettre", "write": "Écrire le budget de Alpha", "other": "Écrire le budget de Institut",
        "start": "Démarrer le projet phare", "short": "l’argent ne couvre pas", "agree": "concordent chaque année",
        "missing": "il manque 40 000 €", "ok": "concorde", "take": "Reprendre comme aide nationale", "unread": "pas lisible",
        "above": "au-dessus du plafond", "runs": "Le projet phare est en cours", "withheld": "Dit en confidence",
    },
    "en": {
        "tab": "Flagship project", "make": "Make the flagship project", "save": "Save", "ask": "Ask Robin",
        "keep": "Keep the letter", "write": "Write the budget of Alpha", "other": "Write the budget of Institut",
        "start": "Start the flagship project", "short": "the money falls short", "agree": "agree in each year",
        "missing": "40,000 € missing", "ok": "agrees", "take": "Take it over as national aid", "unread": "cannot be read",
        "above": "above the ceiling", "runs": "The flagship project runs", "withheld": "Said in confidence",
    },
}  # fmt: skip


def press(page, name: str, *, role: str = "button") -> None:
    """Go to something by its name and press it with the keyboard."""
    page.get_by_role(role, name=name).first.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def a_candidate(people, clusters) -> Idea:
    """An idea that came from a marked sentence and is a candidate; Alpha is a large company by its file."""
    now = clock.now()
    company = CompanyFactory(name="Alpha S.A.")
    values = {"headcount": 700, "turnover_eur": 200_000_000, "balance_sheet_eur": 150_000_000}
    for back in (1, 2):
        companies.save_figures(
            company=company, year=now.year - back, values=values, by=people.administrator, at=now
        )
    contact = companies.plan_contact(
        company=company, kind="phone", subject="Call", starts_at=make.AT, by=people.administrator, at=now, invite=False
    )  # fmt: skip
    companies.save_notes(
        contact=contact, text=SENTENCE, based_on=0, language="de", by=people.administrator, at=now
    )
    mark = companies.mark_passage(
        contact=contact, kind="idea", passage=SENTENCE, by=people.administrator, at=now
    )
    idea = ideas.idea(
        people.manager, "Ein Zentrum für Verbundwerkstoffe", language="de", stage="candidate",
        clusters=[clusters["healthtech"]], at=make.AT,
    )  # fmt: skip
    with transaction.atomic():
        link(idea=idea, origin=Origin("mark", mark, SENTENCE), is_origin=True, by=people.manager, at=now)
    return idea


def makes_it(page, base: str, idea: Idea, words: dict[str, str]) -> Flagship:
    page.goto(f"{base}/ideas/{idea.pk}/")
    with loads_anew(page):
        page.get_by_role("link", name=words["tab"], exact=True).last.press("Enter")
    for code, name in make.NAMES.items():
        page.locator(f"#id_names_{code}").fill(name)
    for name, day in (("begins_on", "2027-01-01"), ("ends_on", "2028-12-31"), ("applied_on", "2026-06-01")):
        page.locator(f"#id_{name}").fill(day)
    for code in ("dissemination", "licences", "c_region", "a_region", "joint_call", "disadvantaged_workers"):
        page.locator(f"#id_bonus_{code}").select_option("no")
    page.locator("#id_public").check()
    press(page, words["make"])
    return Flagship.objects.get()


def adds(page, base: str, flagship: Flagship, words: dict[str, str], **fields: str) -> Partner:
    page.goto(f"{base}/ideas/flagships/{flagship.pk}/partners/new/")
    for name, value in fields.items():
        box = page.locator(f"#id_{name}")
        box.select_option(value) if name in ("role", "kind", "may_publish", "contact_language") else box.fill(
            value
        )
    press(page, words["save"])
    return Partner.objects.get(name=fields["name"])


def plans_money(
    page, base: str, flagship: Flagship, button: str, words: dict[str, str], **cells: str
) -> None:
    page.goto(f"{base}/ideas/flagships/{flagship.pk}/budget/")
    with loads_anew(page):
        page.get_by_role("link", name=button).press("Enter")
    for name, value in cells.items():
        page.locator(f"#id_{name.replace('__', '-')}").fill(value)
    press(page, words["save"])


def plain(text: str) -> str:
    """Words whose spaces are all alike: what groups thousands differs between browser and server."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def sums_follow(page, words: dict[str, str]) -> None:
    """On the grid of a partner: the sums, in words and told aloud, follow what is typed, readable or not."""
    said, year = page.locator("[data-said]"), page.locator('[data-say="2027"]')
    page.locator("#id_cost-experimental_development-2027").fill("100 000")
    page.locator("#id_fund-national-2027").fill("60.000")
    expect(said).to_contain_text("2027")
    assert plain(year.text_content()) == words["missing"]
    assert words["missing"] in plain(said.text_content())
    page.locator("#id_fund-private-2027").fill("forty")
    expect(year).to_have_text("?")
    expect(said).to_contain_text(words["unread"])
    page.locator("#id_fund-private-2027").fill("40 000,00")
    expect(year).to_have_text(words["ok"])
    page.locator("#id_fund-private-2027").fill("")


def takes_over(page, base: str, partner: Partner, people, words: dict[str, str]) -> None:
    """Half of the aid is granted already; what the engine proposes goes into the grid, and is not saved by itself."""
    made = award(
        partner.company, people.administrator, 30_000, basis="gber", article="25", costs_reference=partner.flagship.slug,
        costs_eur=Decimal(100_000), ceiling_pct=Decimal(25), at=clock.now(),
    )  # fmt: skip
    page.goto(f"{base}/ideas/partners/{partner.pk}/budget/")
    expect(page.get_by_role("link", name=made.label)).to_be_visible()
    page.get_by_role("button", name=words["take"]).press("Enter")
    assert plain(page.locator("#id_fund-national-2027").input_value()).replace(",", " ") == "30 000"
    assert partner.budget.get(source="national").eur == 60_000


def phone(page):
    """A telephone of somebody else, without our session."""
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def puts_letter(page, words: dict[str, str], eur: str) -> None:
    page.locator("#id_file").set_input_files(
        {"name": "intent.pdf", "mimeType": "application/pdf", "buffer": make.PDF}
    )
    page.locator("#id_signed_on").fill("2026-03-01")
    page.locator("#id_eur").fill(eur)
    press(page, words["keep"])
    expect(page.locator(".alert-success, .toast").first).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_a_candidate_to_the_dossier(
    live_server, page, people, sign_in, axe_clean, shot, clusters, mailoutbox, language
):
    words, base = WORDS[language], live_server.url
    idea = a_candidate(people, clusters)
    sign_in(people.manager, language)
    flagship = makes_it(page, base, idea, words)

    alpha = adds(page, base, flagship, words, name="Alpha S.A.", role="coordinator")
    institute = adds(
        page, base, flagship, words, name="Institut Exemple", role="research", kind="research", may_publish="yes",
        contact_name="Robin Exemple", contact_email="robin@institut.example",
        contact_language=language,
    )  # fmt: skip
    assert alpha.company is not None and institute.company is None
    axe_clean(page)
    shot(page, f"flagship-partner-{language}")
    press(page, words["ask"])
    work()
    assert "robin@institut.example" in mailoutbox[-1].to

    robin = phone(page)
    robin.goto(f"{base}/ideas/me/{token_of(institute.contact)}/partner/{institute.pk}/")
    nothing_sticks_out(robin)
    axe_clean(robin)
    shot(robin, f"flagship-own-letter-phone-{language}")
    puts_letter(robin, words, "40 000")
    page.goto(f"{base}/ideas/partners/{alpha.pk}/")
    puts_letter(page, words, "100 000")

    page.goto(f"{base}/ideas/partners/{alpha.pk}/budget/")
    sums_follow(page, words)
    axe_clean(page)
    shot(page, f"flagship-grid-{language}")
    press(page, words["save"])
    expect(page.get_by_text(words["short"]).first).to_be_visible()
    axe_clean(page)
    page.goto(f"{base}/ideas/flagships/{flagship.pk}/")
    expect(page.locator(".flagship-missing")).to_contain_text("2027")
    axe_clean(page)
    shot(page, f"flagship-missing-{language}")

    takes_over(page, base, alpha, people, words)
    axe_clean(page)
    shot(page, f"flagship-proposal-{language}")
    plans_money(page, base, flagship, words["write"], words, fund__private__2027="40 000")
    plans_money(
        page, base, flagship, words["other"], words,
        cost__industrial_research__2028="40 000", fund__europe__2028="40 000",
    )  # fmt: skip
    expect(page.get_by_text(words["agree"]).first).to_be_visible()
    expect(page.get_by_text(words["above"]).first).to_be_visible()
    axe_clean(page)
    shot(page, f"flagship-budget-{language}")

    Idea.objects.update(stage="flagship")  # its gate is another story (test_idea_gates)
    page.goto(f"{base}/ideas/flagships/{flagship.pk}/")
    press(page, words["start"])
    expect(page.get_by_text(words["runs"]).first).to_be_visible()
    make.milestone(flagship, due_on=date(2027, 3, 1), reached_on=date(2027, 2, 1), at=clock.now())
    make.risk(flagship, at=clock.now())
    page.goto(f"{base}/ideas/flagships/{flagship.pk}/plan/")
    page.locator(".risk-chip").first.press("Enter")
    expect(page.locator("tr:target")).to_contain_text("A partner leaves")
    axe_clean(page)
    shot(page, f"flagship-plan-{language}")
    page.goto(f"{base}/search/?q={'composites' if language == 'fr' else 'centre'}")
    expect(page.locator(f'a[href="/ideas/flagships/{flagship.pk}/"]')).to_be_visible()
    page.goto(f"{base}/ideas/flagships/{flagship.pk}/trace/")
    expect(page.get_by_text(SENTENCE).first).to_be_visible()
    axe_clean(page)
    shot(page, f"flagship-trace-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_ministry_reads_it_and_everybody_a_part(
    live_server, page, people, sign_in, axe_clean, shot, clusters, language
):
    words, base = WORDS[language], live_server.url
    idea = a_candidate(people, clusters)
    flagship = make.flagship(people.manager, idea, public=True, applied_on=date(2026, 6, 1))
    Idea.objects.update(stage="flagship")
    first = make.letter(make.partner(flagship, "Alpha S.A.", role="coordinator", size="small"))
    second = make.partner(flagship, "Beta GmbH", country="DE", size="large")
    make.money(first, private=60_000, national=40_000)
    make.money(second, 2028, 80_000, private=50_000, europe=30_000)
    make.milestone(flagship, reached_on=date(2027, 5, 2))
    assert Milestone.objects.exists()
    for likelihood, impact in ((4, 5), (4, 5), (2, 3)):
        make.risk(flagship, likelihood, impact)

    sign_in(people.ministry, language)
    page.set_viewport_size({"width": 390, "height": 844})
    for part in ("", "partners/", "budget/", "plan/", "trace/"):
        page.goto(f"{base}/ideas/flagships/{flagship.pk}/{part}")
        nothing_sticks_out(page)
        axe_clean(page)
        shot(page, f"flagship-ministry-{part.strip('/') or 'overview'}-phone-{language}")
    expect(page.get_by_text(words["withheld"])).to_be_visible()
    assert SENTENCE not in page.content()
    answer = page.request.get(f"{base}/ideas/flagships/{flagship.pk}/dossier/?language={language}")
    read = PdfReader(io.BytesIO(answer.body()))
    assert read.metadata.title == make.NAMES[language]
    assert SENTENCE not in "".join(each.extract_text() for each in read.pages)

    stranger = phone(page)
    stranger.goto(f"{base}/ideas/f/{flagship.slug}/?language={language}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text(make.NAMES[language])
    nothing_sticks_out(stranger)
    axe_clean(stranger)
    shot(stranger, f"flagship-public-phone-{language}")
