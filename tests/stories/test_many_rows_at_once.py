"""As a cluster manager, I want to add many to a working group or a mailing, and to go on with what broke off.

I tick companies, add them to the recipients of a mailing that I write, and see who cannot be written to and why. What a stopped
worker left half done says so: I go on with it, and nothing is done twice. As an administrator, I import a list that lacks what
has to be filled in, give one value for all rows, and import it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, PersonFactory
from factories.jobs import work
from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns.models import Address, Preference
from grappe.apps.campaigns.queries.segments import Segment
from grappe.apps.companies.models import Company
from grappe.apps.fields import operations as fields
from grappe.apps.lists import operations as lists
from grappe.apps.lists.operations import acting
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "add": "Add to a campaign’s recipients", "go": "Go on", "show": "Show what would change", "change": "Change 1 row",
        "changed": "1 row was changed.", "no": "No consent and no relationship on file", "broke": "Nobody is at this any more",
        "on": "Go on where it broke off", "all": "2 rows were changed.", "needed": "Has to be filled in",
        "again": "Look again with these values", "now": "Import now",
    },
    "fr": {
        "add": "Ajouter aux destinataires d’une campagne", "go": "Continuer", "show": "Montrer ce qui changerait",
        "change": "Modifier 1 ligne", "changed": "1 ligne a été modifiée.", "no": "Ni consentement",
        "broke": "Plus personne n’y travaille", "on": "Reprendre là où", "all": "2 lignes ont été modifiées.",
        "needed": "Obligatoire", "again": "Regarder à nouveau avec ces valeurs", "now": "Importer",
    },
    "de": {
        "add": "Zu den Empfängern einer Kampagne hinzufügen", "go": "Fortfahren", "show": "Zeigen, was sich ändern würde",
        "change": "1 Zeile ändern", "changed": "1 Zeile wurde geändert.", "no": "Weder Einwilligung",
        "broke": "Daran arbeitet niemand mehr", "on": "Dort weitermachen", "all": "2 Zeilen wurden geändert.",
        "needed": "Muss ausgefüllt werden", "again": "Mit diesen Werten noch einmal ansehen", "now": "Jetzt importieren",
    },
}  # fmt: skip


def looked_at(page, shot, axe_clean, name: str) -> None:
    """Look at a page on a screen and on a phone."""
    for width, size in ((1280, "wide"), (390, "phone")):
        page.set_viewport_size({"width": width, "height": 860})
        nothing_sticks_out(page)
        axe_clean(page)
        shot(page, f"{name}-{size}")
    page.set_viewport_size({"width": 1280, "height": 860})


@pytest.mark.parametrize("language", ["fr", "de"])
def test_companies_join_a_mailing_and_what_broke_off_goes_on(
    sign_in, people, clusters, live_server, axe_clean, shot, language, monkeypatch
):
    words, by, now = WORDS[language], people.manager, clock.now()
    rows = [
        CompanyFactory(name=name, clusters=[clusters["healthtech"]])
        for name in ("Aalbach Medical", "Bijou Care")
    ]
    for row in rows:
        head = PersonFactory(company=row, is_head=True, email=f"head{row.pk}@x.example")
    address = Address.objects.create(email=head.email.lower(), salt="s")
    Preference.objects.create(address=address, purpose="aids", basis="opt_in", recorded_at=now)
    draft = campaigns.Draft(title="Aides 2027", segment=Segment(picked_only=True))
    campaign = campaigns.begin(draft=draft, by=by, at=now)
    page = sign_in(by, language)
    page.goto(f"{live_server.url}/lists/companies/")
    page.locator("[data-tick-all]").press("Space")
    page.locator("#bulk-act").select_option(label=words["add"])
    with loads_anew(page):
        page.get_by_role("button", name=words["go"], exact=True).press("Enter")
    page.locator("#id_value").select_option(str(campaign.pk))
    looked_at(page, shot, axe_clean, f"mailing-asked-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["show"]).press("Enter")
    expect(page.locator(".list-act")).to_contain_text(words["no"])
    looked_at(page, shot, axe_clean, f"mailing-preview-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["change"]).press("Enter")
    expect(page.locator(".list-act")).to_contain_text(words["changed"])
    page.goto(f"{live_server.url}/campaigns/{campaign.pk}/edit/")
    expect(page.locator("#segment-box")).to_contain_text("1")
    looked_at(page, shot, axe_clean, f"mailing-edit-{language}")

    monkeypatch.setattr(acting, "AT_ONCE", 1)
    act = lists.prepare_act(
        definition=definitions.read(Catalogue(by, clock.today()), "companies", {}), name="cluster_add", value="digital",
        keys=[row.pk for row in rows], language=language, by=by, at=now,
    )  # fmt: skip
    work()
    lists.do_act(act=act, by=by, at=now - timedelta(minutes=5))  # and no worker comes
    page.goto(f"{live_server.url}/lists/acts/")
    looked_at(page, shot, axe_clean, f"acts-{language}")
    page.goto(f"{live_server.url}/lists/acts/{act.pk}/")
    expect(page.locator(".list-broken")).to_contain_text(words["broke"])
    looked_at(page, shot, axe_clean, f"act-broke-off-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["on"]).press("Enter")
    work()
    page.goto(f"{live_server.url}/lists/acts/{act.pk}/")
    expect(page.locator(".list-act")).to_contain_text(words["all"])
    looked_at(page, shot, axe_clean, f"act-done-{language}")
    for kind in ("companies", "contacts", "steps"):
        page.goto(f"{live_server.url}/lists/{kind}/")
        looked_at(page, shot, axe_clean, f"list-{kind}-{language}")
    page.goto(f"{live_server.url}/lists/needs/?def=%7B%22as%22%3A%22board%22%7D")
    looked_at(page, shot, axe_clean, f"board-needs-{language}")


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_an_import_asks_for_what_has_to_be_filled_in(
    sign_in, people, live_server, axe_clean, shot, language, tmp_path
):
    words = WORDS[language]
    label = {"en": "Source", "fr": "Source", "de": "Quelle"}
    said = {"record": "company", "by": people.administrator, "at": clock.now()}
    fields.define_field(kind="line", label=label, required=True, **said)
    file = tmp_path / "list.csv"
    file.write_text("Name\nAlpha\nBeta\n")
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/fields/")
    looked_at(page, shot, axe_clean, f"fields-{language}")
    page.goto(f"{live_server.url}/companies/import/")
    page.locator("#id_file").set_input_files(file)
    with loads_anew(page):
        page.locator("form.card button.btn-primary").press("Enter")
    work()
    page.reload()
    expect(page.locator("#needed-title")).to_have_text(words["needed"])
    looked_at(page, shot, axe_clean, f"import-needed-{language}")
    page.locator("#id_fill_custom_source").fill("Messe 2026")
    with loads_anew(page):
        page.get_by_role("button", name=words["again"]).press("Enter")
    work()
    page.reload()
    with loads_anew(page):
        page.get_by_role("button", name=words["now"]).press("Enter")
    work()
    assert set(Company.objects.values_list("name", "custom__source")) == {
        ("Alpha", "Messe 2026"), ("Beta", "Messe 2026"),
    }  # fmt: skip
