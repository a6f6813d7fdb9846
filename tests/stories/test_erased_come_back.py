"""As an administrator, I import a list that names somebody who was erased: I am told, and they come back only where I say why."""

from __future__ import annotations

import pytest

from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.companies.models import Person
from grappe.apps.companies.operations.kept_out import keep_out
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": ("Examiner le fichier", "Importer maintenant", "Personnes effacées", "non repris"),
    "en": ("Look at the file", "Import now", "People who were erased", "not taken over"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_erased_people_in_an_import(
    sign_in, people, live_server, axe_clean, shot, tmp_path, clusters, language
):
    look, apply, title, left_out = WORDS[language]
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    emails = ["xaver@quitte.example", "berta@quitte.example"]
    keep_out(emails=emails, names={company.pk: ["Xaver Quittenbaum"]}, on=clock.today())
    path = tmp_path / "liste.csv"
    path.write_text(
        "Raison sociale;Contact;Courriel\nQuitte S.A.;Xaver Quittenbaum;xaver@quitte.example\n"
        "Birne S.A.;Berta Birne;berta@quitte.example\nApfel S.A.;Ada Apfel;ada@apfel.example\n",
        encoding="utf-8",
    )
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/companies/import/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name=look).click()
    page.locator("progress").wait_for()
    work()
    page.locator("progress").wait_for(state="detached")
    assert page.get_by_text(left_out).count() == 2
    axe_clean(page)
    shot(page, f"erased-import-{language}")
    page.locator("input[name=back_3]").fill("Letter of 1 December")
    page.get_by_role("button", name=apply).press("Enter")
    page.locator("progress").wait_for()
    work()
    page.locator("progress").wait_for(state="detached")
    page.get_by_role("heading", name=title).wait_for()
    assert page.get_by_text("Letter of 1 December").is_visible()
    assert set(Person.objects.values_list("name", flat=True)) == {"Berta Birne", "Ada Apfel"}
    axe_clean(page)

    page.goto(f"{live_server.url}/companies/{company.pk}/people/add/")
    page.locator("input[name=name]").fill("Quittenbaum Xaver")
    page.locator("form.part-form button.btn-primary").click()
    page.locator("input[name=why_back]").wait_for()
    axe_clean(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe_clean(page)
    shot(page, f"erased-person-phone-{language}")
    page.locator("input[name=why_back]").fill("Met again")
    page.locator("form.part-form button.btn-primary").click()
    page.wait_for_url(f"**/companies/{company.pk}/**")
    assert Person.objects.filter(company=company, name="Quittenbaum Xaver").exists()
