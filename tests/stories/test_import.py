"""As an administrator, I import a list of companies: I look first, correct a column, then import, and see what was refused."""

from __future__ import annotations

import pytest

from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.companies.models import Company

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_import(sign_in, people, live_server, axe_clean, look_at, shot, tmp_path, language):
    words = {
        "fr": ("Examiner le fichier", "Importer maintenant", "Lignes refusées"),
        "en": ("Look at", "Import now", "Refused rows"),
    }
    look, apply, refused = words[language]
    path = tmp_path / "liste.csv"
    path.write_text(
        "Raison sociale;Effectif;Ville\nAtelier A;12;Esch\nAtelier B;douze;Wiltz\n", encoding="cp1252"
    )
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/companies/import/")
    axe_clean(page)
    look_at(page, path, look, refused)
    shot(page, f"import-{language}")
    assert not Company.objects.exists()
    page.get_by_role("button", name=apply).press("Enter")
    page.locator("progress").wait_for()
    work()
    page.locator("progress").wait_for(state="detached")
    assert list(Company.objects.values_list("name", "city")) == [("Atelier A", "Esch")]
    page.set_viewport_size({"width": 390, "height": 844})
    axe_clean(page)
    shot(page, f"import-phone-{language}")


@pytest.mark.parametrize(
    ("language", "width", "probably"),
    [("fr", 1280, "Probablement celle-ci : vérifiez"), ("de", 390, "Wahrscheinlich dieses: prüfen")],
)
def test_who_is_probably_on_file_is_proposed_first(
    page, live_server, sign_in, people, tmp_path, axe_clean, shot, language, width, probably
):
    known = CompanyFactory(
        name="Atelier Wampach S.à r.l.", street="12, rue du Fort", postcode="2160", city="Luxembourg"
    )
    path = tmp_path / "liste.csv"
    path.write_text(
        "name,street,postcode,city\nAtelier Wampach SARL,12 rue du Fort,2160,Luxembourg\nNeu AG,,,Wiltz\n"
    )
    page = sign_in(people.administrator, language)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/companies/import/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button.btn-primary").click()
    page.locator("progress").wait_for()
    work()
    page.get_by_text(probably).wait_for()
    axe_clean(page)
    shot(page, f"import-probably-{language}")
    choice = page.locator("select[name=row_2]")
    assert choice.input_value() == "same"
    choice.select_option("new")
    page.locator("#import-now button").press("Enter")
    page.locator("progress").wait_for()
    work()
    page.locator("progress").wait_for(state="detached")
    assert set(Company.objects.exclude(pk=known.pk).values_list("name", flat=True)) == {
        "Atelier Wampach SARL",
        "Neu AG",
    }
