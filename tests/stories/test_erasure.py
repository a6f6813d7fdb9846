"""As somebody who has left, I ask to be erased, and nothing of me stays but the figures.

An administrator sees table by table what goes, what stays under nobody's name and what a law keeps, reads the passages in which
others name me, leaves out the one who only bears my name, says why, and confirms. It is done while they look on. What stays is
the proof, in which I am not.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from grappe.apps.aids.models import Award
from grappe.apps.companies.models import Ownership, Person
from grappe.apps.privacy.models import Erasure
from grappe.apps.privacy.operations import cases, retention
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"
WORDS = {
    "en": {"erase": "Erase …", "now": "Erase for good", "why": "Who asked for it", "sure": "This cannot be undone",
           "kept": "1 kept until", "proof": "Proof, without the person", "look": "Look through all texts"},
    "fr": {"erase": "Effacer …", "now": "Effacer pour de bon", "why": "Qui l’a demandé", "sure": "C’est irréversible",
           "kept": "conservée jusqu’au", "proof": "La preuve, sans la personne", "look": "Parcourir tous les textes"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_somebody_is_erased_and_only_figures_and_a_proof_stay(
    sign_in, people, clusters, live_server, axe_clean, shot, settings, tmp_path, language
):
    settings.MEDIA_ROOT, settings.ERASURE_LOG = tmp_path / "media", tmp_path / "erasures.jsonl"
    words = WORDS[language]
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    person = Person.objects.create(
        company=company, name=NAME, email=EMAIL, function="CTO", phone="+352 999", language=language
    )
    Ownership.objects.create(owned=company, owner_name=NAME, capital_pct=Decimal(60))
    Award.objects.create(
        company=company, label="Fit 4 Digital", basis="gber", granted_on=clock.today() - timedelta(days=400),
        instrument="grant", nominal_eur=Decimal(1000), gge_eur=Decimal(1000), gge_source="declared", state="granted",
        created_at=clock.now(),
    )  # fmt: skip
    theirs = ContactFactory(company=company, notes=f"{NAME} shows the new line; he leaves in May.")
    namesake = ContactFactory(company=company, notes=f"{NAME} of Paris is somebody else.")
    case = cases.open_case(
        name=NAME, email=EMAIL, spellings=[], language=language, asked_on=clock.today(), by=people.administrator,
        at=clock.now(),
    )  # fmt: skip
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}{reverse('privacy:case', args=[case.pk])}")
    with loads_anew(page):
        page.get_by_role("link", name=words["erase"]).click()
    expect(page.get_by_role("button", name=words["now"])).to_be_disabled()
    with loads_anew(page):
        page.get_by_role("button", name=words["look"]).click()
    with loads_anew(page):
        work()
    expect(page.get_by_text(words["kept"])).to_be_visible()
    page.get_by_label("Paris", exact=False).uncheck()
    axe_clean(page)
    shot(page, f"erasure-preview-{language}")
    page.set_viewport_size({"width": 390, "height": 900})
    nothing_sticks_out(page)
    shot(page, f"erasure-preview-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label(words["why"]).fill(f"{NAME}, by letter of 3 March")
    page.get_by_label(words["sure"]).check()
    with loads_anew(page):
        page.get_by_role("button", name=words["now"]).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    with loads_anew(page):
        work()
    expect(page.get_by_role("heading", name=words["proof"])).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(NAME)
    axe_clean(page)
    shot(page, f"erasure-proof-{language}")
    for each in (person, theirs, namesake):
        each.refresh_from_db()
    assert (person.email, person.phone) == ("", "")
    assert NAME not in theirs.notes
    assert NAME in namesake.notes
    assert Ownership.objects.get().owner_name == NAME
    assert Erasure.objects.get().kept_until is not None
    page.goto(f"{live_server.url}{reverse('privacy:erasures')}")
    axe_clean(page)
    shot(page, f"erasures-{language}")


SAYS = {
    "en": {"allow": "Record that they allow it", "proof": "Proof", "record": "Record", "look": "Look what erasing them does",
           "off": "Put off", "why": "Why it is kept longer", "until": "Keep until"},
    "fr": {"allow": "Enregistrer l’accord", "proof": "Preuve", "record": "Enregistrer", "look": "Voir ce que fait l’effacement",
           "off": "Reporter", "why": "Pourquoi la conservation se prolonge", "until": "Conserver jusqu’au"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_somebody_allows_is_recorded_and_what_is_kept_too_long_is_looked_at(
    sign_in, people, clusters, live_server, axe_clean, shot, language
):
    """As a data protection officer, I see the proof of each consent, and every morning what is kept too long."""
    words = SAYS[language]
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    person = Person.objects.create(company=company, name=NAME, email=EMAIL, language=language)
    Person.objects.create(company=company, name="Ada Left", left_on=clock.today() - timedelta(days=900))
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}{reverse('privacy:person', args=[person.pk])}")
    page.locator("summary", has_text=words["allow"]).first.click()
    page.get_by_label(words["proof"]).first.fill("Form of 3 March, folder 12")
    with loads_anew(page):
        page.get_by_role("button", name=words["record"], exact=True).first.click()
    expect(page.get_by_text("folder 12")).to_be_visible()
    axe_clean(page)
    shot(page, f"consents-{language}")
    retention.propose(at=clock.now())
    page.goto(f"{live_server.url}{reverse('privacy:proposals')}")
    page.get_by_label("Ada Left").check()
    axe_clean(page)
    shot(page, f"retention-{language}")
    page.set_viewport_size({"width": 390, "height": 900})
    nothing_sticks_out(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    with loads_anew(page):
        page.get_by_role("button", name=words["look"]).click()
    axe_clean(page)
    shot(page, f"retention-preview-{language}")
