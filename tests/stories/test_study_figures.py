"""As a market analyst, I give a study its figures: a workbook with mixed units, asked what it means, imported whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from apps.studies.test_sheets import workbook
from factories import studies as make
from factories.browser import loads_anew, nothing_sticks_out
from factories.jobs import work
from grappe.apps.studies.models import Table

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "upload": "File with figures", "look": "Look at the file", "stops": "stops the import", "unit": "Several units",
        "split": "A column of each unit", "check": "Only check", "last": "Leave out the last row (a total)",
        "import": "Import ", "title": "Title", "columns": "What the columns are of", "figure": "1,200.5",
    },
    "fr": {
        "upload": "Fichier de chiffres", "look": "Examiner le fichier", "stops": "bloque l’import", "unit": "Plusieurs unités",
        "split": "Une colonne par unité", "check": "Seulement vérifier", "last": "Laisser de côté la dernière ligne (un total)",
        "import": "Importer ", "title": "Titre", "columns": "Ce que contiennent les colonnes", "figure": "200,5",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_figures(sign_in, people, live_server, axe_clean, shot, tmp_path, language):
    words = WORDS[language]
    study = make.study(people.analyst)
    make.source(study)
    path = tmp_path / "déchets.xlsx"
    path.write_bytes(
        workbook(
            ["Déchets de composites, relevé annuel"], [],
            ["Année", "Déchets (t)", "Stock", "Part recyclée"],
            [2021, 1200.5, "12 t", 0.12], [2022, 1300, "900 kg", 0.15], [2023, 1400, "14 t", 0.21],
            ["Total", 3900.5, None, None],
            formats={f"D{n}": "0%" for n in (4, 5, 6)},
        )
    )  # fmt: skip
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/studies/{study.pk}/figures/")
    axe_clean(page)
    page.get_by_label(words["upload"]).set_input_files(path)
    page.get_by_role("button", name=words["look"]).press("Enter")
    page.locator("progress").wait_for()
    work()
    expect(page.get_by_role("heading", name=words["stops"])).to_be_visible()
    axe_clean(page)
    shot(page, f"study-upload-{language}")
    page.get_by_label(words["unit"]).select_option(label=words["split"])
    page.get_by_label(words["last"]).check()
    page.get_by_label(words["title"]).first.fill("Composite waste")
    with loads_anew(page):
        page.get_by_role("button", name=words["check"]).press("Enter")
    work()
    expect(page.get_by_role("heading", name=words["stops"])).to_have_count(0)
    page.get_by_role("button", name=words["import"]).press("Enter")
    page.locator("progress").wait_for()
    work()
    expect(page.get_by_role("heading", name=words["columns"])).to_be_visible()
    expect(page.get_by_role("cell", name=words["figure"])).to_be_visible()
    table = Table.objects.get()
    assert [column["unit"] for column in table.columns] == ["", "t", "t", "kg", "%"]
    assert table.rows[1] == ["2022", "1300", None, "900", "15"] and table.row_count == 3
    axe_clean(page)
    shot(page, f"study-table-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"study-table-phone-{language}")
    page.goto(f"{live_server.url}/studies/{study.pk}/figures/")
    nothing_sticks_out(page)
