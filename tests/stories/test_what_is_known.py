"""As a former contact, I ask what is known of me, and I am told all of it.

An administrator finds me by a part of my name, opens my request, sees my rows at once, has all texts looked through, which is
told while it goes on, sees the notes in which I am named, and makes a link. I open it on my phone, without an account and in my
language, and keep it on paper and as data. It stands written who handed over what. The register says why my data are kept at all.
"""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from grappe.apps.companies.models import Person
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.privacy.models import Handing
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"
WORDS = {
    "en": {"find": "Find", "open": "Open a request", "link": "Make a link", "data": "As data (JSON)", "paper": "On paper (PDF)",
           "register": "Register of processing", "named": "Named in texts", "look": "Look through all texts"},
    "fr": {"find": "Trouver", "open": "Ouvrir une demande", "link": "Créer un lien", "data": "En données (JSON)",
           "paper": "Sur papier (PDF)", "register": "Registre des traitements", "named": "Nommé dans des textes",
           "look": "Parcourir tous les textes"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_former_contact_asks_what_is_known(
    sign_in, people, clusters, browser, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    person = Person.objects.create(
        company=company, name=NAME, email=EMAIL, function="CTO", phone="+352 999", language=language
    )
    ContactFactory(company=company, notes=f"{NAME} shows the new line; he leaves in May.")
    act = BulkAct.objects.create(
        kind="people",
        name="custom",
        said="Hobby: chess",
        state="done",
        created_at=clock.now(),
        by=people.administrator,
    )
    BulkRow.objects.create(
        act=act, key=person.pk, state="done", before={"hobby": ""}, after={"hobby": "chess"}
    )
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}{reverse('privacy:cases')}?q=quitten")
    axe_clean(page)
    shot(page, f"privacy-find-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["open"]).first.click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text("shows the new line")).to_have_count(0)
    expect(page.get_by_text("Hobby: chess")).to_be_visible()
    shot(page, f"privacy-case-before-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["look"]).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    axe_clean(page)
    shot(page, f"privacy-looking-{language}")
    with loads_anew(page):
        work()
    expect(page.get_by_text("shows the new line")).to_be_visible()
    with loads_anew(page):
        page.get_by_role("button", name=words["link"]).click()
    axe_clean(page)
    shot(page, f"privacy-case-{language}")
    link = page.locator("#link").input_value()
    path = link[link.index("/privacy/") :]
    phone = browser.new_context(viewport={"width": 390, "height": 800}, accept_downloads=True).new_page()
    phone.goto(f"{live_server.url}{path}")
    nothing_sticks_out(phone)
    expect(phone.get_by_role("heading", name=words["named"])).to_be_visible()
    axe_clean(phone)
    shot(phone, f"privacy-own-{language}")
    with phone.expect_download() as kept:
        phone.get_by_role("button", name=words["data"]).click()
    known = json.loads(kept.value.path().read_text(encoding="utf-8"))
    assert known["subject"]["emails"] == [EMAIL]
    assert [each["in_confidence"] for each in known["mentions"]] == [True]
    with phone.expect_download() as kept:
        phone.get_by_role("button", name=words["paper"]).click()
    assert kept.value.path().read_bytes().startswith(b"%PDF")
    assert list(Handing.objects.values_list("how", flat=True)) == ["link", "own", "own"]
    page.goto(f"{live_server.url}{reverse('privacy:cases')}")
    with loads_anew(page):
        page.get_by_role("link", name=words["register"]).click()
    axe_clean(page)
    shot(page, f"privacy-register-{language}")
    page.set_viewport_size({"width": 390, "height": 800})
    nothing_sticks_out(page)
    shot(page, f"privacy-register-phone-{language}")
