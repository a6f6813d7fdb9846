"""As an administrator, I import somebody else's file of programmes and see how much of it Grappe could read.

I look at the file first, see how many conditions would become rules and which rows are refused, import it, find it
in the list of catalogues, and open a programme that shows a text nobody could read and a text that contradicts the
structured data.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories import shipped
from factories.browser import loads_anew
from factories.jobs import work
from factories.programmes import french, french_file
from grappe.apps.aids.models import Programme

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": (
        "Examiner le fichier",
        "Importer maintenant",
        "Lignes refusées",
        "Voir les programmes",
        "suit le texte",
    ),
    "en": ("Look at the file", "Import now", "Refused rows", "See the programmes", "follows the text"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_import_programmes(sign_in, people, live_server, axe_clean, look_at, shot, tmp_path, language):
    shipped.programmes(at=datetime(2026, 6, 1, tzinfo=UTC))
    look, apply, refused, see, follows = WORDS[language]
    path = french_file(
        tmp_path, french("diagnostic-exemple"), french("pret-exemple", nature="prêt", texts={"size": ["PME"]}),
        french("sans-titre", title=""),
    )  # fmt: skip
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/aids/catalogues/")
    axe_clean(page)
    page.goto(f"{live_server.url}/aids/catalogues/import/")
    axe_clean(page)
    look_at(page, path, look, refused)
    shot(page, f"import-programmes-{language}")
    assert not Programme.objects.filter(slug__startswith="fr-").exists()
    page.get_by_role("button", name=apply).press("Enter")
    page.locator("progress").wait_for()
    work()
    see_them = page.get_by_role("link", name=see)
    see_them.wait_for()
    with loads_anew(page):
        see_them.press("Enter")
    axe_clean(page)
    shot(page, f"imported-catalogue-{language}")
    with loads_anew(page):
        page.get_by_role("link", name="Aide inventée : diagnostic-exemple").press("Enter")
    assert page.get_by_text("Avoir réalisé un bilan carbone inventé").count() >= 1
    assert page.get_by_text(follows).count() >= 1
    axe_clean(page)
    shot(page, f"imported-programme-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    axe_clean(page)
    shot(page, f"imported-programme-phone-{language}")
    page.goto(f"{live_server.url}/aids/catalogues/")
    axe_clean(page)
    shot(page, f"catalogues-phone-{language}")
