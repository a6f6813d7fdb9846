"""As an administrator, I import a list of companies: I look first, correct a column, then import, and see what was refused."""

from __future__ import annotations

import pytest

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
